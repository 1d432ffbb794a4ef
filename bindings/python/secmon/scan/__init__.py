# SPDX-License-Identifier: MIT
"""Runs the scanners of a project and gives what they found as one report.

    import secmon.scan

    result = secmon.scan.run(secmon.load_config(".security/config.yml"), mode="standard")
    for tool in result.runs:
        print(tool.scanner.name, tool.status, tool.problem)
    verdict = secmon.gate(result.report)
    files = secmon.scan.write(result, "security_reports", verdict=verdict)

This is the part of secmon that starts processes. A scanner that is not installed is skipped; one that crashes, takes
too long or writes nothing makes the result incomplete, and an incomplete result passes no gate.
"""

from secmon.scan.files import clean_up, dashboard, write
from secmon.scan.running import Event, ScanResult, ToolRun, available, find, program, run
from secmon.scan.scanner import MODES, Job, Mode, Scanner, Unusable
from secmon.scan.settings import Settings

__all__ = [
    "MODES",
    "Event",
    "Job",
    "Mode",
    "ScanResult",
    "Scanner",
    "Settings",
    "ToolRun",
    "Unusable",
    "available",
    "clean_up",
    "dashboard",
    "find",
    "program",
    "run",
    "write",
]
