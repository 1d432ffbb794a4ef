#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What security_alerts.py was, over the library: python security_alerts.py security_report_*.json

Who is told comes from .security/config.yml, where to send from the environment; docs/alerts.md lists both.
"""

import datetime as dt
import os
import sys

import secmon
from secmon import deliver

config = secmon.load_config(".security/config.yml", env=dict(os.environ))
reports = [secmon.parse(path) for path in sys.argv[1:]]
plan = deliver.plan_of(config.to_dict(), config.sla_policy)
now = dt.datetime.now(dt.timezone.utc)
result = deliver.run(reports, plan.policy, now=now, state=plan.state, queue=plan.queue, settings=plan.settings)
for outcome in result.outcomes:
    print(outcome.status, outcome.channel, outcome.message.subject, outcome.detail)
sys.exit(0 if result.delivered else 1)
