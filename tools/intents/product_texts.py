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
        "Which products? Write their numbers or a category, for example: raise the price of P-101 by 3%.",
        "Какие товары? Напишите номера или категорию, например: подними цену P-101 на 3%.",
    ),
    "how_much_price": Words(
        "To what price, or by how many per cent? Write one of them, for example: raise prices by 3%.",
        "На сколько процентов или до какой цены? Напишите что-то одно, например: подними цены на 3%.",
    ),
    "price_way": Words(
        "Up or down, per cent or money? Write for example: raise the price of P-101 by 2 euro.",
        "Вверх или вниз, проценты или деньги? Напишите, например: подними цену P-101 на 2 евро.",
    ),
    "price_range": Words(
        "“{said}” does not work as a price or a percentage; write for example: set the price of P-101 to 9.20.",
        "«{said}» не подходит как цена или процент; напишите, например: измени цену P-101 на 9.20.",
    ),
    "not_discounted": Words(
        "I changed no discount; to set one, write for example: 10% discount on P-101.",
        "Скидки я не меняю; чтобы назначить, напишите, например: скидка 10% на P-101.",
    ),
    "which_discount": Words(
        "On which products? Write their numbers or a category, for example: 10% discount on P-101.",
        "На какие товары? Напишите номера или категорию, например: скидка 10% на P-101.",
    ),
    "how_much_discount": Words(
        "How many per cent, from 0 to 95, without decimals? For example: 10% discount on P-101.",
        "Сколько процентов, целым числом от 0 до 95? Например: скидка 10% на P-101.",
    ),
    "not_published": Words(
        "I changed nothing; to hide a product, write for example: hide P-101.",
        "Я ничего не меняю; чтобы скрыть товар, напишите, например: скрой P-101.",
    ),
    "which_publish": Words(
        "Which products, to show or to hide? Write their numbers, for example: hide P-101.",
        "Какие товары, показать или скрыть? Напишите номера, например: скрой P-101.",
    ),
}
