// SPDX-License-Identifier: MIT
// The database: statements and transactions. Only db.cpp knows which one it is.
//
// The first failure stays: statements that come after it do nothing, and rows end. A caller writes its statements one
// after the other and asks ok() once, at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "secmon/error.hpp"
#include "secmon/history.hpp"

namespace secmon {

class Statement;

class Db {
 public:
  /// Opens the file and sets what holds for all connections; it may be any SQLite database yet, or none. It does not
  /// wait for other processes before wait() says for how long, and may have failed because one of them was busy.
  static Result<Db> open(const std::filesystem::path& path, const HistoryOptions& options);
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;
  ~Db();

  /// The statement, which must not outlive the database. Each text is compiled once.
  Statement& prepare(std::string_view sql);
  /// Runs statements that give no rows.
  void run(std::string_view sql);
  /// The first number that the query gives; 0 if it gives none.
  std::int64_t number(std::string_view sql);
  [[nodiscard]] std::int64_t last_id() const noexcept;
  [[nodiscard]] std::int64_t changes() const noexcept;  ///< rows that the last statement changed
  [[nodiscard]] bool read_only() const noexcept;

  /// How long a statement waits for another process.
  void wait(std::chrono::milliseconds most) noexcept;
  /// Lets the file grow to so many bytes at most.
  void limit(std::uint64_t bytes);

  /// Ends all statements that stand on a row.
  void end_statements() noexcept;
  [[nodiscard]] bool ok() const noexcept;
  [[nodiscard]] bool busy() const noexcept;  ///< whether it failed because another process is writing
  /// The failure, for the caller; the database is then usable again.
  Error take_error();
  /// A failure that is not the database's.
  void fail(Error error);

  class Inside;

 private:
  explicit Db(std::unique_ptr<Inside> inside) noexcept;
  std::unique_ptr<Inside> inside_;
};

/// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

class Statement {
 public:
  Statement(Db::Inside& db, void* compiled) noexcept : db_(db), compiled_(compiled) {}

  /// Gives the parameters their values, in their order, and begins anew. Texts are copied.
  template <class... Values>
  Statement& with(const Values&... values) {
    begin();
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  /// Runs it to its end.
  template <class... Values>
  void run(const Values&... values) {
    lasting_ = true;  // until it has ended, so that SQLite need not copy them
    with(values...);
    lasting_ = false;
    while (next()) {
    }
  }
  [[nodiscard]] bool compiled() const noexcept { return compiled_ != nullptr; }
  /// Goes to the next row; false when there is none.
  bool next();

  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  /// Lives until the next row.
  [[nodiscard]] std::string_view text(int column) const noexcept;
  [[nodiscard]] Time time(int column) const noexcept;  ///< kNoTime for NULL
  [[nodiscard]] std::uint64_t count(int column) const noexcept { return static_cast<std::uint64_t>(integer(column)); }
  template <class Enum>
  [[nodiscard]] Enum word(int column) const noexcept {
    return static_cast<Enum>(integer(column));
  }

 private:
  void begin();
  void bind(int at, std::int64_t value);
  void bind(int at, std::string_view value);
  void bind(int at, const Blob& value);
  void bind(int at, Time value);
  template <class Number>
  requires(std::is_integral_v<Number> || std::is_enum_v<Number>) void bind(int at, Number value) {
    bind(at, static_cast<std::int64_t>(value));
  }

  Db::Inside& db_;
  void* compiled_;
  bool lasting_ = false;  // what is bound lives until the statement has ended
};

/// All that is done in it is done, or nothing. Rolled back unless it was committed.
class Transaction {
 public:
  enum class Kind : std::uint8_t { read, write };
  Transaction(Db& db, Kind kind);
  Transaction(const Transaction&)            = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// Whether all is written; else the database has failed, and nothing is.
  bool commit();

 private:
  Db& db_;
  bool open_;
};

}  // namespace secmon
