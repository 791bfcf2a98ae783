"""Products in a sentence: told by sound, in either alphabet, and never by a mere likeness."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.tools.conftest import HANGS_SEC
from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import TODAY
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue, ShopProduct


def ask(text: str, shop: Catalogue = SHOP) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"), catalogue=shop)


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("ччашки", {"category": "Cups"}),
        ("подарик", {"category": "Gifts"}),
        ("moka pot", {"product_ids": ["P-126"]}),
        ("Moka Pot", {"product_ids": ["P-126"]}),
        ("мокка пот", {"product_ids": ["P-126"]}),
        ("мока-пот", {"product_ids": ["P-126"]}),
        ("earl gray", {"product_ids": ["P-112"]}),
        ("гейзенек кеттл", None),
        ("kettle, gooseneck", {"product_ids": ["P-127"]}),
        ("кофемолку", {"product_ids": ["P-202"]}),
        ("бумажные фильтры", {"product_ids": ["P-203"]}),
        ("set of four cups", {"product_ids": ["P-142"]}),
        ("four cups", {"product_ids": ["P-142"]}),
        ("gift card 50", {"product_ids": ["P-186"]}),
        ("френч пресс 1 л", {"product_ids": ["P-125"]}),
        ("moka pot и кофе дуфа", {"product_ids": ["P-126", "P-201"]}),
        ("moka pot и P-101", None),
        ("coffee", {"category": "Coffee"}),
        ("кофе", {"category": "Coffee"}),
        ("tea", {"category": "Tea"}),
        ("купе", None),
        ("кипу", None),
        ("свечу", None),
        ("моку на двоих", None),
        ("pot", {"product_ids": ["P-126"]}),
        ("слона", None),
    ],
)
def test_a_name_in_an_order(name: str, scope: dict[str, Any] | None) -> None:
    answer = ask(f"скидка 10% на {name}")

    if scope is None:
        assert isinstance(answer, Question)
    else:
        assert answer == ToolCall("set_discount", {**scope, "percent": 10})


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("hide the french press", ["French press 0.5 l, P-124", "French press 1 l, P-125"]),
        ("скрой эспрессо", ["Espresso maker, P-132", "Espresso cup, P-133", "Espresso dark 250 g, P-103"]),
        ("10% off the gift card", ["Gift card 25, P-175", "Gift card 50, P-186"]),
    ],
)  # fmt: skip
def test_a_name_of_several_is_asked_about(text: str, labels: list[str]) -> None:
    answer = ask(text)

    assert isinstance(answer, Question)
    assert answer.missing == "product_ids"
    assert [suggestion.label for suggestion in answer.suggestions] == labels
    assert answer.text.startswith(("Several products fit", "Подходит несколько товаров"))


def test_without_a_catalogue_a_name_is_asked_about() -> None:
    answer = ask("скрой moka pot", NO_PRODUCTS)

    assert isinstance(answer, Question)
    assert answer.text == "Я не понял «moka»; может быть, подойдёт одно из этого?"


def test_ids_win_over_names() -> None:
    shop = Catalogue(
        (ShopProduct("P-1", "P-101 cover", "Covers"), ShopProduct("P-101", "Lamp", "Home"))
    )

    assert ask("hide P-101", shop) == ToolCall(
        "publish_product", {"product_ids": ["P-101"], "published": False}
    )


def test_a_large_shop_and_a_long_sentence_are_quick() -> None:
    shop = Catalogue(
        tuple(
            ShopProduct(f"P-{at}", f"Tovar{at % 97} model{at}", f"Kind{at % 9}")
            for at in range(1000)
        )
    )
    started = time.process_time()
    answer = ask("подними цену на " + "товар97 модель12 нечто " * 150 + "на 3%", shop)

    assert isinstance(answer, Question)
    assert time.process_time() - started < HANGS_SEC


class Forgetful(dict[object, Any]):
    """What is remembered here, another thread has made room for something else at once."""

    def __setitem__(self, key: object, value: Any) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_a_name_is_found_though_another_thread_forgets_it() -> None:
    shop = Catalogue(SHOP.products)
    object.__setattr__(shop, "_known", Forgetful())

    found = ask("hide moka pot", shop)
    assert found == ToolCall("publish_product", {"product_ids": ["P-126"], "published": False})
