// SPDX-License-Identifier: MIT
// Applying VEX: what a vendor or a team has stated about vulnerabilities, laid over what a scanner found.
#pragma once

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// A copy of `report` in which the findings that `statements` is about have the state that it gives them. The
/// statements are a report of the formats openvex, csaf or cyclonedx, as parse() reads it:
///
///     not_affected         dismissed (false_positive where the statement says so), with its justification
///     fixed                fixed
///     affected             open, tagged "vex:affected"
///     under_investigation  open, tagged "vex:under_investigation"
///
/// A statement is about a finding if they share an id and their packages fit: the type, namespace and name of the
/// package URLs are equal; the version and each qualifier must be equal only where the statement gives them. A
/// statement about another product that holds the package (an image) fits the findings whose image it names. One
/// without any product is about nothing.
///
/// Of several statements about one finding the newest counts; of those of one date the last. A finding that is not
/// open keeps its state: what a person or the tool decided is not overruled. Everything that was applied is explained:
/// state_reason names the statement, and a statement that fits nothing is a note.
SECMON_API Result<Report> apply(const Report& report, const Report& statements);

}  // namespace secmon
