"""The phrases about products: what sells, what is in stock, prices and discounts."""

from __future__ import annotations

from tools.contracts import Words

PRODUCT_PHRASES: dict[str, Words] = {
    "products.column.product": Words("Product", "Товар"),
    "top.title.top.product": Words("Best sellers: {window}", "Лучшие товары: {window}"),
    "top.title.bottom.product": Words("Worst sellers: {window}", "Худшие товары: {window}"),
    "top.title.top.category": Words("Best categories: {window}", "Лучшие категории: {window}"),
    "top.title.bottom.category": Words("Worst categories: {window}", "Худшие категории: {window}"),
    "top.empty": Words("Nothing was sold in this window.", "За этот период ничего не продано."),
    "top.revenue": Words("Sold in all", "Продано всего на"),
    "top.quantity": Words("Pieces in all", "Штук всего"),
    "top.column.product": Words("Product", "Товар"),
    "top.column.category": Words("Category", "Категория"),
    "top.column.quantity": Words("Pieces", "Штук"),
    "top.column.revenue": Words("Revenue", "Выручка"),
    "top.discount": Words("Discount on these: {count}…", "Скидка на эти: {count}…"),
    "top.suggest.top.product": Words("Best sellers", "Лучшие товары"),
    "top.suggest.bottom.product": Words("Worst sellers", "Худшие товары"),
    "top.suggest.top.category": Words("Best categories", "Лучшие категории"),
    "top.suggest.bottom.category": Words("Worst categories", "Худшие категории"),
    "stock.title.all": Words(
        "Stock: {count} products need a look", "Склад: требуют внимания {count}"
    ),
    "stock.title.out_of_stock": Words("Out of stock: {count}", "Нет в наличии: {count}"),
    "stock.title.low_stock": Words(
        "Low in stock, {most} at most: {count}", "Заканчивается, не больше {most}: {count}"
    ),
    "stock.title.missing_photo": Words("Without a photo: {count}", "Без фото: {count}"),
    "stock.title.missing_price": Words("Without a price: {count}", "Без цены: {count}"),
    "stock.title.unpublished": Words("Hidden: {count}", "Скрыто: {count}"),
    "stock.empty": Words("There are no such products.", "Таких товаров нет."),
    "stock.hide": Words("Hide these: {count}", "Скрыть эти: {count}"),
    "stock.publish": Words("Show these in the shop: {count}", "Показать эти в магазине: {count}"),
    "stock.products": Words("Products", "Товаров"),
    "stock.pieces": Words("Pieces in stock", "Штук на складе"),
    "stock.section.out_of_stock": Words("Out of stock", "Нет в наличии"),
    "stock.section.low_stock": Words("Low, {most} at most", "Заканчивается, не больше {most}"),
    "stock.section.missing_photo": Words("Without a photo", "Без фото"),
    "stock.section.missing_price": Words("Without a price", "Без цены"),
    "stock.section.unpublished": Words("Hidden", "Скрыто"),
    "stock.suggest.hide": Words("Hide sold-out products", "Скрыть закончившиеся"),
    "stock.column.stock": Words("Pieces", "Штук"),
    "stock.column.state": Words("State", "Состояние"),
    "stock.state.out_of_stock": Words("sold out", "закончился"),
    "stock.state.low_stock": Words("low", "мало"),
    "stock.state.missing_photo": Words("no photo", "без фото"),
    "stock.state.missing_price": Words("no price", "без цены"),
    "stock.state.unpublished": Words("hidden", "скрыт"),
    "products.none": Words("There are no such products.", "Таких товаров нет."),
    "products.already": Words("Already so, left alone: {count}", "Уже так, не меняются: {count}"),
    "products.priceless": Words(
        "Without a price, left alone: {count}", "Без цены, не меняются: {count}"
    ),
    "products.unknown": Words(
        "There is no product {product_ids}. Nothing was changed.",
        "Товара {product_ids} нет. Ничего не изменено.",
    ),
    "products.no_category": Words(
        "There is no category {category}. Nothing was changed.",
        "Категории {category} нет. Ничего не изменено.",
    ),
    "products.too_many": Words(
        "More than {limit} products match. Name a category or the products you mean.",
        "Подходит больше {limit} товаров. Назовите категорию или нужные товары.",
    ),
    "products.scope": Words(
        "Name the products in one way only: their numbers, a category, their stock, or all.",
        "Укажите товары одним способом: номера, категория, остаток или все.",
    ),
    "products.reason.all": Words(
        "⚠️ This is for all products of the shop.", "⚠️ Это касается всех товаров магазина."
    ),
    "products.reason.limit": Words(
        "⚠️ A price changes by more than 30%.", "⚠️ Какая-то цена меняется больше чем на 30%."
    ),
    "products.undo": Words(
        "Undo: products as they were before", "Отменить: вернуть товары как были"
    ),
    "products.undo.changed": Words(
        "These products have changed since. Change them one by one if you want this.",
        "Эти товары с тех пор изменились. Если нужно именно так, измените их по одному.",
    ),
    "products.undone": Words("Undone, products: {count}", "Отменено, товаров: {count}"),
    "cost.month": Words(
        "In {days} days, if as much is sold as in the {days} before today",
        "За {days} дней, если продавать как за {days} до сегодня",
    ),
    "cost.use": Words("Takes off an average order", "Со среднего заказа"),
    "cost.uses": Words("If every use is used", "Если используют все разы"),
    "cost.no_sales": Words("nothing: none of them was sold", "ничего: их не покупали"),
    "cost.unknown": Words("not known", "неизвестно"),
    "adjust_price.title": Words("New prices: {count}", "Новых цен: {count}"),
    "adjust_price.title.all": Words(
        "All products: {count} new prices", "Все товары: новых цен — {count}"
    ),
    "adjust_price.done": Words("Prices changed: {count}", "Изменено цен: {count}"),
    "adjust_price.average": Words("Average change", "В среднем"),
    "adjust_price.largest": Words("Largest change", "Самое большое изменение"),
    "adjust_price.one_way": Words(
        "Say one thing: the new price, the per cent, or the amount.",
        "Укажите что-то одно: новую цену, процент или сумму.",
    ),
    "adjust_price.which": Words(
        "Say which products: their numbers, a category, or all.",
        "Укажите, какие товары: номера, категория или все.",
    ),
    "adjust_price.set_to_all": Words(
        "One price for all products is surely not meant. Name the products or a category.",
        "Одна цена для всех товаров — вряд ли то, что нужно. Назовите товары или категорию.",
    ),
    "adjust_price.impossible": Words(
        "The price would be 0 or less, or far too high: {product_ids}. Nothing was changed.",
        "Цена вышла бы нулевой, отрицательной или слишком большой: {product_ids}. Ничего не изменено.",
    ),
    "set_discount.none": Words("no discount", "без скидки"),
    "set_discount.set": Words(
        "Discount of {percent}%, products: {count}", "Скидка {percent}%, товаров: {count}"
    ),
    "set_discount.set.all": Words(
        "All products: a discount of {percent}% on {count}",
        "Все товары: скидка {percent}% на {count}",
    ),
    "set_discount.clear": Words("Discounts to take off: {count}", "Снять скидок: {count}"),
    "set_discount.clear.all": Words(
        "All products: discounts to take off: {count}", "Все товары: снять скидок — {count}"
    ),
    "set_discount.which": Words(
        "Say which products: their numbers, a category, their stock, or all.",
        "Укажите, какие товары: номера, категория, остаток или все.",
    ),
    "set_discount.done": Words("Discounts changed: {count}", "Изменено скидок: {count}"),
    "publish_product.on": Words("on sale", "на витрине"),
    "publish_product.off": Words("hidden", "скрыт"),
    "publish_product.show": Words("Products to show: {count}", "Опубликовать товаров: {count}"),
    "publish_product.show.sold_out": Words(
        "Sold-out products to show: {count}", "Опубликовать закончившихся товаров: {count}"
    ),
    "publish_product.show.few": Words(
        "Products to show, stock up to {most}: {count}",
        "Опубликовать товаров с остатком до {most}: {count}",
    ),
    "publish_product.hide": Words("Products to hide: {count}", "Скрыть товаров: {count}"),
    "publish_product.hide.sold_out": Words(
        "Sold-out products to hide: {count}", "Скрыть закончившихся товаров: {count}"
    ),
    "publish_product.hide.few": Words(
        "Products to hide, stock up to {most}: {count}",
        "Скрыть товаров с остатком до {most}: {count}",
    ),
    "publish_product.done": Words("Products changed: {count}", "Изменено товаров: {count}"),
    "publish_product.priceless": Words(
        "Without a price, so not shown: {count}", "Без цены, поэтому не публикуются: {count}"
    ),
    "publish_product.which": Words(
        "Say which products: their numbers, such as P-101, or how few pieces are in stock.",
        "Укажите, какие товары: номера, например P-101, или сколько штук осталось.",
    ),
}
