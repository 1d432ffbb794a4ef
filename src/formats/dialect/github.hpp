// SPDX-License-Identifier: MIT
// The objects of GitHub's API, which stand in lists, in pages, in webhooks: each is read here, once.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Calls `row` for each object of an answer: of a list, of a list of pages (gh api --paginate --slurp), or the one
/// object that it is. What lacks the member `mark`, as error objects do, makes the report incomplete.
void github_rows(Json document, std::string_view mark, Writer& out, Draft& (*row)(Json, Writer&));

/// "owner/name": from `repository`, else from the alert's own addresses.
std::string_view github_repository(Json alert);

/// Why a person closed it, in the words of any of the features, REST or GraphQL.
void github_dismissed(Draft& f, std::string_view reason, std::string_view comment, Time when, Writer& out);

/// What the three spellings of an advisory (REST, GraphQL, webhooks) have: texts, ratings, weaknesses, dates.
void github_advisory(Draft& f, Json advisory);
void github_package(Draft& f, std::string_view ecosystem, std::string_view name, Writer& out);
/// The version to go to: a text, or an object with an identifier.
void github_fix(Draft& f, Json first_patched, Writer& out);

Draft& github_dependabot_alert(Json alert, Writer& out);
Draft& github_code_scanning_alert(Json alert, Writer& out);
Draft& github_secret_scanning_alert(Json alert, Writer& out);
/// One finding for each package that an advisory names: a global one, one of a repository, or of a webhook. Gives the
/// last.
Draft& github_advisory_alert(Json advisory, Writer& out);

}  // namespace secmon::format
