// SPDX-License-Identifier: MIT
// What a format is: a row of data and a function that reads. See CONTRIBUTING.md for how to add one.
#pragma once

#include <string_view>

#include "core/cvss.hpp"
#include "core/purl.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "core/words.hpp"
#include "core/writer.hpp"
#include "input/json.hpp"
#include "input/lines.hpp"
#include "input/rows.hpp"
#include "input/xml.hpp"

namespace secmon::format {

/// A format. `known_by` says what a document of this format must have; alternatives (a shape for each version) are
/// separated by '|', marks that must all be there by a space:
///
///     results.metrics      the member `metrics` of the member `results` (present, perhaps null)
///     [0].Target           of the first element of the array; results.*.tool of the first member of an object
///     report*.scanner      of the first member, if its name begins so (and may have dots and spaces in it)
///     '@odata.type'.id     a key in quotes may have dots, brackets, spaces and stars in it
///     bomFormat=CycloneDX  a string with this value, in which '*' is any text: version=2.* begins with "2."
///     !metrics             must not be there
///     {} or []             the value at this path is an object or array:  results=[] results=null
///     <issues>             an XML document whose root has this local name; <testsuite name=bandit> with an attribute,
///                          which counts as one more mark
///     "a,b,c"              a table whose header has at least these columns (quotes required)
///     /text/               a line of the first 4 KiB begins with this text (no spaces; '_' is a space or itself, '~' a
///                          number; /*text/ has it anywhere in the line)
///
/// The alternative with the most marks wins over those of other formats; a tie is "ambiguous". One that begins with '?'
/// only counts where the caller named the format: `? findings=[]` is a clean run of many tools.
struct Format {
  std::string_view id, name, url, command;
  std::string_view kinds;
  std::string_view versions = {};  ///< docs: versions and shapes that are read
  std::string_view severity = {};  ///< docs: where the severity comes from
  std::string_view missing  = {};  ///< docs: what the tool's report does not say
  std::string_view known_by;
  /// Keys of the lists whose elements are read without regard to each other ("[]" for a document that is one): a large
  /// one is divided between threads, each of which runs `read` with a part of it.
  std::string_view divisible = {};
  /// Called once for each JSON document of the input: JSON Lines and pages back to back call it many times.
  void (*read)(Json document, Writer& out)            = nullptr;
  void (*read_xml)(Xml root, Writer& out)             = nullptr;
  void (*read_rows)(const Rows& rows, Writer& out)    = nullptr;
  void (*read_lines)(const Lines& lines, Writer& out) = nullptr;
  /// Called after the last document, with the number of documents; for formats that must have seen them all.
  void (*read_end)(std::size_t documents, Writer& out) = nullptr;
};

}  // namespace secmon::format
