"""The numbers of the advisory locks: each means one lock, and the database's own code uses them too."""

from __future__ import annotations

import pytest
from django.db import connection

from audit import locks


def test_no_two_locks_are_one() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]

    assert len(numbers) >= 8
    assert len(set(numbers)) == len(numbers)


@pytest.mark.django_db
def test_the_audit_s_trigger_takes_the_lock_of_that_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'ownerbot_audit_chain'")
        [(source,)] = cursor.fetchall()

    assert f"PERFORM pg_advisory_xact_lock({locks.AUDIT_CHAIN});" in source
