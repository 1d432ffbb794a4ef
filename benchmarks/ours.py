# SPDX-License-Identifier: MIT
"""ours.py count|nanoarrow|pyarrow FORMAT FILE: how many findings there are, and how many of them are high.

The second through one Arrow column, with the smallest package that reads Arrow or with the best known one: importing
that takes longer than reading a report of 100 MB.
"""

import json
import sys

import secmon


def with_nanoarrow(column: object) -> int:
    import nanoarrow

    high = 0
    for batch in nanoarrow.c_array_stream(column):
        codes = batch.view().child(0)
        names = codes.dictionary
        starts, text = memoryview(names.buffer(1)), bytes(memoryview(names.buffer(2)))
        wanted = [i for i in range(len(names)) if text[starts[i] : starts[i + 1]] == b"high"]
        high += sum(bytes(memoryview(codes.buffer(1))).count(code) for code in wanted)
    return high


def with_pyarrow(column: object) -> int:
    import pyarrow.compute

    table = pyarrow.table(column)
    return pyarrow.compute.sum(pyarrow.compute.equal(table["severity"].cast("string"), "high")).as_py() or 0


what, path = sys.argv[1], sys.argv[3]
report = secmon.parse_file(path)
answer = {"findings": len(report.findings)}
if what != "count":
    if not hasattr(report, "columns"):
        sys.exit("this secmon has no columns")
    read = {"nanoarrow": with_nanoarrow, "pyarrow": with_pyarrow}[what]
    answer["high"] = read(report.columns("severity"))
print(json.dumps(answer))
