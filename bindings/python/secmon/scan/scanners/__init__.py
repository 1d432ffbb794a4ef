# SPDX-License-Identifier: MIT
"""The scanners, one file each. A file here that defines SCANNER is all that a new one needs."""
