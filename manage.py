#!/usr/bin/env python
"""Django's command line; `python manage.py help` lists what there is."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownerbot_site.settings")
    from django.core.management import execute_from_command_line

    from audit import announce

    # Whoever reads along in a file or through a pipe sees a line when it is written, not at the end.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    try:
        execute_from_command_line(sys.argv)
    finally:
        announce.stop()


if __name__ == "__main__":
    main()
