"""Places where a test may let this process die or freeze; in use nowhere else.

A file `faults/NAME` in the data folder arms the place of that name for one visit; it says what is to
happen: `kill` or `stop`. Settings refuse FAULTS unless DEBUG is on, so no production process looks.
"""

from __future__ import annotations

import os
import signal

from django.conf import settings

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def inject(name: str) -> None:
    """Die or freeze here, if a test has asked for it."""
    if not settings.FAULTS:
        return
    armed = settings.ENV.data_dir / "faults" / name
    try:
        what = armed.read_text().strip()
        armed.unlink()  # whoever removes the file is the one it meant
    except FileNotFoundError:
        return
    os.kill(os.getpid(), SIGNALS[what])
