"""Places in the code where a test can kill or freeze this process; used by tests only.

A file `faults/NAME` in the data folder arms the place of that name for one visit. Its content says
what happens: `kill` or `stop`. Settings refuse FAULTS unless DEBUG is on, so no production process
looks for such files.
"""

from __future__ import annotations

import os
import signal

from django.conf import settings

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def inject(name: str) -> None:
    """Kill or freeze this process here, if a test has armed the place of that name."""
    if not settings.FAULTS:
        return
    armed = settings.ENV.data_dir / "faults" / name
    try:
        what = armed.read_text().strip()
        armed.unlink()  # of several processes here, only the one that removes the file dies
    except FileNotFoundError:
        return
    os.kill(os.getpid(), SIGNALS[what])
