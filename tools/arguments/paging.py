"""What a list that has pages asks for, beside its `limit`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Described

#: Further down nobody turns pages; a shop's database would have to count that far.
FARTHEST = 100_000

Offset = Annotated[
    int, Described(ge=0, le=FARTHEST, description="How many to pass over, for the next page.")
]
