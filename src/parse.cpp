// SPDX-License-Identifier: MIT
// The pipe: bytes -> text -> document -> format -> report.
#include "secmon/parse.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <unordered_set>

#include "core/writer.hpp"
#include "divide.hpp"
#include "formats/formats.hpp"
#include "input/bytes.hpp"
#include "input/json_source.hpp"
#include "input/rows_source.hpp"
#include "input/xml_source.hpp"
#include "secmon/format.hpp"

namespace secmon {

namespace {

using format::Format;
using format::Match;

// ---- what cannot be read, in words ------------------------------------------------------------------------------

constexpr std::string_view kNameIt = "name the format if you know it (`secmon formats` lists them)";

// The message of an error object, as APIs and scanners write it where a report should be; "" if it is none.
std::string_view error_message(const Json& document) {
  if (!document.is_object()) return {};
  if (document.has("documentation_url")) return document.str("message");
  if (const Json errors = document["errors"]; errors.is_array() && document.has("data") && !document["data"].exists()) {
    return errors[0].str("message");
  }
  for (const char* key : {"error", "err", "errorMessage", "error_message", "fatal"}) {
    const Json error            = document[key];
    const std::string_view text = error.is_object() ? error.str("message") : error.str();
    if (!text.empty()) return text;
    if (error.is_object()) return error.str("summary").empty() ? error.str("detail") : error.str("summary");
  }
  return {};
}

std::string keys_of(const Json& document) {
  constexpr std::size_t kShown = 8;
  std::string keys;
  std::size_t n = 0;
  for (const Json& member : document) {
    if (++n > kShown) return keys + ", …";
    keys += (keys.empty() ? "" : ", ") + std::string(clip(member.key(), 40));
  }
  return keys;
}

Error unknown_json(const Json& document) {
  if (const std::string_view said = error_message(document); !said.empty()) {
    return {Errc::scanner_failed,
            "an error message stands where the report should be: " + std::string(clip(said, 300)),
            {},
            document.offset()};
  }
  const Json row         = document.is_array() ? document[0] : document;
  const std::string what = document.is_array() ? "list, whose first item has" : "object with";
  return {Errc::unknown_format,
          "no format recognises this JSON " + what + " the keys " + keys_of(row) + "; " + std::string(kNameIt),
          {},
          document.offset()};
}

Error ambiguous(const Match& match) {
  std::string names;
  for (const Format* f : match.formats) names += (names.empty() ? "" : ", ") + std::string(f->id);
  return {
      Errc::ambiguous_format, "the document fits several formats equally well: " + names + "; name one of them", {}, 0};
}

bool is_empty_value(const Json& document) {
  return document.is_null() || ((document.is_array() || document.is_object()) && document.begin() == document.end());
}

// Some tools write lines of their own before the header of a table: a title, who asked for the report.
constexpr int kLinesBeforeHeader = 8;

void drop_line(std::string_view& text) { text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1); }

// ---- one input --------------------------------------------------------------------------------------------------

// A number for the keys of a document, or of the first item of a list.
std::size_t shape_of(const Json& document) {
  const Json row    = document.is_array() ? document[0] : document;
  std::size_t shape = document.is_array() ? 1 : 2;
  std::size_t keys  = 0;
  for (const Json& member : row) {
    constexpr std::size_t kLooked = 32;
    if (++keys > kLooked) break;
    shape = shape * 31 + std::hash<std::string_view>{}(member.key());
  }
  return shape;
}

// Reads one decoded text. Each kind of document is tried in turn; the first that is recognised is read.
class Reading {
 public:
  Reading(const Decoded& text, const Format* named, const ParseOptions& options)
      : text_(text), named_(named), options_(options), out_(report_, named == nullptr ? "" : named->id, options) {}

  Result<Report> run() {
    for (const Remark& r : text_.remarks) report_.add_note(r.code, r.incomplete, r.message);
    out_.document_of(text_.text.size());
    if (options_.in_place && text_.owned.empty()) out_.input_stays(text_.text);
    const bool done = read();
    out_.finish();
    if (out_.rejection().code != Errc::ok && report_.empty()) return rejection();
    if (done) {
      out_.close();
      return std::move(report_);
    }
    if (failure_) return *std::move(failure_);
    return Error{Errc::unknown_format,
                 "this is neither JSON nor XML nor a table that any format recognises; " + std::string(kNameIt),
                 {},
                 0};
  }

 private:
  bool read() try {
    const char first = text_.text.front();
    return first == '<' ? xml() : (first != '{' && first != '[' && table()) || json() || lines();
  } catch (const Writer::Multiplied&) {
    out_.incomplete(Errc::too_large,
                    "the findings have longer lists (ids, references, tags …) than the document can mean; the rest was "
                    "not read");
    return true;
  }

  // The error outlives the report that the format's id was kept in.
  Error rejection() const {
    Error error          = out_.rejection();
    const Format* format = format::find(error.format);
    error.format         = format == nullptr ? std::string_view() : format->id;
    return error;
  }

  // Whether a document was recognised (or was named), so that it is settled what was read.
  bool json() {
    JsonSource source(text_.text, text_.padding, out_, options_.limits, options_.threads);
    const Format* format = named_;
    if (format != nullptr && format->read == nullptr) return false;
    std::size_t documents = 0, read = 0;
    bool only_empty = true;
    for (; !out_.full() && source.next(); ++documents) {
      const Json document = source.document();
      only_empty          = only_empty && is_empty_value(document);
      if (format == nullptr) {
        if (documents >= kTried && !shapes_.insert(shape_of(document)).second) continue;
        format = choose(format::match(document), [&] { return unknown_json(document); });
        if (format == nullptr && failure_->code == Errc::ambiguous_format) return false;
        if (format == nullptr) continue;
        out_.set_format(format->id);
        if (documents != 0) out_.remark(Errc::unknown_format, "JSON that stands before the report was passed over");
      }
      read_json(*format, source);
      ++read;
    }
    if (documents == 0) return out_.rejection().code != Errc::ok;
    if (format == nullptr && (!only_empty || source.passed_over_text())) return false;
    source.finish();  // what is odd about it is only said of JSON: brackets in a text are none
    if (format == nullptr) return empty_unknown();
    if (format->read_end != nullptr) format->read_end(read, out_);
    return true;
  }

  void read_json(const Format& format, JsonSource& source) {
    const Json document      = source.document();
    const std::size_t before = out_.size();
    const bool fits          = format::marks(format, document) != 0;
    const bool empty_list =
        named_ != nullptr && (document.is_null() || (document.is_array() && is_empty_value(document)));
    const std::string_view said = fits ? std::string_view() : error_message(document);
    if (!said.empty()) {
      out_.incomplete(Errc::scanner_failed,
                      out_.join({"an error message stands where a report should be: ", clip(said, 300)}),
                      document.offset());
      return;
    }
    if ((fits || named_ != nullptr) && !read_divided(format, source, options_.threads, out_)) {
      format.read(document, out_);
    }
    out_.finish();
    if (fits || empty_list) return;
    out_.incomplete(Errc::unknown_format,
                    out_.join({"a document is not of the format ", format.id,
                               out_.size() == before ? ", and nothing was read from it" : ""}),
                    document.offset());
  }

  // An empty list is every tool's clean report, and none's: it is not read as clean unless the format is named.
  bool empty_unknown() {
    out_.incomplete(Errc::unknown_format,
                    "the document is empty and could be of any format; name the format to read it as a clean report");
    return true;
  }

  bool xml() {
    XmlSource source(text_.text, out_, options_.limits);
    if (!source.open()) return true;  // rejected
    Xml root             = source.root();
    const Format* format = named_ != nullptr ? named_ : choose(format::match(root), [&] {
      return Error{Errc::unknown_format,
                   "no format recognises an XML document with the root <" + std::string(clip(root.name(), 80)) + ">; " +
                       std::string(kNameIt),
                   {},
                   0};
    });
    if (format == nullptr || format->read_xml == nullptr) return wrong_kind(format, "XML");
    out_.set_format(format->id);
    for (; root.exists() && !out_.full(); root = source.next(root)) {
      format->read_xml(root, out_);
      if (format::marks(*format, root) == 0) {
        out_.incomplete(Errc::unknown_format, out_.join({"a document is not of the format ", format->id}),
                        root.offset());
      }
    }
    return true;
  }

  bool table() {
    if (named_ != nullptr && named_->read_rows == nullptr) return false;
    std::string_view text = text_.text;
    for (int line = 0; line <= kLinesBeforeHeader && !text.empty(); ++line) {
      if (choose_table(text)) {
        if (line != 0) out_.remark(Errc::ok, "lines that stand before the header were passed over");
        RowSource source(text, out_, options_.limits, text_.line_end);
        if (source.open()) named_->read_rows(source.rows(), out_);
        return true;
      }
      if (failure_ && failure_->code == Errc::ambiguous_format) return false;
      drop_line(text);
    }
    return false;
  }

  bool choose_table(std::string_view text) {
    Report aside;  // what is not a table leaves no notes
    Writer probe(aside, "", options_);
    RowSource head(text, probe, options_.limits);
    if (!head.open()) return false;
    const Match match    = format::match(head.rows());
    const Format* format = named_ != nullptr && format::marks(*named_, head.rows()) != 0 ? named_ : nullptr;
    if (named_ == nullptr && match.formats.size() == 1) format = match.formats.front();
    if (named_ == nullptr && match.formats.size() > 1) failure_ = ambiguous(match);
    if (format == nullptr || format->read_rows == nullptr) return false;
    out_.set_format(format->id);
    named_ = format;
    return true;
  }

  bool lines() {
    const Lines lines(text_.text);
    const Match match    = format::match(lines);
    const Format* format = match.formats.size() == 1 ? match.formats.front() : nullptr;
    if (named_ != nullptr) format = named_;  // a template of the user's own has no marks
    if (format == nullptr || format->read_lines == nullptr) return named_ != nullptr && wrong_kind(named_, "a text");
    out_.set_format(format->id);
    format->read_lines(lines, out_);
    return true;
  }

  bool wrong_kind(const Format* format, std::string_view kind) {
    if (format != nullptr) {
      failure_ = Error{Errc::unsupported_version,
                       "the format " + std::string(format->id) + " does not look like this; " + std::string(kind) +
                           " stands here. Make the report with: " + std::string(format->command),
                       format->id, 0};
    }
    return false;
  }

  template <class Unknown>
  const Format* choose(const Match& match, const Unknown& unknown) {
    if (match.formats.size() == 1) return match.formats.front();
    if (match.formats.empty()) {
      if (!failure_) failure_ = unknown();  // of several documents, the first one says most
    } else {
      failure_ = ambiguous(match);
    }
    return nullptr;
  }

  const Decoded& text_;
  const Format* named_;
  ParseOptions options_;
  Report report_;
  Writer out_;
  std::optional<Error> failure_;
  // Recognition looks for the marks of all formats. Of very many documents that no format recognises (a log in JSON
  // Lines), those are passed over whose keys are those of another.
  static constexpr std::size_t kTried = 64;
  std::unordered_set<std::size_t> shapes_;
};

// How many processors there are is asked of the system, which for a small report takes longer than it is worth.
unsigned threads_for(std::size_t size, const ParseOptions& options) {
  constexpr std::size_t kLarge = std::size_t{1} << 20;
  if (options.threads != 0) return options.threads;
  return size < kLarge ? 1 : std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
}

Result<Report> parse_padded(std::string_view bytes, std::size_t padding, const ParseOptions& options) try {
  const Format* named = nullptr;
  if (!options.format.empty()) {
    named = format::find(options.format);
    if (named == nullptr) {
      return Error{Errc::invalid_argument,
                   "there is no format \"" + std::string(clip(options.format, 80)) + "\"; `secmon formats` lists them",
                   {},
                   0};
    }
  }
  Result<Decoded> text = decode(bytes, options.limits, padding);
  if (!text) return std::move(text).error();
  ParseOptions resolved = options;
  resolved.threads      = threads_for(text->text.size(), options);
  return Reading(*text, named, resolved).run();
} catch (const std::bad_alloc&) {
  return Error{Errc::out_of_memory, "there is not enough memory to read this report", {}, 0};
}

}  // namespace

Result<Report> parse(std::string_view bytes, const ParseOptions& options) { return parse_padded(bytes, 0, options); }

Result<Report> parse_file(const std::filesystem::path& path, const ParseOptions& options) {
  Result<MappedFile> file = MappedFile::open(path, options.limits.bytes);
  if (!file) return std::move(file).error();
  ParseOptions resolved = options;
  // A file that is not mapped takes memory itself.
  resolved.in_place     = options.in_place && file->is_mapped();
  Result<Report> report = parse_padded(file->bytes(), MappedFile::kPadding, resolved);
  file->release(threads_for(file->bytes().size(), options));
  if (resolved.in_place && report) report->hold(std::make_shared<MappedFile>(std::move(*file)));
  return report;
}

std::vector<Result<Report>> parse_files(std::span<const std::filesystem::path> paths, const ParseOptions& options,
                                        unsigned threads, const std::function<bool(std::size_t)>& progress) {
  std::vector<Result<Report>> results;
  results.reserve(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    results.emplace_back(Error{Errc::invalid_argument, "stopped before this file was read", {}, 0});
  }
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped     = false;
  std::size_t done              = 0;
  std::mutex reporting;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  // Those that would find no file of their own help with the last ones.
  const auto hands_for = [&](std::size_t i) {
    const auto hands = static_cast<unsigned>(threads / std::min<std::size_t>(threads, paths.size() - i));
    return options.threads == 0 ? hands : std::min(hands, options.threads);
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < paths.size() && !stopped; i = next++) {
      ParseOptions one = options;
      one.threads      = hands_for(i);
      results[i]       = parse_file(paths[i], one);
      const std::lock_guard lock(reporting);
      ++done;
      if (progress && !stopped && !progress(done)) stopped = true;
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, paths.size()); ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return results;
}

// ---- detection alone --------------------------------------------------------------------------------------------

namespace {

Detection detection(const Match& match, std::string_view nothing) {
  Detection found;
  for (const Format* f : match.formats) found.candidates.push_back(find_format(f->id));
  if (match.formats.size() == 1) {
    found.format = found.candidates.front();
    found.reason = "it has the marks: " + match.marks;
  } else {
    found.reason = match.formats.empty() ? std::string(nothing) : ambiguous(match).message;
  }
  return found;
}

Detection detect_text(const Decoded& text) {
  Report aside;
  Writer out(aside, "", {});
  const Limits limits;
  const char first = text.text.front();
  if (first == '<') {
    XmlSource source(text.text, out, limits);
    const bool open = source.open();
    return detection(open ? format::match(source.root()) : Match{}, "no format recognises this XML document");
  }
  std::string_view table = first != '{' && first != '[' ? text.text : std::string_view();
  for (int line = 0; line <= kLinesBeforeHeader && !table.empty(); ++line) {
    RowSource head(table, out, limits);
    if (!head.open()) break;
    const Match match = format::match(head.rows());
    if (!match.formats.empty()) return detection(match, {});
    drop_line(table);
  }
  JsonSource source(text.text, text.padding, out, limits);
  Detection found;
  bool any = false;
  while (source.next()) {
    const bool empty = is_empty_value(source.document());
    found = detection(format::match(source.document()), empty ? "the document is empty: it could be of any format"
                                                              : unknown_json(source.document()).message);
    if (!found.candidates.empty()) return found;
    any = true;
  }
  const Match match = format::match(Lines(text.text));
  if (any && match.formats.empty()) return found;
  return detection(match, "this is neither JSON nor XML nor a table that any format recognises");
}

}  // namespace

Result<Detection> detect(std::string_view bytes) try {
  const Result<Decoded> text = decode(bytes, Limits{});
  if (!text) return text.error();
  return detect_text(*text);
} catch (const std::bad_alloc&) {
  return Error{Errc::out_of_memory, "there is not enough memory to read this document", {}, 0};
}

bool format::read_embedded(std::string_view text, std::string_view format_id, Writer& out) {
  JsonSource source(text, 0, out, out.options().limits);
  const Format* format = format_id.empty() ? nullptr : find(format_id);
  bool found           = false;
  while (!out.full() && source.next()) {
    if (format == nullptr) format = recognise(source.document());
    if (format == nullptr || format->read == nullptr) continue;
    if (marks(*format, source.document()) == 0) continue;
    const Writer::Scope scope(out, format->id);
    format->read(source.document(), out);
    found = true;
  }
  if (found) source.finish();
  return found;
}

}  // namespace secmon
