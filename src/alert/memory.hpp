// SPDX-License-Identifier: MIT
// What was told before: the state of alerts(), as a document and in memory.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "secmon/alert.hpp"

namespace secmon {

/// What one channel was told of one key, since it (re)appeared.
struct ToldHere {
  std::map<std::string, Time, std::less<>> told;  ///< by trigger
  std::string unit;                               ///< the issue that it is part of; "" if none
};

/// A finding ("1:…"), a threshold ("threshold:high") or a scanner ("scan:bandit") that some channel is, or is to be,
/// told of.
struct Remembered {
  std::string tool;         ///< lower case; several are joined by ", "
  Time first    = kNoTime;  ///< seen for the first time
  Time since    = kNoTime;  ///< open without interruption since
  Time gone     = kNoTime;  ///< kNoTime while it is open
  Time taken    = kNoTime;  ///< acknowledged
  bool returned = false;    ///< it was gone before `since`
  std::map<std::string, ToldHere, std::less<>> channels;

  /// When any channel was first told of it; kNoTime if none was.
  [[nodiscard]] Time told_at() const noexcept;
};

/// An issue or comment on a channel.
struct AlertUnit {
  std::string ref, hash;
  bool open = false;
};

struct AlertMemory {
  std::map<std::string, Remembered, std::less<>> keys;
  std::map<std::string, std::map<std::string, AlertUnit, std::less<>>, std::less<>> units;  ///< by channel
  std::map<std::string, Time, std::less<>> confirmed;                                       ///< ids of messages
};

/// "" is an empty memory. Anything that is not whole and ours is an error.
Result<AlertMemory> read_memory(std::string_view state);
std::string write_memory(const AlertMemory& memory);

}  // namespace secmon
