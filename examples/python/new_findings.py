# SPDX-License-Identifier: MIT
"""Names what a branch brought in: python new_findings.py main.sarif branch.sarif

Findings are equal when their fingerprints are, and those survive moved lines: sets do the rest.
"""

import sys

import secmon

before, after = (secmon.parse(path) for path in sys.argv[1:3])

new = set(after) - set(before)
for finding in sorted(new, key=lambda finding: secmon.SEVERITIES.index(finding.severity)):
    print(f"{finding.severity:8} {finding.rule_id:30} {finding.location.path}:{finding.location.start_line}")
print(f"{len(new)} new, {len(set(before) - set(after))} gone")

# A report that is not complete proves nothing, also not that findings are gone.
sys.exit(0 if before.complete and after.complete and not new else 1)
