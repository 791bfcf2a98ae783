"""What stands in a file of rows: its headings, yes and no, and what is said with it."""

from __future__ import annotations

from tools.contracts import Words

SHEET_PHRASES: dict[str, Words] = {
    "csv.none": Words(
        "This answer is no list, so there is no file of it.",
        "Это не список, файла из него не получится.",
    ),
    "csv.empty": Words("There are no rows to put into a file.", "Строк нет, файл был бы пуст."),
    "csv.all": Words("Rows: {rows}", "Строк: {rows}"),
    "csv.part": Words(
        "The first {rows} rows of {total}: a file holds no more.",
        "Первые {rows} строк из {total}: больше в файл не помещается.",
    ),
    "csv.yes": Words("yes", "да"),
    "csv.no": Words("no", "нет"),
    "csv.order_id": Words("Order", "Заказ"),
    "csv.status": Words("Status", "Статус"),
    "csv.payment_status": Words("Payment", "Оплата"),
    "csv.shipping_status": Words("Shipping", "Доставка"),
    "csv.total": Words("Sum", "Сумма"),
    "csv.customer": Words("Customer", "Клиент"),
    "csv.created_at": Words("Created", "Создан"),
    "csv.ship_due_at": Words("Ship by", "Отправить до"),
    "csv.flagged": Words("Flagged", "Помечен"),
    "csv.thread_id": Words("Chat", "Чат"),
    "csv.subject": Words("About", "О чём"),
    "csv.waiting_since": Words("Waiting since", "Ждёт с"),
    "csv.key": Words("Name", "Название"),
    "csv.title": Words("Title", "Товар"),
    "csv.revenue": Words("Revenue", "Выручка"),
    "csv.quantity": Words("Pieces", "Штук"),
    "csv.product_id": Words("Product", "Номер товара"),
    "csv.category": Words("Category", "Категория"),
    "csv.price": Words("Price", "Цена"),
    "csv.discount_percent": Words("Discount, %", "Скидка, %"),
    "csv.stock": Words("In stock", "Остаток"),
    "csv.published": Words("Shown", "Показывается"),
    "csv.has_photo": Words("Has a photo", "Есть фото"),
    "csv.code": Words("Coupon", "Купон"),
    "csv.percent_off": Words("Takes off, %", "Скидка, %"),
    "csv.amount_off": Words("Takes off", "Скидка, сумма"),
    "csv.starts_at": Words("Starts", "Начало"),
    "csv.ends_at": Words("Ends", "Конец"),
    "csv.max_uses": Words("Uses at most", "Использований не больше"),
    "csv.active": Words("Switched on", "Включён"),
    "csv.uses": Words("Used", "Использован"),
    "csv.state": Words("State", "Состояние"),
}
