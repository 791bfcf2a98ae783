"""One PostgreSQL and one Redis for the whole run, out of wheels.

A pytest plugin (named in pyproject.toml) rather than a conftest, because Django reads its settings
before any conftest is imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from ownerbot_site.env.schema import Env
from ownerbot_site.runtime import embedded

OURS = "OWNERBOT_TEST_SERVERS"
#: No test takes this server's machine down; truncating all tables after a test is a wait for the disk
#: otherwise. The programs of the journeys have servers of their own, with the product's settings.
NOTHING_TO_LOSE = ("-c", "fsync=off", "-c", "full_page_writes=off")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long",
        action="store_true",
        help="run slow proofs at length, and those marked long at all",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes is no part of the ordinary tests, nor what needs packages of its own."""
    unwanted = set() if config.getoption("--long") else {"long"}
    if "voice" not in config.getoption("-m"):
        unwanted.add("voice")
    left_out = [
        item for item in items if unwanted & {marker.name for marker in item.iter_markers()}
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


# A developer's own settings must not change what the tests see; an empty value beats .env too.
for name in Env.model_fields:
    if name != "ownerbot_data_dir":
        os.environ[name.upper()] = ""

if OURS not in os.environ:  # workers of a parallel run inherit it, and the servers with it
    folder = Path(tempfile.mkdtemp(prefix="ownerbot-tests-"))
    os.environ["OWNERBOT_DATA_DIR"] = os.environ[OURS] = str(folder)
    servers = ExitStack()
    servers.callback(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(servers.close)
    postgres = embedded.prepare_postgres(folder)
    quick = replace(postgres, argv=[*postgres.argv, *NOTHING_TO_LOSE])
    servers.enter_context(embedded.run_services(quick, embedded.prepare_redis(folder)))
    embedded.ensure_database(folder)
