# SPDX-License-Identifier: MIT
"""The command `security-alerts`: the flags and environment variables of security_alerts.py, by secmon.deliver.

docs/migration.md says what is different, and why.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

INTERRUPTED = 130

EPILOG = """\
environment: SMTP_SERVER, SMTP_PORT, ALERT_EMAIL_FROM, ALERT_EMAIL_TO, ALERT_EMAIL_PASSWORD; SLACK_WEBHOOK_URL;
GITHUB_TOKEN, GITHUB_REPOSITORY

exit status: 0 all was delivered; 1 something waits in the queue or was given up; 2 wrong usage or configuration; 3 the
report was not understood or is incomplete (what is known is told nevertheless); 130 interrupted.
"""

# What the script went by where there is no configuration.
DEFAULTS = b"""\
severity_thresholds: {critical: 0, high: 5, medium: 20, low: 100}
alerts: {email: false, slack: false, github: true}
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="security-alerts",
        description="Tells people what is new in a security report.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--config", default=".security/config.yml", help="configuration (default: %(default)s)")
    made.add_argument("--report", required=True, nargs="+", metavar="REPORT", help="reports, as a scan wrote them")
    made.add_argument("--dry-run", action="store_true", help="show every message, send nothing")
    return made


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    options = parser().parse_args(arguments)

    import click

    import secmon
    from secmon.cli import alert
    from secmon.cli.inputs import Options, read
    from secmon.cli.moments import clock

    try:
        if Path(options.config).exists():
            config = alert.load_config(Path(options.config))
        else:
            print(f"security-alerts: there is no {options.config}; alerts go to GitHub issues only", file=sys.stderr)
            config = secmon.load_config(DEFAULTS, env=dict(os.environ), file="the defaults of security-alerts")
        inputs = read(options.report, Options())
        inputs.name_problems()
        result = alert.tell(inputs, config, alert.plan_for(config), clock(), dry_run=options.dry_run)
    except KeyboardInterrupt:
        print("security-alerts: interrupted", file=sys.stderr)
        return INTERRUPTED
    except click.ClickException as error:
        print(f"security-alerts: {error.format_message()}", file=sys.stderr)
        return error.exit_code
    alert.print_outcomes(result)
    return alert.exit_code(inputs, result)


def main() -> NoReturn:
    """The entry point."""
    from secmon.cli import robust

    sys.stdout, sys.stderr = robust(sys.stdout), robust(sys.stderr)
    sys.exit(run())


if __name__ == "__main__":
    main()
