"""What we say instead of guessing where an order about products leaves something open."""

from __future__ import annotations

from tools.contracts import Words

PRODUCT_TEXTS: dict[str, Words] = {
    "which_of": Words(
        "Several products fit; tap the one you mean, or write its number.",
        "Подходит несколько товаров; нажмите нужный или напишите его номер.",
    ),
    "not_priced": Words(
        "I changed no price; to change one, write for example: set the price of P-101 to 9.20.",
        "Цены я не меняю; чтобы изменить, напишите, например: измени цену P-101 на 9.20.",
    ),
    "which_price": Words(
        "Of which products? Their numbers or a category, for example P-101 or Coffee.",
        "У каких товаров? Номера или категория, например P-101 или Кофе.",
    ),
    "which_prices": Words(
        "Of which products? Their numbers or a category, for example P-101 or Coffee, or all.",
        "У каких товаров? Номера или категория, например P-101 или Кофе, или у всех.",
    ),
    "how_much_price": Words(
        "To what price, or by how many per cent? For example 9.20 or +3%.",
        "До какой цены или на сколько процентов? Например 9.20 или +3%.",
    ),
    "price_by": Words(
        "By how much? Per cent or money, for example 3% or 2 euro.",
        "На сколько? Процент или сумма, например 3% или 2 евро.",
    ),
    "show_or_hide": Words(
        "Show or hide, and which products? Write for example: hide P-101.",
        "Показать или скрыть, и какие товары? Напишите, например: скрой P-101.",
    ),
    "price_way": Words(
        "Up or down, per cent or money? For example +3% or -2 euro.",
        "Вверх или вниз, проценты или деньги? Например +3% или -2 евро.",
    ),
    "price_range": Words(
        "“{said}” does not work as a price or a percentage; write for example 9.20 or +3%.",
        "«{said}» не подходит как цена или процент; напишите, например, 9.20 или +3%.",
    ),
    "not_discounted": Words(
        "I changed no discount; to set one, write for example: 10% discount on P-101.",
        "Скидки я не меняю; чтобы назначить, напишите, например: скидка 10% на P-101.",
    ),
    "which_discount": Words(
        "On which products? Their numbers or a category, for example P-101 or Coffee.",
        "На какие товары? Номера или категория, например P-101 или Кофе.",
    ),
    "which_discounts": Words(
        "From which products? Their numbers or a category, for example P-101 or Coffee, or all.",
        "С каких товаров? Номера или категория, например P-101 или Кофе, или со всех.",
    ),
    "how_much_discount": Words(
        "How many per cent? A whole number from 0 to 95, for example 10.",
        "Сколько процентов? Целое число от 0 до 95, например 10.",
    ),
    "not_published": Words(
        "I changed nothing; to hide a product, write for example: hide P-101.",
        "Я ничего не меняю; чтобы скрыть товар, напишите, например: скрой P-101.",
    ),
    "which_publish": Words(
        "Which products? Their numbers, for example P-101.",
        "Какие товары? Номера, например P-101.",
    ),
}
