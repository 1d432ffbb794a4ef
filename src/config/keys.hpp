// SPDX-License-Identifier: MIT
// The keys of the configuration as data: one list, which reading, showing, writing the default file and its schema
// visit.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "secmon/config.hpp"

namespace secmon::config {

/// A number of findings; kNoLimit is "any".
struct Limit {
  std::uint64_t* value;
};
/// A severity that scanners' option letters may also name: "-ll" is medium and higher.
struct Level {
  Severity* value;
};
/// A set of days of the week, bit 0 is Monday.
struct Days {
  std::uint8_t* value;
};
struct Hour {
  std::uint8_t* value;
};
struct UtcOffset {
  std::chrono::minutes* value;
};
/// One text or a list of them.
using Field = std::variant<bool*, int*, double*, std::string*, Strings*, Severity*, Severities*, std::vector<Kind>*,
                           std::chrono::seconds*, Secret*, Limit, Level, Days, Hour, UtcOffset>;

struct Key {
  std::string_view name;
  Field field;
  std::string_view meaning                = {};
  std::string_view variable               = {};  ///< of the environment
  std::span<const std::string_view> words = {};  ///< the texts that it may be; empty: any
  double least = 0, most = 1e9;                  ///< of a number
  bool needed    = false;                        ///< in a row: there must be one
  bool no_effect = false;                        ///< kept for old files
};

struct Group {
  std::string_view name;
  std::string_view meaning  = {};
  std::string_view old_name = {};
  bool channel              = false;  ///< may be written as a mere true or false, which is a warning
  bool switchable           = false;  ///< may be written as a mere true or false
};

class Visitor;

/// A list of maps, or (`named`) a map of them by names that the user chooses.
struct Rows {
  std::string_view name;
  std::string_view meaning;
  bool named;
  std::function<void(std::size_t)> resize;
  std::function<std::size_t()> size;
  std::function<void(std::size_t, Visitor&)> visit;
  std::function<std::string&(std::size_t)> name_of = nullptr;
};

class Visitor {
 public:
  virtual ~Visitor()                     = default;
  virtual void key(const Key& key)       = 0;
  virtual void enter(const Group& group) = 0;
  virtual void leave()                   = 0;
  virtual void rows(const Rows& rows)    = 0;
};

/// Visits every key in the order of Config.
void visit(Config& config, Visitor& visitor);

}  // namespace secmon::config
