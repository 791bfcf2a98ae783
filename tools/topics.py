"""What no tool serves: topics that owners ask about, each with what is not known and what is near.

The words of a topic are in the lexicon, `topic_...` in [marks]. A topic answers where the rules
would only ask back; it says what cannot be told or done, and offers the nearest reads.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.texts import Text


@dataclass(frozen=True)
class Topic:
    """Something that people ask for and no tool serves."""

    #: The mark of its words.
    mark: str
    text: Text
    #: The keys of the reads' buttons that come nearest.
    offers: tuple[str, ...]
    #: Groups and kinds of tokens of which one must be said too; empty: its words are enough.
    beside: tuple[str, ...] = ()


#: The first one whose words are said counts, so those of one meaning only come first.
TOPICS: tuple[Topic, ...] = (
    Topic("topic_schedule", Text("I cannot do or send anything on a schedule, nor remind you; ask me when you want it."), ("today", "yesterday", "stuck")),
    Topic("topic_weather", Text("I know nothing about the weather, only about the shop. Here is what I can show."), ("today", "stuck", "stock")),
    Topic("topic_blocking", Text("I cannot block customers, delete their accounts or report anybody. Whom to look at again I can show."), ("trust", "flagged", "refunds")),
    Topic("topic_disputes", Text("I see no chargebacks and no payment disputes. Refunds and suspicious orders I can show."), ("refunds", "trust", "stuck")),
    Topic("topic_reviews", Text("I do not see reviews or ratings, and cannot answer them. What sells and what comes back I can show."), ("top", "refunds", "chats")),
    Topic("topic_competitors", Text("I know nothing about other shops and their prices. How ours does I can show."), ("top", "week", "coupons")),
    Topic("topic_refunding", Text("I cannot pay money back, approve returns or charge a card; do that in the shop. The refunds so far I can show."), ("refunds", "stuck", "flagged"), ("order", "money_unit", "customer", "people", "refund", "number")),
    Topic("topic_taxes", Text("I know no taxes, and write no invoices or books. The revenue they are computed from I can show."), ("today", "mom", "week")),
    Topic("topic_staff", Text("I know nothing about shifts, hours, pay or who did what. What waits for the team I can show."), ("chats", "stuck", "late")),
    Topic("topic_ads", Text("I know no ad spend, budgets or clicks, and cannot make or change campaigns beyond pausing and resuming them. Here is what I can show."), ("funnel", "coupons_used", "today")),
    Topic("topic_shipping", Text("I print no labels, book no courier and track no parcels, and know no shipping costs. Which orders wait to be shipped I can show."), ("late", "stuck", "flagged")),
    Topic("topic_users", Text("I cannot change passwords, rights or who is in the team. Whether everything works I can show."), ("status", "errors", "chats")),
    Topic("topic_coupon_edit", Text("I cannot change a coupon once it is made: make a new one, and disable the old. The coupons I can show."), ("coupons", "coupons_used", "today"), ("coupon", "code", "number")),
    Topic("topic_texts", Text("I cannot edit texts, names, photos or categories of products; do that in the shop. Here is what I can show."), ("stock", "top", "bottom")),
    Topic("topic_messages", Text("I write to the team only, not to customers: no e-mails, chat answers or calls. Who waits for an answer I can show."), ("chats", "stuck", "late")),
    Topic("topic_stock_change", Text("I cannot change how many are in stock; do that in the shop. What is in stock I can show."), ("stock", "reorder", "top"), ("product", "number", "stock", "several")),
    Topic("topic_suppliers", Text("I know no suppliers or their prices, and order nothing from them. What to buy and how much I can show."), ("reorder", "stock", "top")),
    Topic("topic_costs", Text("I know no costs, so no margin and no profit. Revenue I can show."), ("today", "top", "mom")),
    Topic("topic_money", Text("I do not see bank accounts, payouts or bills, and cannot move money. Revenue I can show."), ("today", "week", "mom")),
    Topic("topic_targets", Text("I know no sales targets. How it goes and how it will go I can show."), ("today", "mom", "week")),
    Topic("topic_visitors", Text("I see visits by step only, not by page, place, device or source. The way from visit to purchase I can show."), ("funnel", "today", "top")),
    Topic("topic_customers", Text("I keep no figures of customers: not who buys most, how often, or where they live. What is bought I can show."), ("top", "today", "trust")),
    Topic("topic_facts", Text("Of a product I know price, stock and sales, not weight, batch, expiry or shelf. The stock I can show."), ("stock", "top", "bottom")),
    Topic("topic_changing_order", Text("I cannot cancel or change an order; do that in the shop. I can flag it, so that nobody ships it before you look. Here is what I can show."), ("stuck", "flagged", "late"), ("order",)),
    Topic("topic_catalogue", Text("I cannot make or delete products; I can hide one from the shop. Here is what I can show."), ("stock", "bottom", "top"), ("product", "number", "goods", "customer", "photo", "published", "showcase")),
    Topic("topic_export", Text("I print nothing and send no files by myself; a list has a button “As CSV” below it."), ("stuck", "stock", "coupons")),
    Topic("topic_server", Text("I cannot change the shop's settings, pages or servers. Whether everything works I can show."), ("status", "errors", "today")),
    Topic("topic_outside", Text("That is outside the shop, and I know the shop only. Here is what I can show."), ("today", "stuck", "stock")),
    Topic("topic_price_of", Text("I cannot look up the price of a product by itself: it is on the preview of a change, which changes nothing before your tap. What sells and what is in stock I can show."), ("stock", "top", "bottom"), ("product", "number")),
    Topic("topic_why", Text("I cannot tell why a number moved, only how it moved. Compared with before, I can."), ("wow", "mom", "funnel")),
)  # fmt: skip
