// SPDX-License-Identifier: MIT
// The stream of batches: what is chosen, what has been read, and what is said of the report.
#include "secmon/columns.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "columns/arrow.hpp"
#include "columns/fields.hpp"
#include "columns/reader.hpp"
#include "core/time.hpp"

namespace secmon {

namespace {

// ---- metadata ------------------------------------------------------------------------------------------------------

// A count, then each text behind its length, all numbers in the order of the machine.
class Metadata {
 public:
  void add(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    put(key), put(value);
    ++count_;
  }
  [[nodiscard]] std::string text() const { return number(count_) + pairs_; }

 private:
  static std::string number(std::int32_t value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
  }
  void put(std::string_view text) { pairs_.append(number(static_cast<std::int32_t>(text.size()))).append(text); }
  std::int32_t count_ = 0;
  std::string pairs_;
};

// One line for each note: "truncated, incomplete: the document ends …".
std::string lines_of(std::span<const Note> notes) {
  std::string lines;
  for (const Note& note : notes) {
    std::string message(note.message);
    std::replace_if(
        message.begin(), message.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    if (!lines.empty()) lines += '\n';
    lines.append(name(note.code)).append(note.incomplete ? ", incomplete: " : ": ").append(message);
  }
  return lines;
}

std::string metadata_of(const Report& report) {
  Metadata made;
  made.add("secmon.schema", "secmon-columns-1");
  made.add("secmon.status", name(report.status()));
  made.add("secmon.format", report.format());
  made.add("secmon.tool", report.tool());
  made.add("secmon.tool_version", report.tool_version());
  made.add("secmon.generated", to_string(report.generated()));
  made.add("secmon.notes", lines_of(report.notes()));
  return made.text();
}

// ---- the stream ----------------------------------------------------------------------------------------------------

class Stream {
 public:
  Stream(Report report, std::span<const Field* const> chosen) : report_(std::move(report)), count_(report_.size()) {
    readers_.reserve(chosen.size());
    for (const Field* field : chosen) readers_.emplace_back(*field, report_.data().rows);
  }

  void schema(ArrowSchema* out) const {
    Schema made{"+s", "", 0, {}, nullptr, metadata_of(report_)};
    for (const Reader& reader : readers_) made.children.push_back(schema_of(reader.field()));
    hand_over(std::move(made), out);
  }

  void next(ArrowArray* out) {
    if (next_ == count_) {
      *out = {};
      return;
    }
    if (!prepared_) prepare();
    std::size_t rows = std::min(kBatchRows, count_ - next_);
    Array batch{0, 0, {nullptr}, {}, nullptr};
    for (const Reader& reader : readers_) {
      batch.children.push_back(reader.read(next_, rows));
      rows = static_cast<std::size_t>(batch.children.back().length);
    }
    for (Array& column : batch.children) cut(column, rows);
    batch.length = static_cast<std::int64_t>(rows);
    hand_over(std::move(batch), out);
    next_ += rows;
  }

  // The functions of Arrow's struct.

  static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
    return guarded(stream, [&](const Stream& self) { self.schema(out); });
  }
  static int get_next(ArrowArrayStream* stream, ArrowArray* out) {
    return guarded(stream, [&](Stream& self) { self.next(out); });
  }
  static const char* get_last_error(ArrowArrayStream* stream) {
    return static_cast<Stream*>(stream->private_data)->error_;
  }
  static void release(ArrowArrayStream* stream) {
    delete static_cast<Stream*>(stream->private_data);
    stream->release = nullptr;
  }

 private:
  template <class Body>
  static int guarded(ArrowArrayStream* stream, Body body) noexcept {
    auto& self  = *static_cast<Stream*>(stream->private_data);
    self.error_ = nullptr;
    try {
      body(self);
      return 0;
    } catch (const std::bad_alloc&) {
      self.error_ = "out of memory";
      return ENOMEM;
    }
  }

  void prepare() {
    const Block zeros = make_zeros((std::min(kBatchRows, count_) + 1) * sizeof(std::int64_t));
    for (Reader& reader : readers_) reader.prepare(count_, zeros);
    prepared_ = true;
  }

  Report report_;
  std::size_t count_;
  std::vector<Reader> readers_;
  std::size_t next_  = 0;
  bool prepared_     = false;
  const char* error_ = nullptr;
};

Error no_column(std::string_view name) {
  std::string message = "no column \"";
  for (const char c : name.substr(0, 40)) message += c >= ' ' && c <= '~' ? c : '?';
  message += "\"; there are";
  for (const std::string_view column : column_names()) message.append(" ").append(column);
  return {Errc::invalid_argument, std::move(message)};
}

}  // namespace

std::span<const std::string_view> column_names() noexcept {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> made;
    for (const Field& field : fields()) made.push_back(field.name);
    return made;
  }();
  return names;
}

Result<std::size_t> columns(const Report& report, ArrowArrayStream* out, std::span<const std::string_view> names) {
  *out = {};
  if (report.size() > INT32_MAX) return Error{Errc::too_large, "more than 2,147,483,647 findings"};
  std::vector<const Field*> chosen;
  for (const std::string_view name : names.empty() ? column_names() : names) {
    const std::span<const Field> all = fields();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Field& field) { return field.name == name; });
    if (found == all.end()) return no_column(name);
    if (std::find(chosen.begin(), chosen.end(), &*found) != chosen.end())
      return Error{Errc::invalid_argument, "the column \"" + std::string(name) + "\" is named twice"};
    chosen.push_back(&*found);
  }
  out->private_data   = new Stream(report.share(), chosen);
  out->get_schema     = Stream::get_schema;
  out->get_next       = Stream::get_next;
  out->get_last_error = Stream::get_last_error;
  out->release        = Stream::release;
  return chosen.size();
}

}  // namespace secmon
