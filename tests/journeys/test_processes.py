"""Starting, stopping, and losing any process of the program at any moment."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from ownerbot_site.runtime import embedded
from ownerbot_site.settings import ENV
from tests.harness.program import OWNER, ROOT, Program, free_port, program, until
from tests.servers.pooler import pooler
from tests.servers.telegram import BOT_ID, BotApi, bot_api

#: The word in each part's command line.
PARTS = {"web": "uvicorn", "bot": "runbot", "postgres": "/postgres -D", "redis": "redis-server"}


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("processes"), telegram.url) as started:
        yield started


def answers(telegram: BotApi) -> None:
    """It answers; that the database was away a moment ago, it may still say first."""
    since = telegram.mark()
    telegram.say("/help", OWNER)
    telegram.wait("sendMessage", since=since, where=lambda call: "KPI" in call.text)


@dataclass
class Page:
    status: int
    headers: Message
    text: str


def get(program: Program, path: str) -> Page:
    """The page itself, redirects not followed; status 0 where nobody answers."""
    connection = http.client.HTTPConnection(urlsplit(program.address).netloc, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return Page(answer.status, answer.headers, answer.read().decode())
    except OSError:
        return Page(0, Message(), "")
    finally:
        connection.close()


def test_the_sign_in_link_works_once(running: Program) -> None:
    path = urlsplit(running.sign_in_link).path

    first = get(running, path)

    assert (first.status, first.headers["Location"]) == (302, "/admin/")
    assert any(
        cookie.startswith("session=") and "HttpOnly" in cookie
        for cookie in first.headers.get_all("Set-Cookie", [])
    )
    second = get(running, path)
    assert (second.status, second.headers.get_all("Set-Cookie", [])) == (410, [])
    assert "was used already" in second.text


def test_a_bot_that_hears_says_so_after_it_has_heard(running: Program) -> None:
    until(lambda: "The bot answers its owners in Telegram.\n" in running.lines)
    assert "deaf" not in running.output
    assert running.sql("SELECT bot_id, code FROM ownerbot_hearing") == [
        {"bot_id": BOT_ID, "code": ""}
    ]
    assert running.events("bot_hears") == []


def test_a_further_link_has_the_address_that_is_served(running: Program) -> None:
    with tempfile.TemporaryFile() as output:
        assert running.begin("sign_in_link", output=output, WEB_BIND="").wait(30) == 0
        output.seek(0)
        said = output.read().decode()

    assert f"\n{running.address}/sign-in/" in said
    assert get(running, urlsplit(said.split()[-1]).path).status == 302


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back_by_itself(running: Program, telegram: BotApi, part: str) -> None:
    killed = running.child(PARTS[part])

    killed.kill()

    def came_back() -> bool:
        found = running.children(PARTS[part])
        return bool(found) and killed.pid not in [p.pid for p in found]

    until(came_back)
    until(lambda: get(running, "/readyz").status == 200)
    answers(telegram)
    assert running.sql("SELECT count(*) FROM ownerbot_demo_orders")[0]["count"] > 0


def test_what_an_agent_proposed_to_a_dead_bot_is_shown_once_by_the_next(
    running: Program, telegram: BotApi
) -> None:
    key = running.new_key("agent", "--propose", "--owner", str(OWNER))
    since = telegram.mark()
    running.child(PARTS["bot"]).kill()

    answer = httpx.post(
        f"{running.address}/api/v1/tools/flag_order",
        headers={"Authorization": f"Bearer {key}"},
        json={"order_ids": ["OB-1003"]},
    )

    assert answer.status_code == 202
    shown = telegram.wait("sendMessage", since=since, where=lambda c: "API key" in c.text)
    action = answer.json()["action"]
    query = "SELECT 1 FROM ownerbot_action_log WHERE public_id = %s AND message_id IS NOT NULL"
    until(lambda: running.sql(query, action))
    running.child(PARTS["bot"]).kill()
    answers(telegram)
    telegram.tap(shown.buttons[0]["callback_data"], OWNER, on=shown)
    telegram.wait("editMessageText", since=since, where=lambda c: "Done at" in c.text)
    sent = [c for c in telegram.calls[since:] if c.method == "sendMessage"]
    assert len([c for c in sent if "API key" in c.text]) == 1


def test_a_second_start_makes_the_first_one_make_way(running: Program, telegram: BotApi) -> None:
    first = running.process
    assert first is not None

    running.start()

    assert first.wait(10) == 0
    assert f"OwnerBot already runs here (process {first.pid}); it makes way." in running.output
    answers(telegram)
    assert get(running, urlsplit(running.sign_in_link).path).status == 302


def test_where_the_supervisor_is_killed_its_children_end_and_the_next_start_works(
    running: Program, telegram: BotApi
) -> None:
    assert running.process is not None
    assert len(running.children()) > len(PARTS)

    running.process.kill()
    running.process.wait()

    until(lambda: not running.children())
    running.start()
    answers(telegram)


def test_ctrl_c_leaves_nothing_behind(running: Program, telegram: BotApi) -> None:
    assert running.stop(signal.SIGINT) == 0

    assert running.children() == []
    assert "Traceback" not in running.output.rpartition("/sign-in/")[2]
    # And once more on the same folder.
    running.start()
    answers(telegram)
    assert running.stop(signal.SIGTERM) == 0
    assert running.children() == []


# Starts that cannot succeed


def start(data_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"OWNERBOT_DATA_DIR": str(data_dir), "WEB_BIND": f"127.0.0.1:{free_port()}"}
    return subprocess.run(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=ROOT,
        env=os.environ | given | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = start(tmp_path, WEB_BIND=f"127.0.0.1:{port}")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"127.0.0.1:{port} cannot be used for the web pages (Address already in use). "
        f"Choose another, for example WEB_BIND=127.0.0.1:{port + 1}\n"
    )


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    port = free_port()
    ended = start(
        tmp_path,
        "--database-wait=0",
        DATABASE_URL=f"postgresql://shop:hidden@127.0.0.1:{port}/shop",
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "PostgreSQL did not answer within 0 s (connection failed: connection to server at "
        f'"127.0.0.1", port {port} failed: Connection refused). '
        "Start it, or correct DATABASE_URL, and start again.\n"
    )


def test_a_pooler_that_hands_sessions_around_is_one_sentence(tmp_path: Path) -> None:
    with pooler(embedded.get_socket_dir(ENV.data_dir) / ".s.PGSQL.5432") as item:
        through = f"postgresql://postgres@127.0.0.1:{item.port}/{embedded.DATABASE}"
        ended = start(tmp_path, DATABASE_URL=through)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "DATABASE_URL leads to a connection pooler that gives no client a session of its own "
        "(two clients are given the same session), and behind it a restarted bot would never work "
        "again: let DATABASE_URL name PostgreSQL itself, as a rule port 5432, and start again.\n"
    )


def test_what_is_said_into_a_file_is_there_at_once(running: Program, tmp_path: Path) -> None:
    """`running` reads through a pipe, where a link that comes late would have failed every test."""
    out = tmp_path / "out"
    waiting = os.environ | {"PYTHONUNBUFFERED": "", "OWNERBOT_DATA_DIR": str(tmp_path / "data")}
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=waiting | {"WEB_BIND": f"127.0.0.1:{free_port()}"},
            stdout=file,
        )
    try:
        until(lambda: "/sign-in/" in out.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


# As an ordinary user

# Root's Python and our folder may lie where others cannot look: to read is all it may do more.
AS_NOBODY = [
    "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs",
    "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
]  # fmt: skip

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become somebody else, with setpriv; as you, the other tests run already",
)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that everybody can reach, and that belongs to nobody."""
    with tempfile.TemporaryDirectory(prefix="ownerbot-nobody-") as folder:
        shutil.chown(folder, "nobody")
        yield Path(folder)


def start_as_nobody(home: Path, data_dir: Path) -> subprocess.Popen[str]:
    given = {"HOME": str(home), "OWNERBOT_DATA_DIR": str(data_dir)}
    return subprocess.Popen(
        [*AS_NOBODY, sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=os.environ | given | {"WEB_BIND": f"127.0.0.1:{free_port()}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@needs_root
def test_an_ordinary_user_needs_nothing_more(home: Path) -> None:
    process = start_as_nobody(home, home / "data")
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "/sign-in/" in line:
                break
        assert process.poll() is None, "".join(lines)
        family = [
            psutil.Process(process.pid),
            *psutil.Process(process.pid).children(recursive=True),
        ]
        assert {process.uids().real for process in family} == {(home / "data").stat().st_uid}
        assert len(family) > len(PARTS)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=15)
    finally:
        process.kill()
    assert process.returncode == 0, "".join([*lines, rest])
    assert "Traceback" not in "".join([*lines, rest])
    assert not [process for process in family if process.is_running()]


@needs_root
def test_a_data_folder_of_somebody_else_is_one_sentence(home: Path) -> None:
    roots = home / "roots"
    roots.mkdir()

    process = start_as_nobody(home, roots)
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 2
    assert output.splitlines()[1:] == [
        f"  OWNERBOT_DATA_DIR: this user may not write to {roots}; choose another folder",
        "ENV.example lists every setting.",
    ]
