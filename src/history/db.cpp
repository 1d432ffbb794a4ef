// SPDX-License-Identifier: MIT
// The database is SQLite.
#include "history/db.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <map>
#include <system_error>
#include <utility>

namespace secmon {
namespace {

// What stands in the way, and what to do about it.
std::string sentence(int code, const char* detail) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process is writing to it; try again, or wait longer";
    case SQLITE_READONLY: return "it can only be read";
    case SQLITE_FULL: return "there is no room left: the disk is full, or the file has reached its limit";
    case SQLITE_CANTOPEN: return "it cannot be opened, or is not there";
    case SQLITE_PERM:
    case SQLITE_AUTH: return "access to it is denied";
    case SQLITE_NOTADB: return "it is no database, so no history of secmon";
    case SQLITE_CORRUPT: return "it is damaged; restore a copy, or try `sqlite3 FILE .recover`";
    case SQLITE_IOERR:
      return std::string("it cannot be read or written (") + detail + "); see whether the disk is full";
    default: return detail;
  }
}

}  // namespace

class Db::Inside {
 public:
  sqlite3* handle = nullptr;
  std::string path;
  std::optional<Error> error;
  bool busy = false;  // the error is that another process is writing
  std::map<std::string, std::pair<sqlite3_stmt*, std::unique_ptr<Statement>>, std::less<>> statements;

  Inside()                         = default;
  Inside(const Inside&)            = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() {
    for (auto& [sql, statement] : statements) sqlite3_finalize(statement.first);
    sqlite3_close_v2(handle);
  }

  // Remembers the first failure.
  bool check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return true;
    if (error) return false;
    if (code == SQLITE_NOMEM) throw std::bad_alloc();
    const char* detail = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    busy               = (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED;
    error              = Error{Errc::storage, "history " + path + ": " + sentence(code, detail)};
    return false;
  }
  // A statement that stands on a row holds on to what the file was, beyond its transaction, and others wait for it.
  void end_statements() {
    for (auto& [sql, statement] : statements) sqlite3_reset(statement.first);
  }
  // Also while there is a failure: a transaction must be ended.
  bool execute(const char* sql) { return check(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr)); }
};

// ---- the database -------------------------------------------------------------------------------------------------

Db::Db(std::unique_ptr<Inside> inside) noexcept : inside_(std::move(inside)) {}
Db::Db(Db&&) noexcept            = default;
Db& Db::operator=(Db&&) noexcept = default;
Db::~Db()                        = default;

Result<Db> Db::open(const std::filesystem::path& path, const HistoryOptions& options) {
  auto inside            = std::make_unique<Inside>();
  const std::u8string u8 = path.u8string();
  inside->path.assign(u8.begin(), u8.end());
  int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create && !options.read_only) flags |= SQLITE_OPEN_CREATE;
  // Calls of several threads take turns in History.
  const int code = sqlite3_open_v2(inside->path.c_str(), &inside->handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (!inside->check(code)) return *std::move(inside->error);
  sqlite3_extended_result_codes(inside->handle, 1);
  // A file of somebody else must not run anything that it holds, nor be trusted in what it says.
  sqlite3_db_config(inside->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(inside->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  Db db(std::move(inside));
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA cache_size = -65536");
  db.run("PRAGMA temp_store = MEMORY");
  return db;
}

Statement& Db::prepare(std::string_view sql) {
  auto found = inside_->statements.find(sql);
  if (found == inside_->statements.end()) {
    sqlite3_stmt* compiled = nullptr;
    if (ok()) {
      inside_->check(sqlite3_prepare_v3(inside_->handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &compiled, nullptr));
    }
    auto made = std::make_unique<Statement>(*inside_, compiled);
    found     = inside_->statements.emplace(sql, std::pair(compiled, std::move(made))).first;
  } else if (found->second.first == nullptr && ok()) {
    inside_->statements.erase(found);  // it could not be compiled when the database had failed
    return prepare(sql);
  }
  return *found->second.second;
}

void Db::run(std::string_view sql) {
  if (ok()) inside_->execute(std::string(sql).c_str());
}

std::int64_t Db::number(std::string_view sql) {
  Statement& query = prepare(sql);
  query.with();
  const std::int64_t value = query.next() ? query.integer(0) : 0;
  query.with();  // gives back its locks
  return value;
}

std::int64_t Db::last_id() const noexcept { return sqlite3_last_insert_rowid(inside_->handle); }
std::int64_t Db::changes() const noexcept { return sqlite3_changes(inside_->handle); }
bool Db::read_only() const noexcept { return sqlite3_db_readonly(inside_->handle, "main") == 1; }

void Db::wait(std::chrono::milliseconds most) noexcept {
  constexpr std::int64_t kLongest = std::numeric_limits<int>::max();
  sqlite3_busy_timeout(inside_->handle, static_cast<int>(std::clamp<std::int64_t>(most.count(), 0, kLongest)));
}

void Db::limit(std::uint64_t bytes) {
  const std::int64_t page = std::max<std::int64_t>(number("PRAGMA page_size"), 512);
  const auto pages        = std::min<std::uint64_t>(bytes / static_cast<std::uint64_t>(page), 0xFFFFFFFEU);
  run("PRAGMA max_page_count = " + std::to_string(std::max<std::uint64_t>(pages, 1)));
}

void Db::end_statements() noexcept { inside_->end_statements(); }

bool Db::ok() const noexcept { return !inside_->error; }
bool Db::busy() const noexcept { return inside_->error && inside_->busy; }

Error Db::take_error() {
  Error error = inside_->error.value_or(Error{Errc::internal, "history: no error"});
  inside_->error.reset();
  return error;
}

void Db::fail(Error error) {
  if (!inside_->error) inside_->error = std::move(error);
}

// ---- statements ---------------------------------------------------------------------------------------------------

namespace {

sqlite3_stmt* raw(void* compiled) noexcept { return static_cast<sqlite3_stmt*>(compiled); }

}  // namespace

void Statement::begin() {
  if (compiled_ == nullptr) return;
  sqlite3_reset(raw(compiled_));  // tells of the last run's failure, which is known
}

bool Statement::next() {
  if (compiled_ == nullptr || db_.error) return false;
  const int code = sqlite3_step(raw(compiled_));
  if (code == SQLITE_ROW) return true;
  db_.check(code);
  sqlite3_reset(raw(compiled_));
  return false;
}

std::int64_t Statement::integer(int column) const noexcept { return sqlite3_column_int64(raw(compiled_), column); }

std::string_view Statement::text(int column) const noexcept {
  const void* bytes = sqlite3_column_blob(raw(compiled_), column);
  const auto size   = static_cast<std::size_t>(sqlite3_column_bytes(raw(compiled_), column));
  return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

Time Statement::time(int column) const noexcept {
  if (sqlite3_column_type(raw(compiled_), column) == SQLITE_NULL) return kNoTime;
  return Time(std::chrono::seconds(integer(column)));
}

void Statement::bind(int at, std::int64_t value) {
  if (compiled_ != nullptr) db_.check(sqlite3_bind_int64(raw(compiled_), at, value));
}

void Statement::bind(int at, std::string_view value) {
  if (compiled_ == nullptr) return;
  const char* data = value.data() == nullptr ? "" : value.data();
  db_.check(sqlite3_bind_text64(raw(compiled_), at, data, value.size(), lasting_ ? SQLITE_STATIC : SQLITE_TRANSIENT,
                                SQLITE_UTF8));
}

void Statement::bind(int at, const Blob& value) {
  if (compiled_ == nullptr) return;
  const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
  db_.check(
      sqlite3_bind_blob64(raw(compiled_), at, data, value.bytes.size(), lasting_ ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

void Statement::bind(int at, Time value) {
  if (compiled_ == nullptr) return;
  db_.check(value == kNoTime ? sqlite3_bind_null(raw(compiled_), at)
                             : sqlite3_bind_int64(raw(compiled_), at, value.time_since_epoch().count()));
}

// ---- transactions -------------------------------------------------------------------------------------------------

// A reader that later writes could find that somebody else did so meanwhile; a writer says so at once.
Transaction::Transaction(Db& db, Kind kind) : db_(db) {
  db_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = db_.ok();
}

Transaction::~Transaction() {
  if (!open_) return;
  // After some failures (a full disk) SQLite has rolled back itself, and then there is nothing to do.
  std::optional<Error> failure;
  if (!db_.ok()) failure = db_.take_error();
  db_.end_statements();
  db_.run("ROLLBACK");
  if (!db_.ok()) db_.take_error();
  if (failure) db_.fail(*std::move(failure));
}

bool Transaction::commit() {
  if (!open_ || !db_.ok()) return false;
  db_.end_statements();
  db_.run("COMMIT");
  open_ = !db_.ok();
  return !open_;
}

}  // namespace secmon
