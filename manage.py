#!/usr/bin/env python
"""Stationmaster's command line."""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

BEGUN = time.monotonic()
ROOT = Path(__file__).resolve().parent
# Commands over files alone: they need no app and no database, and loading those takes longer than most plans.
OVER_FILES = {"plan": "network.planning.management.commands.plan"}


def main() -> None:
    """Put the two source roots on the path, then hand over to Django."""
    for root in (ROOT / "platform", ROOT):
        if str(root) not in sys.path:
            sys.path.insert(0, str(root))
    if len(sys.argv) > 1 and sys.argv[1] in OVER_FILES:
        command = import_module(OVER_FILES[sys.argv[1]]).Command()
        command.begun = BEGUN  # a time limit counts from here, loading included
        command.run_from_argv(sys.argv)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
