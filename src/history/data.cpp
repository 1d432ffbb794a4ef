// SPDX-License-Identifier: MIT
// Rows of the tables as values, and back.
#include "history/data.hpp"

#include <algorithm>
#include <utility>

#include "core/redact.hpp"
#include "core/text.hpp"

namespace secmon {

KeptFinding row_of(const Statement& from) {
  KeptFinding row;
  int at              = 0;
  Course& course      = row.course;
  row.fingerprint     = from.text(at++);
  row.id              = from.integer(at++);
  row.tool            = from.text(at++);
  row.severity        = from.word<Severity>(at++);
  row.version         = from.text(at++);
  row.image           = from.text(at++);
  row.place           = from.text(at++);
  row.digest          = from.integer(at++);
  course.present      = from.integer(at++) != 0;
  course.reported     = from.word<State>(at++);
  course.decided      = from.word<EventKind>(at++);
  course.until        = from.time(at++);
  course.reason       = from.text(at++);
  course.step         = from.word<EventKind>(at++);
  row.published       = from.time(at++);
  row.introduced      = from.time(at++);
  course.first_seen   = from.time(at++);
  row.last_seen       = from.time(at++);
  course.opened       = from.time(at++);
  course.acknowledged = from.time(at++);
  course.fixed        = from.time(at++);
  course.closed       = from.time(at++);
  course.reopened     = from.count(at++);
  row.vulnerability   = from.integer(at++);
  row.subject         = from.integer(at++);
  return row;
}

std::int64_t History::Data::project(std::string_view name, std::string_view branch) {
  Statement& query = branch.empty() ? db.prepare("SELECT id FROM project WHERE name = ?1 AND main = 1 AND ?2 = ''")
                                    : db.prepare("SELECT id FROM project WHERE name = ?1 AND branch = ?2");
  query.with(valid(name), valid(branch));
  return query.next() ? query.integer(0) : 0;
}

std::vector<std::int64_t> History::Data::branches(std::string_view name) {
  std::vector<std::int64_t> ids;
  Statement& query = db.prepare("SELECT id FROM project WHERE name = ? ORDER BY id").with(valid(name));
  while (query.next()) ids.push_back(query.integer(0));
  return ids;
}

std::vector<KeptFinding> History::Data::rows(std::int64_t project) {
  std::vector<KeptFinding> all;
  Statement& query = db.prepare("SELECT " + std::string(kRowColumns) +
                                " FROM finding WHERE project = ? ORDER BY project, fingerprint");
  query.with(project);
  while (query.next()) all.push_back(row_of(query));
  return all;
}

void History::Data::insert(std::int64_t project, const KeptFinding& row) {
  const Course& c = row.course;
  static const std::string sql =
      "INSERT INTO finding (project, " + std::string(kRowColumns) +
      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  kept(insert_, sql)
      .run(project, row.fingerprint, row.id, row.tool, row.severity, row.version, row.image, row.place, row.digest,
           c.present, c.reported, c.decided, c.until, c.reason, c.step, row.published, row.introduced, c.first_seen,
           row.last_seen, c.opened, c.acknowledged, c.fixed, c.closed, c.reopened, row.vulnerability, row.subject);
}

void History::Data::update(std::int64_t project, const KeptFinding& row) {
  const Course& c = row.course;
  kept(update_,
       "UPDATE finding SET tool = ?3, severity = ?4, version = ?5, image = ?6, place = ?7, digest = ?8, present = ?9, "
       "reported = ?10, decided = ?11, until = ?12, reason = ?13, step = ?14, published = ?15, introduced = ?16, "
       "first_seen = ?17, last_seen = ?18, opened = ?19, acknowledged = ?20, fixed = ?21, closed = ?22, "
       "reopened = ?23, subject = ?24 WHERE project = ?1 AND fingerprint = ?2")
      .run(project, row.fingerprint, row.tool, row.severity, row.version, row.image, row.place, row.digest, c.present,
           c.reported, c.decided, c.until, c.reason, c.step, row.published, row.introduced, c.first_seen, row.last_seen,
           c.opened, c.acknowledged, c.fixed, c.closed, c.reopened, row.subject);
}

void History::Data::renumber(std::int64_t project, std::string_view fingerprint, std::int64_t vulnerability) {
  kept(renumber_, "UPDATE finding SET vulnerability = ?3 WHERE project = ?1 AND fingerprint = ?2")
      .run(project, fingerprint, vulnerability);
}

void History::Data::add(std::int64_t project, KeptFinding& row, const LifeChange& change) {
  kept(event_,
       "INSERT INTO event (project, finding, kind, time, scan, who, reason, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(project, row.id, change.kind, change.time, change.scan, change.who, change.reason, change.until);
  happen(row.course, change);
}

std::int64_t History::Data::add_content(std::string_view json) {
  kept(new_content_, "INSERT INTO content (json) VALUES (?)").run(json);
  return db.last_id();
}

void History::Data::change_content(std::int64_t id, std::string_view json) {
  kept(content_, "UPDATE content SET json = ? WHERE id = ?").run(json, id);
}

std::string packed(std::span<const std::string> list) {
  std::string bytes;
  for (const std::string& item : list) bytes.append(item).push_back('\0');
  return bytes;
}

std::vector<std::string> unpacked(std::string_view bytes) {
  std::vector<std::string> list;
  for (std::size_t end = 0; (end = bytes.find('\0')) != std::string_view::npos; bytes.remove_prefix(end + 1)) {
    list.emplace_back(bytes.substr(0, end));
  }
  return list;
}

std::string valid(std::string_view text) {
  std::string made(text);
  const bool utf8 = is_valid_utf8(made);
  std::replace_if(
      made.begin(), made.end(),
      [utf8](char c) { return c == '\0' || (!utf8 && static_cast<unsigned char>(c) >= 0x80); }, '?');
  return made;
}

std::string clean(std::string_view text) { return redact(valid(text)); }

}  // namespace secmon
