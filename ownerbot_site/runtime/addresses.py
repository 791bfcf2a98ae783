"""Where the pages are: the address `up` serves them at is kept in its data folder for other commands."""

from __future__ import annotations

import json
import socket
from pathlib import Path

#: What a server may listen on, and how somebody on its machine reaches it there.
REACHED_AS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- nothing is bound here
KNOCK_SEC = 2.0
FILE = "address.json"


def parse_bind(bind: str) -> tuple[str, int]:
    """Host and port of HOST:PORT."""
    host, _, port = bind.rpartition(":")
    return host.strip("[]"), int(port)


def get_reachable(bind: str) -> tuple[str, int]:
    """The host and port at which this machine reaches what listens on HOST:PORT."""
    host, port = parse_bind(bind)
    return REACHED_AS.get(host, host), port


def build_page_address(bind: str) -> str:
    """The address to open in a browser on this machine."""
    host, port = get_reachable(bind)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_answering(bind: str) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(get_reachable(bind), timeout=KNOCK_SEC).close()
    except OSError:
        return False
    return True


def store_address(data_dir: Path, bind: str, address: str) -> None:
    """The pages of this data folder are served there from now on."""
    (data_dir / FILE).write_text(json.dumps({"bind": bind, "address": address}))


def forget_address(data_dir: Path) -> None:
    """They are served no more."""
    (data_dir / FILE).unlink(missing_ok=True)


def find_running(data_dir: Path) -> str | None:
    """The address at which the pages of this data folder are served right now, if `up` serves them."""
    try:
        kept = json.loads((data_dir / FILE).read_text())
        bind, address = str(kept["bind"]), str(kept["address"])
    except (OSError, ValueError, KeyError):
        return None
    # A killed `up` leaves its address behind.
    return address if is_answering(bind) else None
