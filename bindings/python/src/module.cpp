// SPDX-License-Identifier: MIT
// The extension module: binds each part in the order in which they need each other.
#include "bind.hpp"

PYBIND11_MODULE(_secmon, module) {
  using namespace secmon::python;
  module.doc() = "The compiled part of secmon; import secmon instead.";
  bind_error(module);
  bind_format(module);
  bind_finding(module);
  bind_report(module);
  bind_score(module);
  bind_sla(module);
  bind_gate(module);
  bind_config(module);
  bind_suppress(module);
  bind_diff(module);
  bind_parse(module);
  bind_inventory(module);
  bind_history(module);
  bind_render(module);
  bind_vex(module);
  bind_overview(module);
  bind_alert(module);
  module.attr("__version__") = text(secmon::version());
}
