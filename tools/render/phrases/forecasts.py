"""The phrases of forecasts and purchase plans."""

from __future__ import annotations

from tools.contracts import Words

FORECAST_PHRASES: dict[str, Words] = {
    "forecast.title": Words("Demand forecast: {window}", "Прогноз спроса: {window}"),
    "forecast.title.none": Words("No forecast yet", "Прогноза пока нет"),
    "forecast.units": Words("Pieces", "Штук"),
    "forecast.orders": Words("Paid orders", "Оплаченных заказов"),
    "forecast.revenue": Words("Revenue", "Выручка"),
    "forecast.change": Words("Pieces against the {days} days before", "Штук к предыдущим {days} дн."),
    "forecast.busiest": Words("Busiest day", "Самый оживлённый день"),
    "forecast.method": Words(
        "From the sales of {days} days; in 8 cases of 10 it stays within the range in brackets.",
        "По продажам за {days} дн.; в 8 случаях из 10 итог попадёт в диапазон в скобках.",
    ),
    "forecast.today": Words(
        "Today is foreseen as a whole day: what it brought so far is not counted.",
        "Сегодняшний день предсказан целиком: его неполные продажи не учтены.",
    ),
    "forecast.too_little": Words(
        "Sales are on record for {days} days, with something sold on {busy} of them; a forecast needs {most_days} days, {most_busy} of them with sales.",
        "Продажи известны за {days} дн., из них с продажами {busy}; для прогноза нужно {most_days} дн., из них {most_busy} с продажами.",
    ),
    "forecast.nothing": Words(
        "Nothing was sold in the last {days} days, so there is nothing to foresee from.",
        "За последние {days} дн. ничего не продано, прогнозировать не по чему.",
    ),
    "forecast.column.expected": Words("Will sell", "Продастся"),
    "forecast.column.stock": Words("In stock", "Остаток"),
    "forecast.chart": Words("Pieces sold a day, and what is expected", "Продажи в день, штук, и прогноз"),
    "forecast.chart.unit": Words("pcs", "шт."),
    "forecast.chart.band": Words("expected; 8 days of 10 in this range", "прогноз; 8 дней из 10 в этом диапазоне"),
    "forecast.suggest.stock": Words("Low in stock", "Что заканчивается"),
    "forecast.suggest": Words("Forecast, {days} days", "Прогноз на {days} дн."),
    "reorder.title": Words(
        "To reorder in the next {days} days: {count}", "Закупить в ближайшие {days} дн.: {count}"
    ),
    "reorder.title.nothing": Words("Nothing to reorder", "Закупать нечего"),
    "reorder.nothing": Words(
        "The stock is enough for the delivery times and {days} days more.",
        "Остатков хватит на время поставки и ещё {days} дн.",
    ),
    "reorder.pieces": Words("Pieces in all", "Штук всего"),
    "reorder.sold_out": Words("Sold out already", "Уже закончились"),
    "reorder.now": Words("To order now", "Заказать сразу"),
    "reorder.column.quantity": Words("Order", "Заказать"),
    "reorder.column.when": Words("When", "Когда"),
    "reorder.by": Words("by {day}", "до {day}"),
    "reorder.by.now": Words("now", "сейчас"),
    "reorder.rule": Words(
        "How many: what should sell until the delivery comes and {days} days more, plus a safety stock (1.3 × √ of the sales until then), less the stock.",
        "Сколько: продажи за срок поставки и ещё {days} дн. плюс запас (1,3 × √ продаж за срок поставки) минус остаток.",
    ),
    "reorder.on_the_way": Words(
        "What is already on its way from suppliers is not known here: take it off.",
        "Что уже едет от поставщиков, здесь не видно: вычтите это.",
    ),
    "reorder.note.sold_out": Words(
        "Of sold-out products only the days up to the last sale count.",
        "По закончившимся учтены только дни до последней продажи.",
    ),
    "reorder.note.unknown": Words(
        "Sold out, without a sale in {days} days, so their demand is unknown: {count}",
        "Нет в наличии и без продаж {days} дн., спрос неизвестен: {count}",
    ),
    "reorder.note.no_lead_days": Words(
        "Delivery time not given, {lead} days assumed: {count}",
        "Срок поставки не указан, взято {lead} дн.: {count}",
    ),
    "reorder.note.hidden": Words("Hidden products, left out: {count}", "Скрытые товары не учтены: {count}"),
    "reorder.suggest": Words("Reorder, {days} days", "Закупка на {days} дн."),
}  # fmt: skip
