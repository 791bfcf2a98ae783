"""The phrase book of the chat: every sentence the bot says by itself, in both languages."""

from __future__ import annotations

from typing import Any

from tools.contracts import Language, Words

PHRASES: dict[str, Words] = {
    # Greeting and help
    "start": Words(
        "Hello! I am the console of <b>{shop}</b>. Ask me in plain words, or order a change: "
        "I show you first what it would do, and nothing happens without your tap.",
        "Здравствуйте! Я — пульт магазина <b>{shop}</b>. Спрашивайте простыми словами или просите "
        "что-то изменить: сначала покажу, что получится, и без вашего нажатия ничего не сделаю.",
    ),
    "help": Words("What you can write:", "Что можно написать:"),
    "help.end": Words(
        "Every change is shown first and waits for your tap. /tools lists everything, /status tells whether all is well.",
        "Любое изменение сначала показываю и жду вашего нажатия. /tools — всё, что я умею, /status — всё ли работает.",
    ),
    "tools.read": Words("What I can tell you", "Что я могу рассказать"),
    "tools.action": Words(
        "What I can change, after your tap", "Что я могу изменить после вашего нажатия"
    ),
    "command.unknown": Words(
        "I do not know the command {command}. Here is what you can ask:",
        "Команды {command} нет. Вот что можно спросить:",
    ),
    # What is not a question
    "only.text": Words(
        "I do not read messages of this kind. Write your question, or pick one:",
        "Сообщений такого вида я не читаю. Напишите вопрос или выберите:",
    ),
    # Voice
    "voice.off": Words(
        "Voice messages are off; ASR_PROVIDER=OPENAI with OPENAI_API_KEY, or with ASR_BASE_URL for a server of your own, turns them on at the next start. Until then write it, or pick one:",
        "Голосовые сообщения выключены; их включит при следующем запуске ASR_PROVIDER=OPENAI и OPENAI_API_KEY, а для своего сервера — ASR_BASE_URL. Пока напишите или выберите:",
    ),
    "left.out": Words(
        "I left out “{said}”: I do not know what it changes here.",
        "Слова «{said}» я не учёл: не знаю, что они здесь меняют.",
    ),
    "planner.away": Words(
        "The language model does not answer right now, so I understand simple sentences only.",
        "Языковая модель сейчас не отвечает, поэтому я понимаю только простые фразы.",
    ),
    "planner.denied": Words(
        "The language model refuses our key (OPENAI_API_KEY), so I understand simple sentences only.",
        "Языковая модель не принимает наш ключ (OPENAI_API_KEY), поэтому я понимаю только простые фразы.",
    ),
    "planner.budget": Words(
        "Today's tokens for the language model are used up (LLM_TOKENS_PER_DAY), so I understand simple sentences only.",
        "Токены языковой модели на сегодня кончились (LLM_TOKENS_PER_DAY), поэтому я понимаю только простые фразы.",
    ),
    "voice.doubt": Words(
        "I am not sure that I heard this right. Is it what you said? If not, say it again or write it.",
        "Не уверен, что расслышал правильно. Вы это сказали? Если нет, повторите или напишите.",
    ),
    "button.said": Words("✅ Yes, that is what I said", "✅ Да, всё верно"),
    "toast.said": Words("I have answered this already", "На это я уже ответил"),
    "toast.unheard": Words(
        "I no longer know what was said there; please say it again",
        "Я уже не помню, что там было; скажите, пожалуйста, ещё раз",
    ),
    "voice.silent": Words(
        "I heard no words in it. Please say it again, or write it.",
        "Слов в записи я не расслышал. Скажите, пожалуйста, ещё раз или напишите.",
    ),
    "voice.too_long": Words(
        "I listen to recordings of up to three minutes; this one is longer. Say it shorter, please, or write it.",
        "Я слушаю записи не длиннее трёх минут, а эта длиннее. Скажите, пожалуйста, короче или напишите.",
    ),
    "voice.too_big": Words(
        "I listen to recordings of up to 20 MB; this one is larger. Say it shorter, please, or write it.",
        "Я слушаю записи до 20 МБ, а эта больше. Скажите, пожалуйста, короче или напишите.",
    ),
    "voice.no_recording": Words(
        "I cannot listen to a file of this kind. Record it in Telegram, please, or write it.",
        "Файл такого вида я прослушать не могу. Запишите его, пожалуйста, в Telegram или напишите.",
    ),
    "voice.gone": Words(
        "Telegram does not hand this recording out any more. Say it again, please, or write it.",
        "Telegram больше не отдаёт эту запись. Скажите, пожалуйста, ещё раз или напишите.",
    ),
    "voice.denied": Words(
        "The speech service does not accept our key (OPENAI_API_KEY).",
        "Служба распознавания не принимает наш ключ (OPENAI_API_KEY).",
    ),
    "voice.busy": Words(
        "The speech service takes nothing more for now: too many requests, or the account's limit is reached.",
        "Служба распознавания сейчас больше ничего не принимает: слишком много запросов или исчерпан лимит.",
    ),
    "voice.slow": Words(
        "The speech service did not answer in time.", "Служба распознавания не ответила вовремя."
    ),
    "voice.away": Words(
        "The speech service cannot be reached.", "До службы распознавания не достучаться."
    ),
    "voice.failed": Words(
        "The speech service failed at it.", "Служба распознавания не справилась: у неё сбой."
    ),
    "voice.refused": Words(
        "The speech service refused the recording; its model is {model} (OPENAI_ASR_MODEL).",
        "Служба распознавания не приняла запись; её модель — {model} (OPENAI_ASR_MODEL).",
    ),
    "voice.garbled": Words(
        "The speech service answered something that I cannot read.",
        "Служба распознавания ответила так, что я не понял.",
    ),
    "voice.write": Words(
        "Please write it, or try again later. Reference <code>{reference}</code>.",
        "Напишите, пожалуйста, или попробуйте позже. Номер <code>{reference}</code>.",
    ),
    # What is not read
    "forgotten": Words(
        "Forgotten: what you wrote and said here, and the buttons below my lists. What was changed stays on record.",
        "Забыл всё, что вы здесь писали и говорили, и кнопки под списками. Сделанные изменения остаются в журнале.",
    ),
    "edited": Words(
        "I do not read edited messages again. Please send it as a new one.",
        "Исправленные сообщения я не перечитываю. Отправьте, пожалуйста, новым сообщением.",
    ),
    "forwarded": Words(
        "Somebody else wrote this, so I change nothing because of it. If you want it, write it yourself.",
        "Это написал кто-то другой, поэтому по этому тексту я ничего не меняю. Если нужно — напишите сами.",
    ),
    "group": Words(
        "I show the shop's figures only in our private chat. Write to me there.",
        "Данные магазина я показываю только в личной переписке. Напишите мне туда.",
    ),
    "denied": Words(
        "This is a private bot of a shop. It does not answer here.",
        "Это личный бот магазина. Здесь он не отвечает.",
    ),
    # Proposals and how they end
    "risk.low": Words("Risk: low, {way_back}.", "Риск: низкий, {way_back}."),
    "risk.medium": Words("Risk: medium, {way_back}.", "Риск: средний, {way_back}."),
    "risk.high": Words("Risk: high, {way_back}.", "Риск: высокий, {way_back}."),
    "risk.undo": Words("can be undone", "можно отменить"),
    "risk.again": Words("order it again to have it back", "вернуть можно, дав команду ещё раз"),
    "risk.no_undo": Words("cannot be undone", "отменить нельзя"),
    "proposal.until": Words(
        "Nothing has been changed yet. The buttons work until {until}.",
        "Пока ничего не изменено. Кнопки работают до {until}.",
    ),
    "plan.title": Words("{count} changes, one by one:", "Изменений: {count}, по порядку:"),
    "plan.until": Words(
        "Not decided yet: {count}. The buttons work until {until}.",
        "Ещё не решено: {count}. Кнопки работают до {until}.",
    ),
    "button.all": Words("✅ Confirm all {count}", "✅ Подтвердить все: {count}"),
    "button.none": Words("Cancel all", "Отменить все"),
    "toast.plan": Words("Done: {done} of {count}.", "Выполнено: {done} из {count}."),
    "toast.plan.cancelled": Words("Cancelled: {count}.", "Отменено: {count}."),
    "toast.plan.over": Words("There is nothing left to decide.", "Здесь уже всё решено."),
    "proposal.agent": Words(
        "Proposed by the API key “{name}”.", "Предложено через API-ключ «{name}»."
    ),
    "button.confirm": Words("✅ Confirm", "✅ Подтвердить"),
    "button.force": Words("⚠️ Confirm all the same", "⚠️ Всё равно подтвердить"),
    "button.cancel": Words("Cancel", "Отмена"),
    "button.csv": Words("⬇ As CSV", "⬇ В CSV"),
    "button.again": Words("🔄 Ask again", "🔄 Спросить заново"),
    "button.undo": Words("↩️ Undo", "↩️ Вернуть как было"),
    "button.retry": Words("🔁 Send again to the missing", "🔁 Отправить недошедшим"),
    "button.check": Words("🔄 Check now", "🔄 Проверить сейчас"),
    "button.happened": Words("✅ It happened", "✅ Произошло"),
    "button.missed": Words("❌ It did not", "❌ Не произошло"),
    "state.in_progress": Words("⏳ Running since {at}", "⏳ Выполняется с {at}"),
    "state.committed": Words("✅ Done at {at}", "✅ Выполнено в {at}"),
    "state.failed": Words(
        "Not applied. Nothing was changed.", "Не выполнено. Ничего не изменено."
    ),
    "state.cancelled": Words(
        "Cancelled at {at}. Nothing was changed.", "Отменено в {at}. Ничего не изменено."
    ),
    "state.expired": Words(
        "The time to confirm ran out at {at}. Nothing was changed.",
        "Время на подтверждение вышло в {at}. Ничего не изменено.",
    ),
    "state.unknown": Words(
        "❓ Whether it happened is not known: the connection broke before the answer came. Do not repeat it.",
        "❓ Неизвестно, произошло ли: связь прервалась раньше, чем пришёл ответ. Не повторяйте.",
    ),
    "unknown.look": Words(
        "Please look for yourself ({calls}), then tell me with a button.",
        "Посмотрите, пожалуйста, сами ({calls}) и ответьте кнопкой.",
    ),
    "unknown.checked": Words(
        "Asked the shop at {at}: it could not tell. I go on asking.",
        "Спросил магазин в {at}: ответа пока нет. Спрашиваю дальше.",
    ),
    "unknown.overdue": Words(
        "⚠️ This has not been known for over ten minutes. Please decide:",
        "⚠️ Уже больше десяти минут неизвестно, чем это кончилось. Решите, пожалуйста:",
    ),
    "code.STALE_PREVIEW": Words(
        "The data has changed since the preview.", "Данные изменились после предпросмотра."
    ),
    "code.TOOL_CHANGED": Words(
        "I was updated since the preview.", "Я обновился после предпросмотра."
    ),
    "code.other": Words(
        "Reason: {code}. Reference {reference}.", "Причина: {code}. Номер {reference}."
    ),
    "code.FORBIDDEN": Words(
        "Reason: I may not write there. Add me to that chat, then send it again.",
        "Причина: мне туда нельзя писать. Добавьте меня в этот чат и отправьте ещё раз.",
    ),
    "code.NOT_FOUND": Words(
        "Reason: there is no such chat. Correct MANAGER_CHAT_IDS.",
        "Причина: такого чата нет. Исправьте MANAGER_CHAT_IDS.",
    ),
    "code.RATE_LIMITED": Words(
        "Reason: the other side was too busy for too long. Try again later.",
        "Причина: на той стороне слишком долго была перегрузка. Попробуйте позже.",
    ),
    "code.UPSTREAM_DENIED": Words(
        "Reason: the shop does not accept my key. Correct UPSTREAM_API_KEY.",
        "Причина: магазин не принимает мой ключ. Исправьте UPSTREAM_API_KEY.",
    ),
    "code.UPSTREAM_BLOCKED": Words(
        "Reason: the shop's address is not one I may ask; see UPSTREAM_PRIVATE_NETWORKS. Nothing was sent.",
        "Причина: к этому адресу магазина обращаться нельзя, см. UPSTREAM_PRIVATE_NETWORKS. Ничего не отправлено.",
    ),
    "code.UPSTREAM_REFUSED": Words("Reason: the shop refused it.", "Причина: магазин отказался."),
    "code.TOO_LATE": Words(
        "Reason: I was away for more than ten minutes and did not do it that late. Order it again if you still want it.",
        "Причина: меня не было больше десяти минут, и так поздно я этого не сделал. Если ещё нужно, попросите снова.",
    ),
    "code.UNREACHABLE": Words(
        "Reason: it could not be reached for ten minutes. Try again later.",
        "Причина: десять минут не было связи. Попробуйте позже.",
    ),
    "code.OWNER_SAYS_NO": Words(
        "You said it did not happen.", "Вы ответили, что этого не произошло."
    ),
    # Toasts
    "toast.running": Words("On its way", "Отправляю"),
    "toast.checking": Words(
        "I am asking; the message will show it", "Спрашиваю; ответ будет в сообщении"
    ),
    "toast.check.impossible": Words(
        "Telegram cannot be asked afterwards. Look into the chat whether it arrived, then tell me.",
        "Telegram нельзя спросить задним числом. Посмотрите в чате, дошло ли, и ответьте кнопкой.",
    ),
    "toast.resolved": Words("Noted", "Записал"),
    "toast.done": Words("Done", "Выполнено"),
    "toast.cancelled": Words("Cancelled, nothing was changed", "Отменено, ничего не изменено"),
    "toast.failed": Words("Not applied, nothing was changed", "Не выполнено, ничего не изменено"),
    "toast.late.in_progress": Words("Already running since {at}", "Уже выполняется с {at}"),
    "toast.late.committed": Words("Already done at {at}", "Уже выполнено в {at}"),
    "toast.late.failed": Words(
        "Not applied, nothing was changed", "Не выполнено, ничего не изменено"
    ),
    "toast.late.cancelled": Words(
        "Cancelled at {at}, nothing was changed", "Отменено в {at}, ничего не изменено"
    ),
    "toast.late.expired": Words("Expired, nothing was changed", "Время вышло, ничего не изменено"),
    "toast.late.unknown": Words(
        "Result not known yet, do not repeat", "Результат пока не известен, не повторяйте"
    ),
    "toast.invalid": Words("This button is not valid", "Эта кнопка недействительна"),
    "toast.over": Words(
        "That question is answered or left already", "На этот вопрос уже ответили, или он отменён"
    ),
    "toast.expired": Words("This button has expired", "Эта кнопка устарела"),
    "toast.foreign": Words("This button belongs to another owner", "Эта кнопка другого владельца"),
    # Provenance
    "source": Words("Source: {source}", "Источник: {source}"),
    "source.http": Words("the shop", "магазин"),
    "source.demo": Words("demo shop", "демо-магазин"),
    "as_of": Words("as of {at}", "на {at}"),
    "more": Words("… and {count} more", "… и ещё {count}"),
    "rows": Words("{first}–{last} of {total}", "{first}–{last} из {total}"),
    "rows.fewer": Words(
        "The list has become shorter, it ends before this page: {total} in all.",
        "Список стал короче и сюда уже не доходит: всего {total}.",
    ),
    "question.left": Words(
        "All right, I leave it. Nothing was changed.",
        "Хорошо, не буду. Ничего не изменено.",
    ),
    "offer.expired": Words(
        "That button has expired: it was offered more than a day ago.",
        "Эта кнопка устарела: с тех пор прошло больше суток.",
    ),
    "reference": Words("Reference {reference}", "Номер {reference}"),
    # Trouble
    "trouble": Words(
        "Something went wrong on my side, and I have noted it. Please try again; if it stays, quote reference <code>{reference}</code>.",
        "У меня что-то сломалось, я это записал. Попробуйте ещё раз; если не поможет, назовите номер <code>{reference}</code>.",
    ),
    "toast.trouble": Words(
        "Something went wrong, reference {reference}", "Что-то сломалось, номер {reference}"
    ),
    "database.away": Words(
        "The database does not answer right now. Your message is not lost: I will answer as soon as it is back.",
        "База данных сейчас не отвечает. Ваше сообщение не потеряно: отвечу, как только она вернётся.",
    ),
    "toast.database.away": Words(
        "The database does not answer; I carry on as soon as it is back",
        "База данных не отвечает; продолжу, как только она вернётся",
    ),
    "given.up": Words(
        "I could not finish an earlier message of yours. Please ask again. Reference <code>{reference}</code>.",
        "Я не смог ответить на одно из ваших сообщений. Спросите, пожалуйста, ещё раз. Номер <code>{reference}</code>.",
    ),
}


def say(language: Language, key: str, **values: Any) -> str:
    """The phrase of that key with its `{placeholders}` filled; values are not escaped here."""
    return PHRASES[key].to(language).format(**values)
