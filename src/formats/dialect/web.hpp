// SPDX-License-Identifier: MIT
// What the reports of scanners of applications and networks have in common: texts in HTML, links inside of texts,
// dates in words, and places that are a host and a port.
#pragma once

#include <string_view>

#include "core/writer.hpp"

namespace secmon::format {

/// The text of a piece of HTML: without tags, paragraphs and list items as lines, character references decoded.
/// A text that has no tags and no references is given back as it is.
std::string_view plain(std::string_view html, Writer& out);

/// Every URL that stands in a text, also in HTML, also one directly behind the other.
void add_links(Draft& f, std::string_view text, Writer& out);

/// Every "CWE-79", "CWE: 79" that stands in a text.
void add_cwes_in(Draft& f, std::string_view text);

/// A date in any shape of parse_time(), or in English words: "Tue May 12 20:57:30 2020", "Wed, 01 Dec 2023 10:20:30
/// IST". Names of zones other than those of parse_time() are not known and taken as UTC.
Time time_of(std::string_view text);

/// "host:443/tcp", without the parts that are absent, the protocol in lower case. A port of 0 is none.
std::string_view host_and_port(std::string_view host, std::string_view port, std::string_view protocol, Writer& out);

/// An origin and a path behind it, with one '/' between them. A path that is a URL itself stays as it is.
std::string_view url_at(std::string_view origin, std::string_view path, Writer& out);

}  // namespace secmon::format
