"""The phrases about the program itself and where its data comes from."""

from __future__ import annotations

from tools.contracts import Words

SYSTEM_PHRASES: dict[str, Words] = {
    "planner.missing": Words(
        "Something is missing to do that. Write it whole, for example: {example}.",
        "Чтобы это сделать, чего-то не хватает. Напишите целиком, например: {example}.",
    ),
    "planner.unclear": Words(
        "I am not sure that I got all of that, so I propose nothing. Write one change at a time, please.",
        "Я не уверен, что понял всё, поэтому ничего не предлагаю. Напишите, пожалуйста, по одному изменению.",
    ),
    "upstream.unavailable": Words(
        "No data source answers in the mode {mode}, so there are no figures; UPSTREAM_MODE=DEMO in the settings switches to the demo shop.",
        "В режиме {mode} нет источника данных, поэтому цифр нет; UPSTREAM_MODE=DEMO в настройках включит демо-магазин.",
    ),
    "upstream.UPSTREAM_UNAVAILABLE": Words(
        "The shop does not answer right now, so I have no figures. Please try again in a minute.",
        "Магазин сейчас не отвечает, поэтому данных нет. Попробуйте ещё раз через минуту.",
    ),
    "upstream.UPSTREAM_DENIED": Words(
        "The shop does not accept my key. Correct UPSTREAM_API_KEY and start me again.",
        "Магазин не принимает мой ключ. Исправьте UPSTREAM_API_KEY и перезапустите.",
    ),
    "upstream.UPSTREAM_UNSUPPORTED": Words(
        "The shop cannot answer this question: its interface does not offer it.",
        "На этот вопрос магазин не отвечает: в его интерфейсе такого нет.",
    ),
    "upstream.UPSTREAM_REFUSED": Words(
        "The shop refuses this question as it is put.", "Магазин отклонил такой запрос."
    ),
    "upstream.UPSTREAM_BUSY": Words(
        "The shop asks for a pause. Please try again in a minute.",
        "Магазин просит подождать. Попробуйте ещё раз через минуту.",
    ),
    "upstream.UPSTREAM_GARBLED": Words(
        "The shop answered with something that cannot be right, so I show nothing of it.",
        "Магазин ответил что-то неправильное, поэтому я этого не показываю.",
    ),
    "upstream.UPSTREAM_NOT_SET": Words(
        "There is no shop to ask over HTTP: set UPSTREAM_BASE_URL to its address and start me again.",
        "Магазина по HTTP нет: укажите его адрес в UPSTREAM_BASE_URL и перезапустите.",
    ),
    "upstream.UPSTREAM_BLOCKED": Words(
        "I did not ask the shop: its address leads into a network that is not listed in UPSTREAM_PRIVATE_NETWORKS, or is not https.",
        "Я не обращался к магазину: его адрес ведёт в сеть, которой нет в UPSTREAM_PRIVATE_NETWORKS, или это не https.",
    ),
    "upstream.NO_SUCH_ORDER": Words("There is no such order.", "Такого заказа нет."),
    "upstream.call": Words("The shop", "Магазин"),
    "source.title.preview": Words("Switch the data source", "Сменить источник данных"),
    "source.title.done": Words("Data source switched", "Источник данных сменён"),
    "source.title.same": Words(
        "Nothing to switch: the data source is {now} already",
        "Менять нечего: источник данных уже {now}",
    ),
    "source.title.moved": Words(
        "Not possible: the data source has been switched again since, to {now}",
        "Не получится: источник данных с тех пор снова сменили, теперь {now}",
    ),
    "source.before": Words("Before", "Было"),
    "source.now": Words("Now", "Сейчас"),
    "source.then": Words("Then", "Станет"),
    "source.check": Words("Does it answer", "Отвечает ли"),
    "source.answers": Words("yes, just now", "да, только что"),
    "source.waiting": Words("Proposals waiting", "Предложений ждёт"),
    "source.note.waiting": Words(
        "Proposals that are waiting now were made for the other shop: they will be refused, and nothing changed.",
        "Предложения, которые сейчас ждут, сделаны для другого магазина: они будут отклонены без изменений.",
    ),
    "system.title.health": Words("Is everything working", "Всё ли работает"),
    "system.title.errors": Words("Latest errors: {count}", "Последних ошибок: {count}"),
    "system.title.mode": Words("Data source", "Источник данных"),
    "system.ok": Words("ok", "в порядке"),
    "system.rules_only": Words(
        "rules only: the model did not answer at {at} ({code})",
        "только правила: модель не ответила в {at} ({code})",
    ),
    "system.rules_only.budget": Words(
        "rules only: today's tokens are used up", "только правила: токены на сегодня кончились"
    ),
    "system.off": Words("off", "выкл."),
    "system.silent": Words("does not answer since {at} ({code})", "не отвечает с {at} ({code})"),
    "system.redis": Words(
        "does not answer; live pages ask every second instead",
        "не отвечает; живые страницы пока обновляются раз в секунду",
    ),
    "system.source": Words("Data source", "Источник данных"),
    "system.source.DEMO": Words("demo shop", "демо-магазин"),
    "system.source.HTTP": Words("the shop over HTTP", "магазин по HTTP"),
    "system.source.none": Words("{mode}: no answer yet", "{mode}: пока не отвечает"),
    "system.switched": Words("Switched", "Переключён"),
    "system.clock": Words("Shop time", "Время магазина"),
    "system.planner": Words("Planner", "Планировщик"),
    "system.speech": Words("Voice messages", "Голосовые"),
    "system.switch": Words(
        "“switch to demo” or “switch to http” changes it.",
        "Сменить: «переключись на демо» или «переключись на http».",
    ),
    "system.no_errors": Words("No errors on record.", "Ошибок не записано."),
    "system.column.when": Words("When", "Когда"),
    "system.column.what": Words("What", "Что"),
    "system.column.reference": Words("Story", "История"),
    "system.suggest.errors": Words("Latest errors", "Последние ошибки"),
    "trouble.handler_failed": Words("Something went wrong", "Что-то сломалось"),
    "trouble.bot_deaf": Words(
        "The bot got no messages from Telegram", "Бот не получал сообщений из Telegram"
    ),
    "trouble.update_given_up": Words("A message was given up", "Сообщение не обработано"),
    "trouble.update_quarantined": Words("A malformed message", "Испорченное сообщение"),
    "trouble.action_failed": Words("A change was not applied", "Изменение не выполнено"),
    "trouble.action_unknown": Words(
        "Whether a change happened is not known", "Неизвестно, произошло ли изменение"
    ),
    "trouble.action_unknown_overdue": Words(
        "A change has not been known for long", "Исход изменения давно неизвестен"
    ),
    "trouble.effect_failed": Words("A message was not sent", "Сообщение не отправлено"),
    "trouble.action_integrity_failed": Words(
        "An integrity check failed", "Проверка целостности не прошла"
    ),
}
