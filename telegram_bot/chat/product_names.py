"""The products that sentences may name: a copy in memory, refreshed in the background.

While the shop does not answer, the last copy stays in use: the tool itself looks up again what a
sentence names.
"""

from __future__ import annotations

import gc
import logging

from telegram_bot import domain
from tools.clock import build_shop_context
from tools.contracts import ToolRefused
from tools.intents.language import words
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue
from tools.lookups.product_names import fetch_product_names

#: The shop is asked for all its products at most this often.
REFRESH_SEC = 60.0

logger = logging.getLogger(__name__)


class _Snapshot:
    catalogue: Catalogue = NO_PRODUCTS
    #: Whether the dictionaries are in memory.
    loaded = False


def get_catalogue() -> Catalogue:
    """Return the products as of about REFRESH_SEC ago or later; none before the first fetch."""
    return _Snapshot.catalogue


async def refresh_catalogue() -> None:
    """Fetch the products; load the dictionary of word forms first, so that it is ready in time."""
    await domain.call(words.load)
    if not _Snapshot.loaded:
        gc.freeze()  # the dictionaries stay: looking through them again and again stops all for 0.2 s
        _Snapshot.loaded = True
    try:
        fetched = await domain.call(fetch_product_names, build_shop_context())
    except ToolRefused as refused:
        logger.info("product names stay as they were: %s", refused)
        return
    if fetched != _Snapshot.catalogue:
        _Snapshot.catalogue = fetched
