// SPDX-License-Identifier: MIT
// The formats and renderers that there are, and detection, in Python.
#include <fstream>
#include <iterator>
#include <system_error>

#include "bind.hpp"
#include "bytes.hpp"

namespace secmon::python {
namespace {

template <class T>
auto text_of(std::string_view T::*member) {
  return [member](const T& info) { return text(info.*member); };
}

py::tuple words(std::string_view spaced) { return text(spaced).attr("split")(); }

py::tuple ids(const Detection& found) {
  py::tuple made(found.candidates.size());
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = text(found.candidates[i]->id);
  return made;
}

py::object id(const Detection& found) {
  return found.format == nullptr ? py::object(py::none()) : py::object(text(found.format->id));
}

std::string detection_repr(const Detection& found) {
  const std::string sure = found.format == nullptr ? "no format" : std::string(found.format->id);
  return "<secmon.Detection " + sure + ": " + found.reason + ">";
}

std::string content(const std::filesystem::path& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored))
    raise({Errc::unreadable_bytes, "the file cannot be read"}, path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Detection detected(std::string_view bytes) {
  const py::gil_scoped_release others_may_run;
  return detect(bytes).value();
}

Detection detect_source(const py::object& source) {
  if (Bytes::of(source)) return detected(Bytes(source).view());
  return detected(content(path_of(source)));
}

template <class T>
py::list listed(std::span<const T> infos) {
  py::list made;
  for (const T& info : infos) made.append(info);
  return made;
}

}  // namespace

void bind_format(py::module_& module) {
  py::class_<FormatInfo>(module, "Format", "A format of reports that is read.")
      .def_property_readonly("id", text_of(&FormatInfo::id))
      .def_property_readonly("name", text_of(&FormatInfo::name))
      .def_property_readonly("url", text_of(&FormatInfo::url))
      .def_property_readonly("command", text_of(&FormatInfo::command))
      .def_property_readonly("kinds", [](const FormatInfo& f) { return words(f.kinds); })
      .def_property_readonly("versions", text_of(&FormatInfo::versions))
      .def_property_readonly("severity", text_of(&FormatInfo::severity))
      .def_property_readonly("missing", text_of(&FormatInfo::missing))
      .def("__repr__", [](const FormatInfo& f) { return "<secmon.Format " + std::string(f.id) + ">"; });
  py::class_<RendererInfo>(module, "Renderer", "A form in which reports are written.")
      .def_property_readonly("id", text_of(&RendererInfo::id))
      .def_property_readonly("name", text_of(&RendererInfo::name))
      .def_property_readonly("media_type", text_of(&RendererInfo::media_type))
      .def_property_readonly("extension", text_of(&RendererInfo::extension))
      .def("__repr__", [](const RendererInfo& r) { return "<secmon.Renderer " + std::string(r.id) + ">"; });
  py::class_<Detection>(module, "Detection", "Which format a document is in, and why.")
      .def_property_readonly("format", id, "Id of the format; None if it is unknown or ambiguous.")
      .def_property_readonly("candidates", ids, "Ids of all formats that fit equally well.")
      .def_property_readonly("reason", [](const Detection& d) { return text(d.reason); })
      .def("__bool__", [](const Detection& d) { return d.format != nullptr; })
      .def("__repr__", detection_repr);

  module.def(
      "formats", [] { return listed(formats()); }, "All formats that are read, by id.");
  module.def(
      "renderers", [] { return listed(renderers()); }, "All forms that render() writes.");
  module.def("detect", detect_source, py::arg("source"),
             "Says which format a document (bytes) or file (str or path) is in, from its content alone.");
}

}  // namespace secmon::python
