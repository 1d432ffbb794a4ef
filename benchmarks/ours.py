# SPDX-License-Identifier: MIT
"""ours.py count|arro3|pyarrow FORMAT FILE: how many findings there are, and how many of them are high.

The second through one Arrow column, with the package of those that read Arrow whose import takes least, or with the
best known one: importing that takes longer than reading a report of 100 MB.
"""

import sys

import secmon


def with_arro3(column: object) -> int:
    from arro3.core import DataType, RecordBatchReader, dictionary_dictionary, dictionary_indices

    high = 0
    for batch in RecordBatchReader.from_arrow(column):
        severities = batch.column(0)
        names = dictionary_dictionary(severities).to_pylist()
        # Of arro3's arrays only those of 64 bits give their buffers to Python.
        codes = memoryview(dictionary_indices(severities).cast(DataType.int64()).buffer()).cast("q").tolist()
        high += codes.count(names.index("high"))
    return high


def with_pyarrow(column: object) -> int:
    import pyarrow.compute

    table = pyarrow.table(column)
    return pyarrow.compute.sum(pyarrow.compute.equal(table["severity"].cast("string"), "high")).as_py() or 0


what, path = sys.argv[1], sys.argv[3]
report = secmon.parse_file(path)
answer = f'"findings": {len(report.findings)}'
if what != "count":
    if not hasattr(report, "columns"):
        sys.exit("this secmon has no columns")
    read = {"arro3": with_arro3, "pyarrow": with_pyarrow}[what]
    answer += f', "high": {read(report.columns("severity"))}'
print(f"{{{answer}}}")
