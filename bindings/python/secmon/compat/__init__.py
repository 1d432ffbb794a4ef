# SPDX-License-Identifier: MIT
"""The command lines of the scripts that secmon replaces, over the library. docs/migration.md says what is different."""
