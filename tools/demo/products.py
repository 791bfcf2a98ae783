"""What the demo shop sells, and to whom: the same products and customers every time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from tools.models import DemoCustomer, DemoProduct

SEED = "ownerbot demo 1"
CUSTOMERS = 900

#: Per category: its first price, the step from one product to the next, and the titles.
RANGE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Coffee": ("8.90", "1.50", (
        "House blend 250 g", "House blend 1 kg", "Espresso dark 250 g", "Espresso dark 1 kg",
        "Ethiopia filter 250 g", "Colombia filter 250 g", "Decaf 250 g", "Cold brew bags",
        "Tasting box", "Cascara tea", "Gift tin",
    )),
    "Tea": ("6.50", "1.20", (
        "Earl Grey 100 g", "Assam 100 g", "Sencha 100 g", "Jasmine pearls", "Rooibos vanilla",
        "Peppermint", "Camomile", "Ginger lemon", "Oolong 80 g", "Matcha 30 g",
    )),
    "Brewing": ("14.90", "9.00", (
        "Paper filters, 100", "Dripper", "French press 0.5 l", "French press 1 l", "Moka pot",
        "Gooseneck kettle", "Hand grinder", "Brew scale", "Carafe", "Electric kettle",
        "Espresso maker",
    )),
    "Cups": ("9.90", "2.40", (
        "Espresso cup", "Cappuccino cup", "Mug, white", "Mug, blue", "Mug, speckled", "Travel cup",
        "Tea glass", "Tea bowl", "Thermos 0.5 l", "Set of four cups",
    )),
    "Kitchen": ("7.50", "4.20", (
        "Tea towel", "Wooden spoon", "Bread board", "Butter dish", "Milk jug", "Storage jar",
        "Apron", "Cake stand", "Salt mill", "Bread knife", "Cast iron pan",
    )),
    "Sweets": ("3.90", "1.10", (
        "Dark chocolate 70 %", "Milk chocolate", "Sea salt caramels", "Almond biscotti",
        "Shortbread", "Marzipan", "Honey 250 g", "Fig jam", "Halva", "Nougat",
    )),
    "Home": ("12.00", "5.50", (
        "Candle, small", "Candle, large", "Linen napkins", "Cotton blanket", "Wool blanket",
        "Cushion cover", "Vase, clear", "Vase, green", "Door mat", "Wall clock",
    )),
    "Gifts": ("15.00", "6.00", (
        "Gift card 25", "Breakfast box", "Coffee box", "Tea box", "Sweet box", "Picnic box",
        "Housewarming box", "Birthday box", "Winter box", "Office box",
    )),
}  # fmt: skip

#: Special cases among the first ten products, so that each can always be seen.
CASES: dict[str, dict[str, Any]] = {
    "P-101": {"stock": 64},
    "P-103": {"stock": 0},
    "P-104": {"stock": 3},
    "P-105": {"has_photo": False},
    "P-106": {"stock": 24, "published": False},
    "P-107": {"discount_percent": 15},
    "P-108": {"stock": 0, "has_photo": False},
    "P-109": {"stock": 2, "discount_percent": 10},
}
#: Products without a price, which are not on sale yet.
DRAFTS = (
    ("Advent calendar", "Sweets", 40, True),
    ("Pour-over set", "Brewing", 12, False),
    ("Gift card 50", "Gifts", 200, True),
)

#: Products added to the range later; numbered after the drafts, so that no number ever changes.
LATER: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Coffee": ("10.40", "2.10", (
        "Guatemala filter 250 g", "Kenya filter 250 g", "Espresso decaf 250 g", "Instant sticks",
    )),
    "Tea": ("7.20", "1.60", (
        "Darjeeling 100 g", "Chai masala", "White tea 50 g", "Hibiscus", "Tea sampler",
    )),
    "Brewing": ("18.50", "11.00", (
        "Server 0.6 l", "Milk frother", "Siphon", "Electric grinder",
    )),
    "Cups": ("11.90", "3.10", (
        "Double-walled glass", "Latte bowl", "Enamel mug", "Saucer set",
    )),
    "Kitchen": ("9.80", "5.30", (
        "Oven glove", "Measuring jug", "Pepper mill", "Baking tin", "Chopping knife",
    )),
    "Sweets": ("4.60", "1.30", (
        "Orange chocolate", "Oat cookies", "Strawberry jam", "Turkish delight",
    )),
    "Home": ("14.00", "6.50", (
        "Candle holder", "Table runner", "Throw pillow", "Picture frame",
    )),
    "Gifts": ("19.00", "8.00", (
        "Spring box", "Thank-you box", "Barista box", "Gift card 100",
    )),
}  # fmt: skip

#: Days from ordering at the supplier to having it in stock, for the quickest product of a category.
LEAD_DAYS = {
    "Coffee": 4, "Tea": 12, "Brewing": 20, "Cups": 16, "Kitchen": 10, "Sweets": 3, "Home": 24,
    "Gifts": 2,
}  # fmt: skip

FIRST_NAMES = (
    "Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hannes", "Ida", "Jonas", "Katja",
    "Leon", "Mira", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tanja", "Viktor",
)  # fmt: skip
LAST_NAMES = (
    "Albrecht", "Bauer", "Conrad", "Dietrich", "Engel", "Fischer", "Graf", "Hoffmann", "Ivanova",
    "Jansen", "Keller", "Lindner", "Moretti", "Novak", "Orlov", "Petersen", "Roth", "Schmidt",
    "Thiele", "Ulrich", "Vogel", "Weber", "Yilmaz", "Zimmer",
)  # fmt: skip


def build_products() -> list[DemoProduct]:
    """Build every product, from P-101 on; three of them are drafts without a price."""
    rng = Random(f"{SEED} products")  # noqa: S311 -- made-up figures, not secrets
    rows: list[DemoProduct] = []
    _add_products(rows, RANGE, rng)
    for title, category, stock, has_photo in DRAFTS:
        rows.append(
            DemoProduct(
                product_id=f"P-{101 + len(rows)}",
                title=title,
                category=category,
                stock=stock,
                published=False,
                has_photo=has_photo,
            )
        )
    _add_products(rows, LATER, rng)
    for place, row in enumerate(rows):
        row.lead_days = LEAD_DAYS[row.category] + place % 4
        for name, value in CASES.get(row.product_id, {}).items():
            setattr(row, name, value)
    return rows


def _add_products(
    rows: list[DemoProduct], goods: dict[str, tuple[str, str, tuple[str, ...]]], rng: Random
) -> None:
    for category, (first, step, titles) in goods.items():
        for place, title in enumerate(titles):
            rows.append(
                DemoProduct(
                    product_id=f"P-{101 + len(rows)}",
                    title=title,
                    category=category,
                    price=Decimal(first) + Decimal(step) * place,
                    stock=rng.choice((0, 2, 4, rng.randint(6, 40), *(rng.randint(20, 160),) * 8)),
                    published=rng.random() > 0.05,  # noqa: PLR2004 -- one in twenty is a draft
                    has_photo=len(rows) % 17 != 9,  # noqa: PLR2004 -- a few have none
                )
            )


def build_customers(count: int = CUSTOMERS) -> Iterator[DemoCustomer]:
    """Yield customers 1 to `count`; the first ones are the same in a shop of any size."""
    rng = Random(f"{SEED} customers")  # noqa: S311 -- made-up figures, not secrets
    for number in range(1, count + 1):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        yield DemoCustomer(
            id=number,
            name=f"{first} {last}",
            phone=build_phone(number),
            email=f"{first}.{last}.{number}@example.com".lower(),
        )


def build_phone(customer_id: int) -> str:
    """Build a telephone number of the block that is reserved for fiction."""
    return f"+49 30 23125 {customer_id:03}"
