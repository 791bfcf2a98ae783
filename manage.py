#!/usr/bin/env python
"""Django's command line; `python manage.py help` lists what there is."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownerbot_site.settings")
    from django.core.management import execute_from_command_line

    from audit import announce

    try:
        execute_from_command_line(sys.argv)
    finally:
        announce.finish()


if __name__ == "__main__":
    main()
