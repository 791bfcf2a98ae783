"""The words that listeners are told: of the shop and its tools, and of no people."""

from __future__ import annotations

import pytest

from tests.tools.conftest import context
from tools.lookups.speech_hints import list_shop_words, list_tool_words
from tools.models import DemoCustomer, DemoOrder, DemoProduct


@pytest.mark.usefixtures("shop")
def test_products_and_coupons_are_named_and_nobody_else() -> None:
    words = list_shop_words(context())

    product = DemoProduct.objects.order_by("pk")[0]
    assert {product.pk, product.title, "WELCOME10"} <= set(words)
    assert len(words) == len(set(words)) <= 100
    spoken = " ".join(words)
    assert not [
        name for name in DemoCustomer.objects.values_list("name", flat=True) if name in spoken
    ]
    assert not [item for item in DemoOrder.objects.values_list("pk", flat=True) if item in spoken]


def test_tools_are_named_in_both_languages() -> None:
    assert {"Sales figures", "Flag orders", "Показатели продаж"} <= set(list_tool_words())
