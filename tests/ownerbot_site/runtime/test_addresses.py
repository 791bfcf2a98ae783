"""Which address is printed for the pages, and whether somebody is there."""

from __future__ import annotations

import json
import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ownerbot_site.runtime import addresses
from tests.harness.program import free_port

BIND = "127.0.0.1:8000"


@pytest.fixture
def set_to(settings: Any, tmp_path: Path) -> Any:
    """The settings of this process, on a data folder of its own."""

    def change(**values: str) -> None:
        settings.ENV = settings.ENV.model_copy(update={"ownerbot_data_dir": tmp_path} | values)
        settings.WEB_ADDRESS = settings.ENV.public_base_url or addresses.build_page_address(
            settings.ENV.web_bind
        )

    change()
    return change


def new_link() -> tuple[str, str]:
    """The address in a new link, and what was said beside it."""
    out, err = StringIO(), StringIO()
    call_command("sign_in_link", stdout=out, stderr=err)
    return out.getvalue().partition("/sign-in/")[0], err.getvalue()


@pytest.mark.parametrize(
    ("bind", "address"),
    [(BIND, "http://127.0.0.1:8000"), ("0.0.0.0:9", "http://127.0.0.1:9"),
     ("[::]:9", "http://[::1]:9"), ("[::1]:9", "http://[::1]:9"), ("shop:9", "http://shop:9")],
)  # fmt: skip
def test_what_is_printed_can_be_opened(bind: str, address: str) -> None:
    assert addresses.build_page_address(bind) == address


@pytest.mark.django_db
def test_a_link_has_the_address_that_is_served(set_to: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as pages:
        bind = f"0.0.0.0:{pages.getsockname()[1]}"
        addresses.store_address(tmp_path, bind, "https://console.example")
        assert new_link() == (
            "https://console.example",
            "It works once, within a day; links made before no longer do.\n",
        )


@pytest.mark.django_db
def test_what_a_killed_program_left_behind_is_not_believed(set_to: Any, tmp_path: Path) -> None:
    gone, listens = free_port(), "127.0.0.1:{}"
    addresses.store_address(tmp_path, listens.format(gone), f"http://127.0.0.1:{gone}")
    with socket.create_server(("127.0.0.1", 0)) as pages:
        bind = listens.format(pages.getsockname()[1])
        set_to(web_bind=bind)
        assert new_link()[0] == f"http://{bind}"


@pytest.mark.django_db
@pytest.mark.parametrize("left", ["", "{", json.dumps({"bind": BIND})])
def test_where_nobody_answers_it_is_said(set_to: Any, tmp_path: Path, left: str) -> None:
    (tmp_path / addresses.FILE).write_text(left)
    bind = f"127.0.0.1:{free_port()}"
    set_to(web_bind=bind)

    address, said = new_link()

    assert address == f"http://{bind}"
    assert f"Nothing answers at http://{bind} right now: start OwnerBot, or set" in said


@pytest.mark.django_db
def test_the_address_that_people_open_goes_before_all(set_to: Any) -> None:
    set_to(public_base_url="https://console.example")
    assert new_link()[0] == "https://console.example"
