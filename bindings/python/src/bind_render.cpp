// SPDX-License-Identifier: MIT
// render and render_to in Python.
#include <optional>

#include "bind.hpp"

namespace secmon::python {
namespace {

// Hands text to a file object in large pieces, so that the interpreter is taken seldom.
class Pieces {
 public:
  explicit Pieces(py::object write) : write_(std::move(write)) {}

  bool add(std::string_view piece) {
    waiting_.append(piece);
    return waiting_.size() < kPiece || flush();
  }

  bool flush() {
    const py::gil_scoped_acquire interpreter;
    try {
      write_(py::bytes(waiting_));
      waiting_.clear();
      return true;
    } catch (py::error_already_set& raised) {
      raised_ = std::move(raised);
      return false;
    }
  }

  /// What the file object raised, again.
  void rethrow() {
    if (raised_) throw py::error_already_set(*std::move(raised_));
  }

 private:
  static constexpr std::size_t kPiece = 1 << 18;
  py::object write_;
  std::string waiting_;
  std::optional<py::error_already_set> raised_;
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
  Pieces pieces(file.attr("write"));
  const Result<std::size_t> result = [&] {
    const py::gil_scoped_release others_may_run;
    Result<std::size_t> done = render(
        reports, to, [&](std::string_view piece) { return pieces.add(piece); }, options);
    if (done) pieces.flush();
    return done;
  }();
  pieces.rethrow();
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
           "'table'. now: shows due times of service levels; verdict: of gate(), shown where there is room for it;\n"
           "max_findings, width, color, all: for what people read.");
  define<const py::object&>(
      module, "render_to", to_file,
      "The same, written as UTF-8 to a binary file object, piece by piece. Gives the bytes written.", py::arg("file"));
}

}  // namespace secmon::python
