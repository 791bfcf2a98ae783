"""What people write, parsed once: on the shop's day, with the shop's products."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from telegram_bot.chat import product_names
from tools.clock import get_shop_today
from tools.intents.sentence import Sentence, parse
from tools.languages import Language


def parse_said(text: str, language: Language, when: datetime | None = None) -> Sentence:
    """Parse the text as said at `when` (None: now); questions back are in `language`."""
    return parse(
        text,
        today=get_shop_today(when or timezone.now()),
        language=language,
        catalogue=product_names.get_catalogue(),
    )
