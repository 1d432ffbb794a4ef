// SPDX-License-Identifier: MIT
// A report as Apache Arrow columns, which data frames and databases take without knowing this library.
//
//     ArrowArrayStream stream;
//     if (auto made = secmon::columns(report, &stream, {"severity", "path"}); !made) return fail(made.error().message);
//     auto reader = arrow::ImportRecordBatchReader(&stream);   // or nanoarrow, DuckDB, Polars … or read it yourself
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "secmon/arrow.h"
#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// The names of all columns, in their order: the fields of Finding, without `location` and `dates`, with
/// `package_name` for package.name. docs/columns.md has their types. Names and types are the same for every report.
///
/// Absent is null. Lists are lists, enumerations are dictionaries of their stable names, and so is text that repeats
/// from finding to finding; times are seconds in UTC.
SECMON_API std::span<const std::string_view> column_names() noexcept;

/// Makes `*out` a stream of the report's findings in their order, as batches of at most 65,536 rows that are made when
/// they are asked for; answers the number of columns. `names` says which columns and in which order: what is not named
/// costs nothing. Without names, all of them.
///
/// The stream holds the report, and each batch holds what it needs: both may outlive `report`, and must be released,
/// as Arrow's C data interface says. Nobody may add to the report while the stream lives. The schema's metadata has
/// the facts of the report: `secmon.status`, `secmon.notes`, `secmon.format`, `secmon.tool` …
///
/// Fails with Errc::invalid_argument for a name that is no column or stands twice; `*out` is then released.
SECMON_API Result<std::size_t> columns(const Report& report, ArrowArrayStream* out,
                                       std::span<const std::string_view> names = {});
inline Result<std::size_t> columns(const Report& report, ArrowArrayStream* out,
                                   std::initializer_list<std::string_view> names) {
  return columns(report, out, std::span<const std::string_view>(names.begin(), names.size()));
}

}  // namespace secmon
