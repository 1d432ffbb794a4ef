# SPDX-License-Identifier: MIT
"""Sends what the library built: alerts, over e-mail, chat, issues and webhooks.

    from secmon import deliver

    plan = deliver.plan_of({"alerts": {"slack": True}})
    result = deliver.run(reports, plan.policy, now=now, settings=plan.settings)
    for outcome in result.outcomes:
        print(outcome.channel, outcome.status, outcome.detail)

Each message is written to the queue on disk before it is sent, and leaves it when the server has taken it. So nothing
is lost when a server is down or the process is killed: the next run sends it. What was told, and is not told again, is
remembered in the state beside the queue.

Where to send, and with which secrets, comes from the environment; see `Settings`. No secret is ever shown.
"""

from secmon.deliver.base import Patience, Undelivered
from secmon.deliver.policy import Plan, plan_of, policy_of
from secmon.deliver.run import Outcome, Result, run
from secmon.deliver.settings import Settings
from secmon.deliver.storage import StorageProblem

__all__ = [
    "Outcome",
    "Patience",
    "Plan",
    "Result",
    "Settings",
    "StorageProblem",
    "Undelivered",
    "plan_of",
    "policy_of",
    "run",
]
