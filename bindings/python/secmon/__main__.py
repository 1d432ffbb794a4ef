# SPDX-License-Identifier: MIT
"""`python -m secmon` is the command `secmon`."""

from secmon.cli import main

main()
