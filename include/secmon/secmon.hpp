// SPDX-License-Identifier: MIT
// libsecmon: every scanner's report as one type of finding, and findings as decisions.
//
//     bytes ──parse──▶ Report(findings) ──score──▶ 0…100   ──gate──▶ pass or fail, with reasons
//                                        ──classify──▶ SLA  ──render──▶ text
//
//     #include <secmon/secmon.hpp>
//
//     int main() {
//       auto report = secmon::parse_file("trivy.json");
//       if (!report) return std::puts(report.error().message.c_str()), 3;
//       for (const secmon::Finding& f : *report)
//         std::cout << secmon::name(f.severity) << ' ' << f.rule_id << ' ' << f.title << '\n';
//       return secmon::gate(*report).passed ? 0 : 1;
//     }
//
// The library prints nothing, opens no socket, starts no process and reads neither clock nor environment. It has no
// global state: every function may be called from any thread, and everything const may be shared between threads.
#pragma once

// IWYU pragma: begin_exports
#include "secmon/alert.hpp"
#include "secmon/audit.hpp"
#include "secmon/columns.hpp"
#include "secmon/config.hpp"
#include "secmon/correlate.hpp"
#include "secmon/diff.hpp"
#include "secmon/enrich.hpp"
#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/finding.hpp"
#include "secmon/format.hpp"
#include "secmon/gate.hpp"
#include "secmon/history.hpp"
#include "secmon/inventory.hpp"
#include "secmon/metrics.hpp"
#include "secmon/overview.hpp"
#include "secmon/parse.hpp"
#include "secmon/redact.hpp"
#include "secmon/render.hpp"
#include "secmon/report.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"
#include "secmon/suppress.hpp"
#include "secmon/version.hpp"
#include "secmon/vex.hpp"
// IWYU pragma: end_exports
