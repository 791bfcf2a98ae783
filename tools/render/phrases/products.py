"""The phrases about products: what sells, what is in stock, prices and discounts."""

from __future__ import annotations

from tools.texts import Plural, Text

PRODUCT_PHRASES: dict[str, Text] = {
    "products.column.product": Text("Product"),
    "top.title.top.product": Text("Best sellers: {window}"),
    "top.title.bottom.product": Text("Worst sellers: {window}"),
    "top.title.top.category": Text("Best categories: {window}"),
    "top.title.bottom.category": Text("Worst categories: {window}"),
    "top.empty": Text("Nothing was sold in this window."),
    "top.revenue": Text("Sold in all"),
    "top.quantity": Text("Pieces in all"),
    "top.column.product": Text("Product"),
    "top.column.category": Text("Category"),
    "top.column.quantity": Text("Pieces"),
    "top.column.revenue": Text("Revenue"),
    "top.discount": Text("Discount on these: {count}…"),
    "top.suggest.top.product": Text("Best sellers"),
    "top.suggest.bottom.product": Text("Worst sellers"),
    "top.suggest.top.category": Text("Best categories"),
    "top.suggest.bottom.category": Text("Worst categories"),
    "stock.title.all": Plural(
        "Stock: {count} product needs a look", "Stock: {count} products need a look", by="matching"
    ),
    "stock.title.out_of_stock": Text("Out of stock: {count}"),
    "stock.title.low_stock": Text("Low in stock, {most} at most: {count}"),
    "stock.title.missing_photo": Text("Without a photo: {count}"),
    "stock.title.missing_price": Text("Without a price: {count}"),
    "stock.title.unpublished": Text("Hidden: {count}"),
    "stock.empty": Text("There are no such products."),
    "stock.hide": Text("Hide these: {count}"),
    "stock.publish": Text("Show these in the shop: {count}"),
    "stock.products": Text("Products"),
    "stock.pieces": Text("Pieces in stock"),
    "stock.section.out_of_stock": Text("Out of stock"),
    "stock.section.low_stock": Text("Low, {most} at most"),
    "stock.section.missing_photo": Text("Without a photo"),
    "stock.section.missing_price": Text("Without a price"),
    "stock.section.unpublished": Text("Hidden"),
    "stock.suggest.hide": Text("Hide sold-out products"),
    "stock.column.stock": Text("Pieces"),
    "stock.column.state": Text("State"),
    "stock.state.out_of_stock": Text("sold out"),
    "stock.state.low_stock": Text("low"),
    "stock.state.missing_photo": Text("no photo"),
    "stock.state.missing_price": Text("no price"),
    "stock.state.unpublished": Text("hidden"),
    "products.none": Text("There are no such products."),
    "products.already": Text("Already so, left alone: {count}"),
    "products.priceless": Text("Without a price, left alone: {count}"),
    "products.unknown": Text("There is no product {product_ids}. Nothing was changed."),
    "products.no_category": Text("There is no category {category}. Nothing was changed."),
    "products.too_many": Text(
        "More than {limit} products match. Name a category or the products you mean."
    ),
    "products.scope": Text(
        "Name the products in one way only: their numbers, a category, their stock, or all."
    ),
    "products.reason.all": Text("⚠️ This is for all products of the shop."),
    "products.reason.limit": Text("⚠️ A price changes by more than 30%."),
    "products.undo": Text("Undo: products as they were before"),
    "products.undo.changed": Text(
        "These products have changed since. Change them one by one if you want this."
    ),
    "products.undone": Plural("Undone: {count} product", "Undone: {count} products"),
    "cost.month": Text("In {days} days, if as much is sold as in the {days} before today"),
    "cost.use": Text("Takes off an average order"),
    "cost.uses": Text("If every use is used"),
    "cost.no_sales": Text("nothing: none of them was sold"),
    "cost.unknown": Text("not known"),
    "adjust_price.title": Text("New prices: {count}"),
    "adjust_price.title.all": Plural(
        "All products: {count} new price", "All products: {count} new prices"
    ),
    "adjust_price.done": Text("Prices changed: {count}"),
    "adjust_price.average": Text("Average change"),
    "adjust_price.largest": Text("Largest change"),
    "adjust_price.one_way": Text("Say one thing: the new price, the per cent, or the amount."),
    "adjust_price.which": Text("Say which products: their numbers, a category, or all."),
    "adjust_price.set_to_all": Text(
        "One price for all products is surely not meant. Name the products or a category."
    ),
    "adjust_price.impossible": Text(
        "The price would be 0 or less, or far too high: {product_ids}. Nothing was changed."
    ),
    "set_discount.none": Text("no discount"),
    "set_discount.set": Plural(
        "Discount of {percent}% on {count} product", "Discount of {percent}% on {count} products"
    ),
    "set_discount.set.all": Text("All products: a discount of {percent}% on {count}"),
    "set_discount.clear": Text("Discounts to take off: {count}"),
    "set_discount.clear.all": Text("All products: discounts to take off: {count}"),
    "set_discount.which": Text(
        "Say which products: their numbers, a category, their stock, or all."
    ),
    "set_discount.done": Text("Discounts changed: {count}"),
    "publish_product.on": Text("on sale"),
    "publish_product.off": Text("hidden"),
    "publish_product.show": Text("Products to show: {count}"),
    "publish_product.show.sold_out": Text("Sold-out products to show: {count}"),
    "publish_product.show.few": Text("Products to show, stock up to {most}: {count}"),
    "publish_product.hide": Text("Products to hide: {count}"),
    "publish_product.hide.sold_out": Text("Sold-out products to hide: {count}"),
    "publish_product.hide.few": Text("Products to hide, stock up to {most}: {count}"),
    "publish_product.done": Text("Products changed: {count}"),
    "publish_product.priceless": Text("Without a price, so not shown: {count}"),
    "publish_product.which": Text(
        "Say which products: their numbers, such as P-101, or how few pieces are in stock."
    ),
}
