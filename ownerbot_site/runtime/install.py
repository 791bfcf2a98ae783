"""Install a requirements file and show the progress: `python install.py FILE`.

make runs this before anything else is installed, so it needs only Python.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "-r")
#: Seconds between two lines of progress.
EVERY_SEC = 5.0
#: How many of pip's last lines are shown where it failed.
LAST_WORDS = 20


def describe_progress(
    lines: Iterable[str], clock: Callable[[], float] = time.monotonic
) -> Iterator[str]:
    """Yield, for pip's lines, what to show: what pip is doing, one line every EVERY_SEC."""
    found, said_at = 0, clock()
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        if line.startswith("Installing collected packages:"):
            yield f"  unpacking {rest.count(',') + 1} packages, the last step ..."
        if word != "Collecting":
            continue
        found += 1
        if clock() - said_at >= EVERY_SEC:
            said_at = clock()
            yield f"  {found} packages found, fetching {rest.split('==')[0].split(' ')[0]} ..."


def keep_last(lines: Iterable[str], last: deque[str]) -> Iterator[str]:
    """Yield the same lines and keep the latest of them in `last`."""
    for line in lines:
        last.append(line)
        yield line


def main(requirements: str) -> int:
    """Run pip and return its exit code; show its last lines where it failed."""
    command = [sys.executable, *PIP, requirements]
    last: deque[str] = deque(maxlen=LAST_WORDS)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in describe_progress(keep_last(pip.stdout or (), last)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    if pip.returncode:
        sys.stderr.writelines(last)
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
