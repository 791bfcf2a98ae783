"""The products that sentences may name: a snapshot, fetched anew while nobody waits for it.

A shop that does not answer leaves the last one in force: what is named out of it is looked up again
by the tool itself.
"""

from __future__ import annotations

import logging

from telegram_bot import domain
from tools.clock import build_shop_context
from tools.contracts import ToolRefused
from tools.intents.language import words
from tools.intents.values.product_name import NO_GOODS, Catalogue
from tools.lookups.product_names import fetch_product_names

#: No more often than so is the shop asked for all its products.
REFRESH_SEC = 60.0

logger = logging.getLogger(__name__)


class _Snapshot:
    catalogue: Catalogue = NO_GOODS


def get_catalogue() -> Catalogue:
    """The products as they were at most about REFRESH_SEC ago; none before the first fetch."""
    return _Snapshot.catalogue


async def refresh_catalogue() -> None:
    """Fetch them, and have the dictionary of word forms ready at the first call."""
    await domain.call(words.load)
    try:
        fetched = await domain.call(fetch_product_names, build_shop_context())
    except ToolRefused as refused:
        logger.info("product names stay as they were: %s", refused)
        return
    if fetched != _Snapshot.catalogue:
        _Snapshot.catalogue = fetched
