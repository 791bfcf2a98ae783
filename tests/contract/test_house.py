"""How the house is laid out: no folder grows until nobody finds anything in it."""

from __future__ import annotations

from collections import Counter

import pytest
from django.conf import settings

MOST_MODULES = 20
#: Being taken apart.
TOO_FULL = {"tools/intents"}


def count_modules(package: str) -> Counter[str]:
    """How many modules each folder of the package has, by its path."""
    root = settings.BASE_DIR
    found = (root / package).rglob("*.py")
    return Counter(
        file.parent.relative_to(root).as_posix() for file in found if file.name != "__init__.py"
    )


@pytest.mark.parametrize(
    "package", ["audit", "actions", "tools", "telegram_bot", "ownerbot_site", "tests"]
)
def test_no_folder_holds_more_modules_than_one_can_overlook(package: str) -> None:
    modules = count_modules(package)
    assert modules

    assert {
        folder: count
        for folder, count in modules.items()
        if count > MOST_MODULES and folder not in TOO_FULL
    } == {}
