"""Where conversations are played: the demo shop in a test's database, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from tests.evals.sentences import TODAY
from tools.demo import seed

OPENS = time(14)


@contextmanager
def open_database() -> Iterator[None]:
    """Make a database of its own for what runs outside pytest, whose plugin has begun a server."""
    creation = connection.creation
    name = creation.create_test_db(verbosity=0, serialize=False)
    try:
        yield
    finally:
        creation.destroy_test_db(name, verbosity=0)


@contextmanager
def prepare_stage() -> Iterator[None]:
    """Fill the demo shop, and let it be TODAY at OPENS for Python and for PostgreSQL."""
    moment = datetime.combine(TODAY, OPENS, tzinfo=settings.SHOP_ZONE)

    def as_postgresql(expression: Now, compiler: Any, connection: Any, **_: Any) -> Any:
        return "%s::timestamptz", [moment]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        patch.setattr(Now, "as_postgresql", as_postgresql)
        patch.setattr(connection.features, "supports_default_keyword_in_insert", False)
        seed.fill(moment)
        yield
