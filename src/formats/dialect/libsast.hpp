// SPDX-License-Identifier: MIT
// njsscan and mobsfscan: two rule sets of one engine, with one shape of report.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Reads the rules of one section: {"rule": {"files": […], "metadata": {…}}, …}.
void libsast_rules(Json rules, Writer& out);
/// A list of messages or of semgrep's error objects; a text where semgrep did not run at all.
void libsast_errors(Json errors, Writer& out);

}  // namespace secmon::format
