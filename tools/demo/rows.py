"""Fast changes of many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from operator import attrgetter

from django.db import connection, models
from psycopg import sql

BATCH = 5_000


def copy_rows(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Store the rows by PostgreSQL's COPY, in batches; return how many.

    The database sets a key that it counts up itself.
    """
    fields = [col for col in model._meta.concrete_fields if not isinstance(col, models.AutoField)]  # noqa: SLF001 -- Django documents _meta
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(_get_table(model), columns)
    values = attrgetter(*(field.attname for field in fields))
    rows, count = iter(rows), 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            with cursor.copy(order) as out:
                for row in batch:
                    out.write_row(values(row))
            count += len(batch)
    return count


def clear_tables(tables: Iterable[type[models.Model]]) -> None:
    """Delete all rows, without reading any; pass a table after those that refer to it.

    Readers go on seeing the rows until the transaction ends.
    """
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(sql.SQL("DELETE FROM {}").format(_get_table(model)))


def analyze_tables(tables: Iterable[type[models.Model]]) -> None:
    """Have PostgreSQL count the rows at once, so that its query planner knows their number."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(_get_table(model)))


def _get_table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)  # noqa: SLF001 -- as above


def allow_long_transaction() -> None:
    """Lift the time limits of this transaction, and check references at each statement."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
