"""The servers out of wheels: where they live, and what a killed run leaves to the next one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from ownerbot_site.runtime import embedded

WAIT_SEC = 10.0


def test_the_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    first = embedded.get_or_create_secret(folder)

    assert len(first) >= 50
    assert embedded.get_or_create_secret(folder) == first
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert embedded.get_or_create_secret(tmp_path / "other") != first


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: embedded.get_or_create_secret(tmp_path), range(8)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("name", ["x" * 120, "a,b"])
def test_sockets_move_where_their_path_would_not_do(name: str) -> None:
    short = Path("/srv/shop")
    data_dir = short / name

    found = embedded.get_socket_dir(data_dir)

    assert found.parent == Path(tempfile.gettempdir())
    assert (
        found == embedded.get_socket_dir(data_dir) != embedded.get_socket_dir(short / (name + "y"))
    )
    assert embedded.get_socket_dir(short / "data") == short / "data" / "run"


@pytest.mark.parametrize("name", ["data", "данные 100% #1?", "x" * 120])
def test_redis_runs_in_any_folder_and_ends_with_the_context(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    url = embedded.build_redis_url(data_dir)

    with (
        embedded.run_services(embedded.prepare_redis(data_dir)),
        redis.Redis.from_url(url) as client,
    ):
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}
        pid = client.info("server")["process_id"]
        socket = embedded.get_socket_dir(data_dir) / "redis.sock"
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700

    assert not psutil.pid_exists(pid)


def test_postgresql_runs_in_any_folder_and_keeps_what_is_in_it() -> None:
    with tempfile.TemporaryDirectory(prefix="ownerbot данные 100% #1? ") as folder:
        data_dir = Path(folder)
        half_made = data_dir / "postgres.new-killed"
        half_made.mkdir()
        (half_made / "PG_VERSION").touch()
        for number in range(2):
            with embedded.run_services(embedded.prepare_postgres(data_dir)):
                embedded.ensure_database(data_dir)
                embedded.ensure_database(data_dir)
                with psycopg.connect(
                    embedded.build_postgres_url(data_dir), autocommit=True
                ) as connection:
                    connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                    connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    rows = connection.execute("SELECT number FROM kept").fetchall()
                    [listening] = connection.execute("SHOW listen_addresses").fetchall()
        assert rows == [(0,), (1,)]
        assert not half_made.exists()
        assert listening == ("",)
        assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700


def test_what_a_killed_run_left_is_stopped_at_the_next_start(tmp_path: Path) -> None:
    service = embedded.prepare_redis(tmp_path)
    left = service.start()
    embedded.wait_until_ready(service, left, WAIT_SEC)

    again = embedded.prepare_redis(tmp_path)

    assert left.wait(WAIT_SEC) == 0
    with embedded.run_services(again):
        assert again.is_ready()


def test_a_pid_that_belongs_to_somebody_else_by_now_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "redis.pid").write_text(f"{os.getpid()}\n")

    embedded.prepare_redis(tmp_path)


@pytest.mark.parametrize("content", ["", "nonsense", "999999999"])
def test_a_useless_pid_file_does_no_harm(tmp_path: Path, content: str) -> None:
    (tmp_path / "redis.pid").write_text(content)

    embedded.prepare_redis(tmp_path)


def test_a_server_that_cannot_start_is_told_with_its_log(tmp_path: Path) -> None:
    log = tmp_path / "broken.log"
    service = embedded.Service(
        "broken", [sys.executable, "-c", "raise SystemExit('no luck')"], log, lambda: False
    )

    with (
        pytest.raises(RuntimeError, match=r"broken did not start; .*broken\.log says why"),
        embedded.run_services(service),
    ):
        pass

    assert log.read_text() == "no luck\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of it")
def test_a_server_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from ownerbot_site.runtime import embedded\n"
        "service = embedded.prepare_redis(Path(sys.argv[1])); process = service.start()\n"
        "embedded.wait_until_ready(service, process, 10)\n"
        "print(process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        server = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    server.wait(WAIT_SEC)
