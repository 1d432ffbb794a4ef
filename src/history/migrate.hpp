// SPDX-License-Identifier: MIT
// The tables of a history, and how those of older versions become these.
#pragma once

#include "history/db.hpp"

namespace secmon {

/// The version of the tables, which stands in the file.
inline constexpr std::int64_t kSchemaVersion = 3;

/// Makes the tables in an empty file, and brings those of an older version to this one; refuses other files. Fails
/// the database where that cannot be done.
void migrate(Db& db, bool read_only, const std::string& path);

}  // namespace secmon
