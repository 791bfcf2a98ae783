"""The phrase book of the pipeline."""

from __future__ import annotations

from tools.contracts import Words

REPEAT = Words(
    "The very same was applied {ago} ago. Confirm only if you want it again.",
    "То же самое уже выполнено {ago} назад. Подтверждайте, только если нужно ещё раз.",
)
