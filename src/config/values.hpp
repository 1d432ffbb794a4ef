// SPDX-License-Identifier: MIT
// Texts as values of keys, and values as JSON.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/keys.hpp"

namespace secmon::config {

/// What is wrong with a text as the value of a key; `expected` is "" if nothing is.
struct Mismatch {
  ConfigCode code       = ConfigCode::bad_value;
  std::string expected  = {};
  std::string near_miss = {};
};

/// Sets the key's member to what `text` says; a list gets one item more. `quoted` tells a text from a number or a
/// truth value. On a mismatch the member is unchanged.
Mismatch set(const Key& key, std::string_view text, bool quoted);
/// Whether the key takes a list; clears it for set() to fill.
bool is_list(const Field& field) noexcept;
void clear(const Field& field);
/// What a value of the key looks like: "true or false", "one of quick, standard, comprehensive".
std::string expectation(const Key& key);

/// "true", "yes", "on" …, as YAML 1.1 reads them.
std::optional<bool> truth(std::string_view text) noexcept;
/// "90", "90s", "15m", "4h", "7d", "2w", "1d 12h": seconds without a unit.
std::optional<std::chrono::seconds> duration(std::string_view text) noexcept;

std::string to_json(const Field& field);
std::string quote_json(std::string_view text);

}  // namespace secmon::config
