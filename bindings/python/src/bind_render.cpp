// SPDX-License-Identifier: MIT
// render and render_to in Python.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "bind.hpp"

namespace secmon::python {
namespace {

// What is written to. An unbuffered file (io.RawIOBase) may take less than it is given, so it is given the rest; what
// the write() of others gives is not asked, as it may count something else, such as the bytes that a compressor wrote.
class Target {
 public:
  explicit Target(const py::object& file) : write_(file.attr("write")) {
    const py::module_ io = py::module_::import("io");
    raw_                 = py::isinstance(file, io.attr("RawIOBase"));
    for (const char* known : {"BufferedWriter", "FileIO", "BytesIO"}) copies_ |= py::type::of(file).is(io.attr(known));
  }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const py::object taken = copies_ ? lend(text) : write_(py::bytes(text));
      if (!raw_) return;
      const std::size_t size = taken.is_none() ? 0 : taken.cast<std::size_t>();
      if (size == 0) {
        PyErr_SetString(PyExc_OSError, "the file takes no more: its write() took nothing");
        throw py::error_already_set();
      }
      text.remove_prefix(std::min(size, text.size()));
    }
  }

 private:
  // The files of Python's own library keep nothing of what they are given; others might.
  [[nodiscard]] py::object lend(std::string_view text) const {
    const py::memoryview view = py::memoryview::from_memory(text.data(), static_cast<py::ssize_t>(text.size()));
    py::object taken          = write_(view);
    view.attr("release")();
    return taken;
  }

  py::object write_;
  bool copies_ = false, raw_ = false;
};

// Text on its way to a file object, in large pieces, so that the interpreter is taken seldom. One thread may render
// while another one writes.
class Pieces {
 public:
  /// Takes text; false when the file object raised.
  bool add(std::string_view piece) {
    filling_.append(piece);
    return filling_.size() < kPiece || pass_on();
  }

  /// No more is added. `failure`: what was thrown instead.
  void end(std::exception_ptr failure = nullptr) {
    if (!filling_.empty()) pass_on();
    const std::lock_guard lock(mutex_);
    ended_   = true;
    failure_ = std::move(failure);
    changed_.notify_all();
  }

  /// Gives all to the target, until end(). Called with the interpreter.
  void write_all(const Target& target) {
    std::string piece;
    while (next(piece)) {
      try {
        target.write(piece);
      } catch (...) {
        stop();
        throw;
      }
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static constexpr std::size_t kPiece = 1 << 18, kWaiting = 4;

  bool pass_on() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() < kWaiting || stopped_; });
    if (stopped_) return false;
    waiting_.push_back(std::move(filling_));
    filling_ = std::move(spare_);
    filling_.clear();
    spare_ = std::string();
    changed_.notify_all();
    return true;
  }

  void stop() {
    const std::lock_guard lock(mutex_);  // nobody who holds it waits for the interpreter
    stopped_ = true;
    changed_.notify_all();
  }

  bool next(std::string& piece) {
    const py::gil_scoped_release others_may_run;
    std::unique_lock lock(mutex_);
    spare_ = std::move(piece);
    changed_.wait(lock, [&] { return !waiting_.empty() || ended_; });
    if (waiting_.empty()) return false;
    piece = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string filling_, spare_;
  std::deque<std::string> waiting_;
  bool ended_ = false, stopped_ = false;
  std::exception_ptr failure_;
};

py::str to_text(const std::vector<Report>& reports, const std::string& to, const RenderOptions& options) {
  const std::string made = [&] {
    const py::gil_scoped_release others_may_run;
    return render(reports, to, options).value();
  }();
  return text(made);
}

std::size_t to_file(const py::object& file, const std::vector<Report>& reports, const std::string& to,
                    const RenderOptions& options) {
  const Target target(file);
  Pieces pieces;
  Result<std::size_t> result = Error{Errc::internal, "nothing was rendered"};
  std::thread renders([&] {
    try {
      result = render(
          reports, to, [&](std::string_view piece) { return pieces.add(piece); }, options);
      pieces.end();
    } catch (...) {
      pieces.end(std::current_exception());
    }
  });
  const auto wait = [&] {
    const py::gil_scoped_release others_may_run;
    renders.join();
  };
  try {
    pieces.write_all(target);
  } catch (...) {
    wait();
    throw;
  }
  wait();
  return result.value();
}

template <class... Arguments, class Call, class... Extra>
void define(py::module_& module, const char* name, Call call, const char* doc, const Extra&... extra) {
  module.def(
      name,
      [call](Arguments... first, const py::object& reports, const std::string& to, const py::object& now,
             const Verdict* verdict, const std::string& title, std::size_t max_findings, unsigned width, bool color,
             bool all) {
        return call(first..., reports_of(reports), to,
                    render_options(now, verdict, title, max_findings, width, color, all));
      },
      doc, extra..., py::arg("reports"), py::arg("to"), py::kw_only(), py::arg("now") = py::none(),
      py::arg("verdict") = py::none(), py::arg("title") = "", py::arg("max_findings") = 0, py::arg("width") = 0,
      py::arg("color") = false, py::arg("all") = false);
}

}  // namespace

void bind_render(py::module_& module) {
  define<>(module, "render", to_text,
           "Writes one report, or several as one document, as 'json', 'jsonl', 'sarif', 'markdown', 'html', 'csv' or\n"
           "'table', or as a document of an Overview: 'dashboard', 'dashboard_md', 'monthly', 'checklists', 'badge',\n"
           "'overview'. now: shows due times of service levels; verdict: of gate(), shown where there is room for it;\n"
           "max_findings, width, color, all: for what people read.");
  define<const py::object&>(
      module, "render_to", to_file,
      "The same, written as UTF-8 to a binary file object, piece by piece. Gives the bytes written.", py::arg("file"));
  module.def(
      "redact", [](std::string_view made) { return text(redact(made)); },
      "The text with each credential in it replaced by '***': known forms of tokens, passwords in URLs, and values\n"
      "given to a name such as password, secret, token or api_key. What secmon reads and renders has been through it.",
      py::arg("text"));
}

}  // namespace secmon::python
