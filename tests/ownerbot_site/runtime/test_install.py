"""What `make run` says while pip works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ownerbot_site.runtime import install

PIP = """\
Looking in indexes: https://pypi.org/simple
Collecting Django==5.2.19 (from -r requirements.txt (line 2))
  Downloading django-5.2.19-py3-none-any.whl (8.3 MB)
WARNING: Retrying after connection broken
Collecting aiogram==3.31.0 (from -r requirements.txt (line 3))
  Using cached aiogram-3.31.0-py3-none-any.whl (700 kB)
Collecting sqlparse>=0.3.1 (from Django==5.2.19->-r requirements.txt (line 2))
Installing collected packages: sqlparse, aiogram, Django
Successfully installed Django-5.2.19 aiogram-3.31.0 sqlparse-0.6.1
"""


def test_it_says_now_and_then_where_it_is() -> None:
    seconds: Iterator[float] = iter([0.0, 1.0, 6.0, 6.0, 7.0])

    said = list(install.describe_progress(PIP.splitlines(keepends=True), lambda: next(seconds)))

    assert said == [
        "  2 packages found, fetching aiogram ...",
        "  unpacking 3 packages, the last step ...",
    ]


def test_where_pip_fails_its_last_words_are_shown(tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("--no-index\nownerbot-no-such-package==1\n")

    ended = subprocess.run(
        [sys.executable, install.__file__, wanted], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "No matching distribution found for ownerbot-no-such-package==1" in ended.stderr
