"""The address of the pages; `up` keeps it in its data folder, so that other commands find it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

#: For an address that means "listen on all", the address that reaches it from the same machine.
REACHED_AS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- nothing is bound here
CONNECT_SEC = 2.0
FILE = "address.json"


def parse_bind(bind: str) -> tuple[str, int]:
    """Return host and port of HOST:PORT."""
    host, _, port = bind.rpartition(":")
    return host.strip("[]"), int(port)


def get_reachable(bind: str) -> tuple[str, int]:
    """Return the host and port at which this machine reaches a server that listens on HOST:PORT."""
    host, port = parse_bind(bind)
    return REACHED_AS.get(host, host), port


def build_page_address(bind: str) -> str:
    """Return the address to open in a browser on this machine."""
    host, port = get_reachable(bind)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_answering(bind: str) -> bool:
    """Return whether a server listens there."""
    try:
        socket.create_connection(get_reachable(bind), timeout=CONNECT_SEC).close()
    except OSError:
        return False
    return True


def store_address(data_dir: Path, bind: str, address: str) -> None:
    """Store the address at which the pages of this data folder are served from now on."""
    (data_dir / FILE).write_text(json.dumps({"bind": bind, "address": address}))


def forget_address(data_dir: Path) -> None:
    """Delete the stored address: the pages are no longer served."""
    (data_dir / FILE).unlink(missing_ok=True)


def find_running(data_dir: Path) -> str | None:
    """Return the address at which `up` serves this data folder's pages right now; None if not."""
    try:
        kept = json.loads((data_dir / FILE).read_text())
        bind, address = str(kept["bind"]), str(kept["address"])
    except (OSError, ValueError, KeyError):
        return None
    # An `up` that was killed leaves its address there, so check that a server listens.
    return address if is_answering(bind) else None
