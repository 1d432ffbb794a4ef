// SPDX-License-Identifier: MIT
// Lists of packages in Python.
#include "bind.hpp"
#include "bytes.hpp"
#include "secmon/inventory.hpp"

namespace secmon::python {
namespace {

py::list components(const Inventory& inventory) {
  py::list made;
  for (const Component& c : inventory.components) {
    py::dict row;
    row["ecosystem"] = text(c.ecosystem);
    row["name"]      = text(c.name);
    row["version"]   = text(c.version);
    row["latest"]    = text(c.latest);
    row["license"]   = text(c.license);
    made.append(row);
  }
  return made;
}

Inventory parsed(const py::object& source) {
  const Bytes bytes(source);
  Result<Inventory> made = parse_inventory(bytes.view());
  if (!made) raise(made.error());
  return *std::move(made);
}

}  // namespace

void bind_inventory(py::module_& module) {
  py::class_<Inventory>(module, "Inventory", "What is installed, and what is the newest. It holds no findings.")
      .def_property_readonly("components", components)
      .def_property_readonly("complete", [](const Inventory& i) { return i.complete; })
      .def_property_readonly("problem", [](const Inventory& i) { return text(i.problem); })
      .def_property_readonly(
          "freshness",
          [](const Inventory& i) {
            const double share = freshness(i);
            return some(share, share >= 0);
          },
          "The share that is up to date, 0 to 1; None if that is not known.")
      .def("merge", &merge, py::arg("outdated"), "The list with the newest versions of the outdated one.")
      .def("__len__", [](const Inventory& i) { return i.components.size(); });
  module.def(
      "parse_inventory", parsed, py::arg("data"),
      "Reads what pip list --format json, pip list --outdated --format json, npm ls --json, npm outdated --json,\n"
      "pip-licenses --format=json or license-checker --json wrote, from bytes.");
}

}  // namespace secmon::python
