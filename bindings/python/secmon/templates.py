# SPDX-License-Identifier: MIT
"""Reports by templates of one's own, in Jinja2: `secmon report --template FILE`, or render_template().

A template has the figures of docs/overview.md under their names (score, thresholds, actions, history …), and
`findings`: all findings as dictionaries, as they stand in the JSON of a report, the worst first.

    # {{ project | md }}: {{ score.value }} of 100
    {% for action in actions if action.urgency == "overdue" -%}
    - {{ action.what | md }}, due {{ action.due | date }}
    {% endfor %}

In files that end in .html, .htm, .xml or .svg (also before .j2, .jinja or .jinja2) everything is escaped. In Markdown
the filter `md` does it: text of a report is hostile.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import secmon

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

ESCAPED = (".html", ".htm", ".xhtml", ".xml", ".svg")
TEMPLATE_ENDINGS = (".j2", ".jinja", ".jinja2")
WORST_FIRST = {"critical": 0, "high": 1, "medium": 2, "unknown": 3, "low": 4, "info": 5}
MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~@$])")


class TemplateProblem(Exception):
    """A template that cannot be used, with the reason."""


def markdown(text: object) -> str:
    """Text on one line without any markup."""
    plain = " ".join(str(text).split()).replace("&", "&amp;")
    return MARKUP.sub(r"\\\1", plain)


def date(value: str | None) -> str:
    """The day of a time; "no data" if there is none."""
    return value[:10] if value else "no data"


def duration(seconds: float | None) -> str:
    """ "3 d 4 h" of seconds; "no data" if there are none."""
    if seconds is None:
        return "no data"
    left = dt.timedelta(seconds=abs(seconds))
    hours, minutes = left.seconds // 3600, left.seconds // 60 % 60
    if left.days:
        return f"{left.days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def escapes(name: str | None) -> bool:
    """Whether what a template of this name gives is markup."""
    base = (name or "").lower()
    for ending in TEMPLATE_ENDINGS:
        base = base.removesuffix(ending)
    return base.endswith(ESCAPED)


def environment(folder: Path) -> SandboxedEnvironment:
    try:
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError as error:
        raise TemplateProblem("templates need Jinja2: pip install 'secmon[templates]'") from error
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=escapes,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(md=markdown, date=date, duration=duration)
    return made


def render_template(template: str | os.PathLike[str], overview: secmon.Overview, *, title: str = "") -> str:
    """The text that a template makes of an overview. Other templates in its folder can be included.

    TemplateProblem where it cannot be read, has a mistake, or names something that is not there.
    """
    path = Path(template)
    made = environment(path.parent)
    from jinja2 import TemplateError, TemplateNotFound
    from jinja2.exceptions import SecurityError

    findings = [finding.to_dict() for report in overview.reports for finding in report]
    findings.sort(key=lambda finding: WORST_FIRST[finding["severity"]])
    try:
        return made.get_template(path.name).render(**overview.to_dict(), findings=findings, title=title)
    except TemplateNotFound as error:
        raise TemplateProblem(f"{path}: there is no template {error.name}") from error
    except SecurityError as error:
        raise TemplateProblem(f"{path}: not allowed in a template: {error}") from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise TemplateProblem(f"{path}{f':{line}' if line else ''}: {error}") from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # in an expression of the template
        raise TemplateProblem(f"{path}: {type(error).__name__}: {error}") from error
