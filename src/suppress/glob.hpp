// SPDX-License-Identifier: MIT
// A glob, compiled once and held against many paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace secmon {

class Glob {
 public:
  explicit Glob(std::string_view glob);
  [[nodiscard]] bool matches(std::string_view path) const;

  /// What each path that matches begins with: whole names, such as "src/app/"; "" if it may be anything. The whole
  /// path if the glob is_literal().
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  /// What the last name of each path that matches is; "" if it may be several.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool is_literal() const noexcept { return literal_; }

 private:
  enum class Kind : std::uint8_t { character, any, star, everything, folders, in_folder, set };
  class States;
  struct Range {
    char32_t first, last;
  };
  struct Token {
    Kind kind;
    char32_t character = 0;
    bool negated       = false;
    std::vector<Range> ranges{};
  };
  void compile(std::u32string_view glob);
  std::size_t compile_set(std::u32string_view glob, std::size_t at);
  void find_folder();
  void find_name();
  void enter(States& states, std::size_t state) const;
  [[nodiscard]] bool takes(const Token& token, char32_t c) const noexcept;

  std::vector<Token> tokens_;
  std::string folder_, name_;
  bool literal_ = false;
};

}  // namespace secmon
