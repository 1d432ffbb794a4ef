// SPDX-License-Identifier: MIT
// parse, parse_file and parse_many in Python. The interpreter is free while they read.
#include <optional>

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bind.hpp"
#include "bytes.hpp"

namespace secmon::python {
namespace {

using Path = std::filesystem::path;

std::shared_ptr<Report> kept(Result<Report>&& result, const Path& path) {
  if (!result) raise(result.error(), path);
  return std::make_shared<Report>(*std::move(result));
}

std::shared_ptr<Report> parse_bytes(const py::object& data, const ParseOptions& options) {
  // Nothing is left in what may change. The last one who has the report may be a thread without the interpreter.
  ParseOptions safe = options;
  safe.in_place     = options.in_place && py::isinstance<py::bytes>(data);
  const std::shared_ptr<const Bytes> bytes(new Bytes(data), [](const Bytes* held) {
    const py::gil_scoped_acquire interpreter;
    delete held;
  });
  Result<Report> result = [&] {
    const py::gil_scoped_release others_may_run;
    return parse(bytes->view(), safe);
  }();
  if (result && safe.in_place) result->hold(bytes);
  return kept(std::move(result), {});
}

std::shared_ptr<Report> parse_path(const Path& path, const ParseOptions& options) {
  Result<Report> result = [&] {
    const py::gil_scoped_release others_may_run;
    return parse_file(path, options);
  }();
  return kept(std::move(result), path);
}

// Calls the caller's progress; what it raises stops the work and is raised again at the end.
class Progress {
 public:
  Progress(py::object call, std::size_t total) : call_(std::move(call)), total_(total) {}

  bool operator()(std::size_t done) {
    const py::gil_scoped_acquire interpreter;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (call_.is_none()) return true;
      const py::object answer = call_(done, total_);
      return !(answer.is(py::bool_(false)));
    } catch (py::error_already_set& raised) {
      raised_ = std::move(raised);
      return false;
    }
  }

  void rethrow() {
    if (raised_) throw py::error_already_set(*std::move(raised_));
  }

 private:
  py::object call_;
  std::size_t total_;
  std::optional<py::error_already_set> raised_;
};

py::list parse_many(const std::vector<Path>& paths, const ParseOptions& options, unsigned threads,
                    const py::object& progress) {
  Progress watcher(progress, paths.size());
  std::vector<Result<Report>> results;
  {
    const py::gil_scoped_release others_may_run;
    results = parse_files(paths, options, threads, [&](std::size_t done) { return watcher(done); });
  }
  watcher.rethrow();
  py::list made;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i])
      made.append(std::make_shared<Report>(*std::move(results[i])));
    else
      made.append(exception(results[i].error(), paths[i]));
  }
  return made;
}

/// A function that takes the options of parsing as keywords and hands them to `call` as one struct. Those that read one
/// document take `threads`, too; in parse_many it is how many read all of them.
template <bool kOneDocument, class... Arguments, class Call, class... Extra>
void define(py::module_& module, const char* name, Call call, const char* doc, const Extra&... extra) {
  const auto read = [call](Arguments... arguments, const std::optional<std::string>& format, std::uint64_t max_bytes,
                           std::uint64_t max_decompressed, std::uint64_t max_findings, std::uint32_t max_depth,
                           bool keep_secrets, bool in_place, unsigned threads) {
    ParseOptions options{.limits       = {max_bytes, max_decompressed, max_findings, max_depth},
                         .keep_secrets = keep_secrets,
                         .threads      = threads,
                         .in_place     = in_place};
    if (format) options.format = *format;
    return call(arguments..., options);
  };
  const auto with = [&](auto function, const auto&... more) {
    module.def(name, function, doc, extra..., py::arg("format") = py::none(), py::kw_only(),
               py::arg("max_bytes") = Limits().bytes, py::arg("max_decompressed") = Limits().decompressed,
               py::arg("max_findings") = Limits().findings, py::arg("max_depth") = Limits().depth,
               py::arg("keep_secrets") = false, py::arg("in_place") = false, more...);
  };
  if constexpr (kOneDocument) {
    with(read, py::arg("threads") = 0);
  } else {
    with([read](Arguments... arguments, const std::optional<std::string>& format, std::uint64_t max_bytes,
                std::uint64_t max_decompressed, std::uint64_t max_findings, std::uint32_t max_depth, bool keep_secrets,
                bool in_place) {
      return read(arguments..., format, max_bytes, max_decompressed, max_findings, max_depth, keep_secrets, in_place,
                  0);
    });
  }
}

}  // namespace

void bind_parse(py::module_& module) {
  define<true, const py::object&>(
      module, "parse",
      [](const py::object& source, const ParseOptions& options) {
        return Bytes::of(source) ? parse_bytes(source, options) : parse_path(path_of(source), options);
      },
      "Reads a report from bytes, or from the file that a str or path names.\n\n"
      "format: id of the format, None to have it detected. threads: how many may read one large document, 0 for one\n"
      "for each processor; the result does not depend on it. in_place: leave long texts of JSON where they are, in\n"
      "the bytes object or in the file, which must not be cut while the report lives; the report takes less memory.\n"
      "Raises secmon.Error when nothing could be read; a report whose status is 'incomplete' could not be read in\n"
      "full.",
      py::arg("source"));
  define<true, const Path&>(module, "parse_file", parse_path, "Reads a report from a file.", py::arg("path"));
  define<false, const std::vector<Path>&, unsigned, const py::object&>(
      module, "parse_many",
      [](const std::vector<Path>& paths, unsigned threads, const py::object& progress, const ParseOptions& options) {
        return parse_many(paths, options, threads, progress);
      },
      "Reads many files on `threads` threads (0: one for each processor), which share large files when none are left\n"
      "that nobody reads.\n\n"
      "Gives, in the order of the paths, a Report or the Error that stood in its way. `progress(done, total)` is\n"
      "called after each file; when it answers False no more files are read.",
      py::arg("paths"), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace secmon::python
