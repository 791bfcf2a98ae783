"""The argument of lists with pages, beside `limit`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Described

#: Nobody turns pages further than this, and the shop's database would have to count that far.
FARTHEST = 100_000

Offset = Annotated[
    int, Described(ge=0, le=FARTHEST, description="How many to pass over, for the next page.")
]
