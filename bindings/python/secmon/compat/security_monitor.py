# SPDX-License-Identifier: MIT
"""The command `security-monitor`: the flags, files and output of security_monitor.py, by secmon.scan.

Standard output is the script's JSON summary, standard error its progress. docs/migration.md says what is different, and
why.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from secmon.scan import ScanResult

INCOMPLETE, INTERRUPTED = 3, 130

EPILOG = """\
exit status: 0 every scanner that ran did so to its end, whatever it found (with --gate: and the thresholds are kept);
1 with --gate, more findings than severity_thresholds allows; 2 wrong usage or configuration; 3 a scanner crashed, ran
out of time or wrote nothing that is understood, or one that is required is missing; 130 interrupted.
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="security-monitor",
        description="Runs the security scanners of a project and writes their reports.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    modes = ["quick", "standard", "comprehensive"]
    made.add_argument("--mode", choices=modes, default="standard", help="scan mode (default: standard)")
    made.add_argument("--output", metavar="DIR", help="folder of the reports (default: security_reports)")
    made.add_argument("--config", metavar="FILE", help="configuration (default: .security/config.yml, if it is there)")
    made.add_argument("--gate", action="store_true", help="exit status 1 where a threshold is exceeded")
    return made


def summary(result: ScanResult) -> dict[str, object]:
    """What the script printed, with numbers that are true, and what was new since."""
    found = sum(finding.state == "open" for finding in result.report)
    return {
        "timestamp": result.started.isoformat(),
        "total_vulnerabilities": found,
        "tools_run": sum(run.status != "skipped" for run in result.runs),
        "duration_seconds": round(result.duration, 3),
        "tools_status": {run.scanner.id: run.status for run in result.runs},
        "complete": result.complete,
        "problems": {run.scanner.id: run.problem for run in result.runs if run.problem},
    }


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    options = parser().parse_args(arguments)

    import click

    from secmon.cli import scanning

    try:
        prepared = scanning.prepare(Path(options.config) if options.config else None)
        settings = prepared.settings
        result = scanning.scanned(prepared, options.mode, None, (), None, quiet=False)
        verdict = scanning.judged([result.report], settings)
        folder = options.output or settings.output_directory
        files = scanning.keep(result, settings, verdict, folder, with_dashboard=True)
    except KeyboardInterrupt:
        print("security-monitor: interrupted", file=sys.stderr)
        return INTERRUPTED
    except click.ClickException as error:
        print(f"security-monitor: {error.format_message()}", file=sys.stderr)
        return 2
    for path in files:
        print(f"written: {path}", file=sys.stderr)
    print(json.dumps(summary(result), indent=2))
    if not result.complete:
        return INCOMPLETE
    return 1 if options.gate and not verdict.passed else 0


def main() -> NoReturn:
    """The entry point."""
    from secmon.cli import robust

    sys.stdout, sys.stderr = robust(sys.stdout), robust(sys.stderr)
    sys.exit(run())


if __name__ == "__main__":
    main()
