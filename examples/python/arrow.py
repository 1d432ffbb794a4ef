# SPDX-License-Identifier: MIT
"""Where the worst findings are, over all reports: python arrow.py bandit.json trivy.json ...

A report is a table for whoever reads Apache Arrow, without a copy of it as JSON or as Python objects: pyarrow here, and
pandas, Polars and DuckDB alike. docs/columns.md has the columns.
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import secmon

reports = [secmon.parse_file(path) for path in sys.argv[1:]]
tables = [pa.table(report.columns("severity", "state", "path", "package_name", "rule_id")) for report in reports]

# Every report has its own dictionaries; unify_dictionaries makes one of them.
table = pa.concat_tables([table.replace_schema_metadata() for table in tables]).unify_dictionaries()
table = table.filter((pc.field("state") == "open") & pc.field("severity").isin(["high", "critical"]))

place = pc.coalesce(table["path"].cast(pa.string()), table["package_name"].cast(pa.string()))
places = (
    table.append_column("place", place).group_by("place").aggregate([("rule_id", "count"), ("rule_id", "distinct")])
)
for row in places.sort_by([("rule_id_count", "descending")]).slice(0, 10).to_pylist():
    rules = sorted(rule for rule in row["rule_id_distinct"] if rule)
    print(f"{row['rule_id_count']:5}  {row['place'] or '':40} {', '.join(rules[:3])}{' …' if len(rules) > 3 else ''}")

# What was not read is in no row.
sys.exit(0 if all(report.complete for report in reports) else 1)
