"""The phrase book's part on coupons and campaigns."""

from __future__ import annotations

from tools.contracts import Words

COUPON_PHRASES: dict[str, Words] = {
    "upstream.NO_SUCH_COUPON": Words("There is no such coupon.", "Такого купона нет."),
    "upstream.NO_SUCH_CAMPAIGN": Words("There is no such campaign.", "Такой кампании нет."),
    # Coupons
    "coupons.title.active": Words("Coupons in use: {count}", "Действующих купонов: {count}"),
    "coupons.title.most_used": Words(
        "Coupons, the most used first: {count}", "Купоны по числу использований: {count}"
    ),
    "coupons.title.expiring": Words(
        "Coupons that end, the soonest first: {count}",
        "Купоны с окончанием, ближайшие первыми: {count}",
    ),
    "coupons.empty.active": Words(
        "No coupon can be used now.", "Сейчас ни один купон не действует."
    ),
    "coupons.empty.most_used": Words("There are no coupons.", "Купонов нет."),
    "coupons.empty.expiring": Words(
        "No coupon in use has an end.", "Ни один действующий купон не заканчивается."
    ),
    "coupons.counted": Words(
        "Used: orders with the coupon. Revenue: the paid ones among them.",
        "Использований: заказы с купоном. Выручка: оплаченные из них.",
    ),
    "coupons.column.coupon": Words("Coupon", "Купон"),
    "coupons.column.uses": Words("Used", "Использован"),
    "coupons.column.revenue": Words("Revenue", "Выручка"),
    "coupons.column.until": Words("Until", "До"),
    "coupons.suggest.active": Words("Coupons in use", "Действующие купоны"),
    "coupons.suggest.most_used": Words("Most used", "Самые частые"),
    "coupons.suggest.end": Words("Disable one…", "Отключить один…"),
    "coupons.suggest.expiring": Words("Ending soon", "Скоро закончатся"),
    "coupon.worth": Words("−{worth}", "−{worth}"),
    "coupon.uses": Words("{uses}", "{uses}"),
    "coupon.uses.of": Words("{uses} of {most}", "{uses} из {most}"),
    "coupon.until.never": Words("no end", "бессрочно"),
    "coupon.until": Words("until {day}", "до {day}"),
    "coupon.state.active": Words("active", "действует"),
    "coupon.state.disabled": Words("disabled", "отключён"),
    "coupon.state.ended": Words("ended {day}", "закончился {day}"),
    "coupon.state.later": Words("starts {day}", "начнётся {day}"),
    "coupon.state.used_up": Words("used up", "исчерпан"),
    "coupon.gives": Words("Takes off", "Скидка"),
    "coupon.from": Words("From", "С"),
    "coupon.from.now": Words("at once", "сразу"),
    "coupon.to": Words("Until", "До"),
    "coupon.most": Words("Uses", "Использований"),
    "coupon.most.any": Words("any number", "без ограничения"),
    "coupon.used": Words("Used so far", "Использован раз"),
    "coupon.brought": Words("Revenue with it", "Выручка с ним"),
    "coupon.create.title": Words("New coupon {code}", "Новый купон {code}"),
    "coupon.reason.limit": Words(
        "⚠️ It takes more than {percent}% off.", "⚠️ Скидка больше {percent}%."
    ),
    "coupon.create.done": Words("Coupon {code} created", "Купон {code} создан"),
    "coupon.create.meaning": Words(
        "Whoever knows the code can use it.", "Им сможет воспользоваться любой, кто знает код."
    ),
    "coupon.exists": Words(
        "There is a coupon {code} already. Choose another code. Nothing was changed.",
        "Купон {code} уже есть. Выберите другой код. Ничего не изменено.",
    ),
    "coupon.missing": Words(
        "There is no coupon {code}. Check the code. Nothing was changed.",
        "Купона {code} нет. Проверьте код. Ничего не изменено.",
    ),
    "coupon.one_worth": Words(
        "Say what the coupon takes off: so many per cent or an amount, not both.",
        "Укажите скидку купона: процент или сумму, не всё сразу.",
    ),
    "coupon.ended_already": Words(
        "The coupon would have ended before it starts or already by now. Correct its end.",
        "Купон закончился бы раньше начала или уже закончился. Исправьте дату окончания.",
    ),
    "coupon.disable.title": Words("Coupon to disable: {code}", "Отключить купон: {code}"),
    "coupon.disable.done": Words("Coupon disabled: {code}", "Купон отключён: {code}"),
    "coupon.disable.meaning": Words(
        "Nobody can use it any more; orders that have it keep what it took off.",
        "Им больше никто не воспользуется; у заказов с ним скидка останется.",
    ),
    "coupon.disable.already": Words(
        "This coupon is disabled already.", "Этот купон уже отключён."
    ),
    "coupon.undo.create": Words("Undo: take coupon {code} away", "Отменить: убрать купон {code}"),
    "coupon.undo.disable": Words(
        "Undo: coupon {code} active again", "Отменить: снова включить купон {code}"
    ),
    "coupon.undo.used": Words(
        "The coupon was used, so it stays. Disable it if nobody is to use it any more.",
        "Купоном уже воспользовались, поэтому он останется. Чтобы им больше не пользовались, отключите его.",
    ),
    "coupon.undo.changed": Words("The coupon has changed since.", "Купон с тех пор изменился."),
    "coupon.undone.create": Words("Coupon {code} taken away", "Купон {code} убран"),
    "coupon.undone.disable": Words("Coupon {code} is active again", "Купон {code} снова включён"),
    "coupon.state.none": Words("does not exist", "не существует"),
    # Campaigns
    "campaign.column": Words("Campaign", "Кампания"),
    "campaign.title.pause": Words("Campaign to pause: {id}", "Приостановить кампанию: {id}"),
    "campaign.title.resume": Words("Campaign to resume: {id}", "Возобновить кампанию: {id}"),
    "campaign.done.pause": Words("Campaign paused: {id}", "Кампания приостановлена: {id}"),
    "campaign.done.resume": Words("Campaign resumed: {id}", "Кампания возобновлена: {id}"),
    "campaign.state.pause": Words("paused", "на паузе"),
    "campaign.state.resume": Words("running", "идёт"),
    "campaign.meaning.pause": Words(
        "It stops spending up to {daily} a day.", "Она перестанет тратить до {daily} в день."
    ),
    "campaign.meaning.resume": Words(
        "It will spend up to {daily} a day again.", "Она снова будет тратить до {daily} в день."
    ),
    "campaign.already.pause": Words(
        "This campaign is paused already.", "Эта кампания уже на паузе."
    ),
    "campaign.already.resume": Words(
        "This campaign is running already.", "Эта кампания уже идёт."
    ),
    "campaign.name": Words("Name", "Название"),
    "campaign.channel": Words("Channel", "Канал"),
    "campaign.daily": Words("A day", "В день"),
    "campaign.spent": Words("Spent so far", "Потрачено"),
    "campaign.missing": Words(
        "There is no campaign {id}. Check the number. Nothing was changed.",
        "Кампании {id} нет. Проверьте номер. Ничего не изменено.",
    ),
    "campaign.undo.changed": Words(
        "The campaign has changed since.", "Кампания с тех пор изменилась."
    ),
}
