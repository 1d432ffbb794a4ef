"""Parcel shop. Vulnerable on purpose: see ../README.md."""
