"""Prints parcel labels with an external program."""

import os
import subprocess


def print_label(order):
    command = "wkhtmltopdf --title 'Parcel %s' label.html %s.pdf" % (order["name"], order["id"])
    subprocess.call(
        command,
        cwd="/tmp/labels",
        shell=True,
    )


def remove_label(name):
    os.system("rm -f /tmp/labels/" + name)


def printers():
    return subprocess.check_output(["lpstat", "-a"]).decode().splitlines()


def share_folder():
    os.chmod("/tmp/labels", 0o777)
