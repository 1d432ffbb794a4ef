// SPDX-License-Identifier: MIT
// The inside of a history: its database, and its rows as values.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "history/db.hpp"
#include "history/replay.hpp"

namespace secmon {

/// A row of the table `finding`.
struct KeptFinding {
  std::string fingerprint;
  std::int64_t id = 0;
  std::string tool;  ///< in lower case
  Severity severity = Severity::unknown;
  std::string version;
  std::string image, place;
  std::int64_t digest = 0;
  Time published = kNoTime, introduced = kNoTime;
  Time last_seen = kNoTime;
  Course course;
  std::int64_t vulnerability = 0;  ///< the same for those that are one; 0: it was never compared with others
  std::int64_t subject       = 0;  ///< see subject_of(); 0: not known
};

/// The columns of a KeptFinding, in the order in which it is read.
inline constexpr std::string_view kRowColumns =
    "fingerprint, id, tool, severity, version, image, place, digest, present, reported, decided, until, reason, step, "
    "published, "
    "introduced, first_seen, last_seen, opened, acknowledged, fixed, closed, reopened, vulnerability, "
    "subject";
inline constexpr int kRowColumnCount = 25;
KeptFinding row_of(const Statement& from);

class History::Data {
 public:
  explicit Data(Db opened) noexcept : db(std::move(opened)) {}

  std::mutex mutex;  // one call at a time
  Db db;

  /// The number of a branch of a project ("": its main one); 0 if there is none.
  std::int64_t project(std::string_view name, std::string_view branch);
  /// All branches of a project.
  std::vector<std::int64_t> branches(std::string_view name);
  /// The findings of a branch, by fingerprint.
  std::vector<KeptFinding> rows(std::int64_t project);

  void insert(std::int64_t project, const KeptFinding& row);
  /// All but which vulnerability it is.
  void update(std::int64_t project, const KeptFinding& row);
  /// Which vulnerability it is.
  void renumber(std::int64_t project, std::string_view fingerprint, std::int64_t vulnerability);
  /// Writes an event down and applies it to the row, which must then be written.
  void add(std::int64_t project, KeptFinding& row, const LifeChange& change);
  /// The JSON of a new finding; answers the number that it gets.
  std::int64_t add_content(std::string_view json);
  void change_content(std::int64_t id, std::string_view json);

 private:
  // Statements that run for each finding are looked up once.
  Statement& kept(Statement*& statement, std::string_view sql) {
    if (statement == nullptr || !statement->compiled()) statement = &db.prepare(sql);
    return *statement;
  }
  Statement *insert_ = nullptr, *update_ = nullptr, *renumber_ = nullptr, *event_ = nullptr, *content_ = nullptr,
            *new_content_ = nullptr;
};

/// Lists as the file has them: each text ends with a zero byte.
std::string packed(std::span<const std::string> list);
std::vector<std::string> unpacked(std::string_view bytes);

/// UTF-8 without zero bytes, whatever the caller gave.
std::string valid(std::string_view text);
/// The same without secrets.
std::string clean(std::string_view text);

}  // namespace secmon
