# SPDX-License-Identifier: MIT
"""Sends what the library built: alerts, over e-mail, chat, issues and webhooks.

    from secmon import deliver

    result = deliver.run(reports, policy, folder=".security", now=now)
    for outcome in result.outcomes:
        print(outcome.channel, outcome.status, outcome.detail)

Each message is written to the queue on disk before it is sent, and leaves it when the server has taken it. So nothing
is lost when a server is down or the process is killed: the next run sends it. What was told, and is not told again, is
remembered in the state beside the queue.

Where to send, and with which secrets, comes from the environment; see `Settings`. No secret is ever shown.
"""

from secmon.deliver.base import Undelivered
from secmon.deliver.policy import policy_of
from secmon.deliver.run import Outcome, Result, run
from secmon.deliver.settings import Settings

__all__ = ["Outcome", "Result", "Settings", "Undelivered", "policy_of", "run"]
