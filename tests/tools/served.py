"""The reference server as a process, on the database of the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from ownerbot_site import embedded

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "key-of-the-reference-shop"


@contextmanager
def served_shop(port: int) -> Iterator[str]:
    """Its address, while it runs."""
    name = str(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "serve_shop",
            "--bind",
            f"127.0.0.1:{port}",
            "--api-key",
            KEY,
        ],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": embedded.postgres_url(settings.ENV.data_dir, name)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as lines:
        try:
            assert any("The demo shop answers at" in line for line in lines)
            wait_until_it_answers(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return
