// SPDX-License-Identifier: MIT
// Finding and its parts in Python. Absent text is "", an absent list (), any other absent value None.
#include "bind.hpp"

namespace secmon::python {
namespace {

template <class T>
auto text_of(std::string_view T::*member) {
  return [member](const Part<T>& part) { return text(part.value.*member); };
}

template <class T>
auto texts_of(std::span<const std::string_view> T::*member) {
  return [member](const Part<T>& part) { return texts(part.value.*member); };
}

template <class T, class Enum>
auto word_of(Enum T::*member) {
  return [member](const Part<T>& part) { return word(part.value.*member); };
}

auto line_of(std::uint32_t Location::*member) {
  return [member](const Part<Location>& part) { return some(part.value.*member, part.value.*member != 0); };
}

auto time_of_member(Time Dates::*member) {
  return [member](const Dates& dates) { return datetime(dates.*member); };
}

template <class T>
auto part_of(T Finding::*member) {
  return [member](const Part<Finding>& f) { return Part<T>{f.report, f.value.*member}; };
}

std::string quoted(std::string_view text) { return py::repr(python::text(text)).cast<std::string>(); }

// "shop/auth.py:12", a URL, a package with its version, or a resource: whichever says where it is.
std::string place(const Finding& f) {
  if (!f.location.path.empty()) {
    std::string made(f.location.path);
    if (f.location.start_line != 0) made += ":" + std::to_string(f.location.start_line);
    return made;
  }
  if (!f.package.name.empty()) {
    const std::string_view at = f.package.version.empty() ? "" : "@";
    return std::string(f.package.name).append(at).append(f.package.version);
  }
  return std::string(f.location.url.empty() ? f.location.resource : f.location.url);
}

std::string finding_repr(const Part<Finding>& part) {
  const Finding& f = part.value;
  std::string made = "<secmon.Finding ";
  made.append(name(f.severity)).append(" ").append(name(f.kind)).append(" ").append(f.rule_id);
  if (const std::string where = place(f); !where.empty()) made += " at " + where;
  return made + " " + quoted(f.title) + ">";
}

std::string package_repr(const Part<Package>& part) {
  const Package& p = part.value;
  return "<secmon.Package " + std::string(p.purl.empty() ? p.name : p.purl) + ">";
}

std::string location_repr(const Part<Location>& part) {
  Finding f;
  f.location = part.value;
  return "<secmon.Location " + place(f) + ">";
}

std::string cvss_repr(const Part<Cvss>& part) {
  const Cvss& c    = part.value;
  std::string made = "<secmon.Cvss";
  if (c.score >= 0) made += " " + py::repr(py::float_(c.score)).cast<std::string>();
  if (!c.vector.empty()) made.append(" ").append(c.vector);
  return made + ">";
}

py::tuple cvss_of(const Part<Finding>& f) {
  py::tuple made(f.value.cvss.size());
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = Part<Cvss>{f.report, f.value.cvss[i]};
  return made;
}

py::tuple cwe_of(const Part<Finding>& f) {
  py::tuple made(f.value.cwe.size());
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = f.value.cwe[i];
  return made;
}

// The same finding is seen in many reports; only its fingerprint says so.
bool same(const Part<Finding>& a, const Part<Finding>& b) { return a.value.fingerprint == b.value.fingerprint; }

void bind_parts(py::module_& module) {
  py::class_<Part<Cvss>>(module, "Cvss", "One rating by the Common Vulnerability Scoring System.")
      .def_property_readonly("version", text_of(&Cvss::version))
      .def_property_readonly("vector", text_of(&Cvss::vector))
      .def_property_readonly("score", [](const Part<Cvss>& c) { return some(c.value.score, c.value.score >= 0); })
      .def_property_readonly("source", text_of(&Cvss::source))
      .def("__repr__", cvss_repr);
  py::class_<Part<Package>>(module, "Package", "The package that a finding is about.")
      .def_property_readonly("ecosystem", text_of(&Package::ecosystem))
      .def_property_readonly("name", text_of(&Package::name))
      .def_property_readonly("version", text_of(&Package::version))
      .def_property_readonly("purl", text_of(&Package::purl))
      .def_property_readonly("manifest", text_of(&Package::manifest))
      .def_property_readonly("image", text_of(&Package::image))
      .def_property_readonly("fixed_in", texts_of(&Package::fixed_in))
      .def("__bool__", [](const Part<Package>& p) { return !p.value.name.empty() || !p.value.image.empty(); })
      .def("__repr__", package_repr);
  py::class_<Part<Location>>(module, "Location", "A place in a file, a URL, or a resource. Lines count from 1.")
      .def_property_readonly("path", text_of(&Location::path))
      .def_property_readonly("start_line", line_of(&Location::start_line))
      .def_property_readonly("end_line", line_of(&Location::end_line))
      .def_property_readonly("start_column", line_of(&Location::start_column))
      .def_property_readonly("end_column", line_of(&Location::end_column))
      .def_property_readonly("snippet", text_of(&Location::snippet))
      .def_property_readonly("function", text_of(&Location::function))
      .def_property_readonly("url", text_of(&Location::url))
      .def_property_readonly("method", text_of(&Location::method))
      .def_property_readonly("parameter", text_of(&Location::parameter))
      .def_property_readonly("resource", text_of(&Location::resource))
      .def("__repr__", location_repr);
  py::class_<Dates>(module, "Dates", "When things happened: aware datetimes in UTC, or None.")
      .def_property_readonly("published", time_of_member(&Dates::published))
      .def_property_readonly("introduced", time_of_member(&Dates::introduced))
      .def_property_readonly("detected", time_of_member(&Dates::detected))
      .def_property_readonly("acknowledged", time_of_member(&Dates::acknowledged))
      .def_property_readonly("fixed", time_of_member(&Dates::fixed))
      .def_property_readonly("dismissed", time_of_member(&Dates::dismissed));
}

}  // namespace

void bind_finding(py::module_& module) {
  bind_parts(module);
  py::class_<Part<Finding>>(
      module, "Finding",
      "One thing that a scanner says is wrong. It keeps its report alive. Two findings are equal\n"
      "when their fingerprints are.")
      .def_property_readonly("tool", text_of(&Finding::tool))
      .def_property_readonly("tool_version", text_of(&Finding::tool_version))
      .def_property_readonly("format", text_of(&Finding::format))
      .def_property_readonly("kind", word_of(&Finding::kind))
      .def_property_readonly("rule_id", text_of(&Finding::rule_id))
      .def_property_readonly("rule_name", text_of(&Finding::rule_name))
      .def_property_readonly("title", text_of(&Finding::title))
      .def_property_readonly("description", text_of(&Finding::description))
      .def_property_readonly("remediation", text_of(&Finding::remediation))
      .def_property_readonly("severity", word_of(&Finding::severity))
      .def_property_readonly("severity_from", word_of(&Finding::severity_from))
      .def_property_readonly("severity_raw", text_of(&Finding::severity_raw))
      .def_property_readonly("confidence", word_of(&Finding::confidence))
      .def_property_readonly("cvss", cvss_of)
      .def_property_readonly("epss", [](const Part<Finding>& f) { return some(f.value.epss, f.value.epss >= 0); })
      .def_property_readonly(
          "epss_percentile",
          [](const Part<Finding>& f) { return some(f.value.epss_percentile, f.value.epss_percentile >= 0); })
      .def_property_readonly("kev", [](const Part<Finding>& f) { return f.value.kev; })
      .def_property_readonly("cwe", cwe_of)
      .def_property_readonly("ids", texts_of(&Finding::ids))
      .def_property_readonly("package", part_of(&Finding::package))
      .def_property_readonly("location", part_of(&Finding::location))
      .def_property_readonly("references", texts_of(&Finding::references))
      .def_property_readonly("state", word_of(&Finding::state))
      .def_property_readonly("state_reason", text_of(&Finding::state_reason))
      .def_property_readonly("dates", [](const Part<Finding>& f) { return f.value.dates; })
      .def_property_readonly("tags", texts_of(&Finding::tags))
      .def_property_readonly("native_id", text_of(&Finding::native_id))
      .def_property_readonly("fingerprint", text_of(&Finding::fingerprint))
      .def(
          "to_dict", [](const Part<Finding>& f) { return json(to_json(f.value)); },
          "The finding as it stands in the JSON report.")
      .def("__eq__", same, py::is_operator())
      .def("__hash__", [](const Part<Finding>& f) { return py::hash(text(f.value.fingerprint)); })
      .def("__repr__", finding_repr);
}

}  // namespace secmon::python
