"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import hypothesis
import pytest

from tools.upstream import mode

# A busy machine is no error of ours: how long an example takes is never tested.
# The same examples every time, so that a change is judged by what it changed; RANDOM_EXAMPLES=1 looks
# for new ones.
hypothesis.settings.register_profile(
    "ours", deadline=None, derandomize="RANDOM_EXAMPLES" not in os.environ
)
hypothesis.settings.load_profile("ours")


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_append_only() -> None:
    """Tests with real transactions truncate every table afterwards; the audit refuses that to all
    but a session that says it is a replica, which no code of the program does."""
    from django.db.backends.base.operations import BaseDatabaseOperations
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        original(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _source_not_remembered() -> None:
    """What one test has read of the data source in force is not so in the next."""
    mode.forget_mode()


@pytest.fixture
def owner_id(settings: Any) -> int:
    """An owner whose id needs more than 32 bits, as many real ones do."""
    settings.OWNER_IDS = frozenset({7_000_000_001, 7_000_000_002})
    return 7_000_000_001


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether a proof is to run at length rather than as part of the ordinary tests."""
    return bool(request.config.getoption("--long"))
