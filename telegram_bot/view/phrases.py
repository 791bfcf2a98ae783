"""The phrase book of the chat: every sentence of the bot that is not part of a card."""

from __future__ import annotations

from typing import Any

from tools.languages import Language
from tools.texts import Plural, Text

PHRASES: dict[str, Text] = {
    # Greeting and help
    "start": Text(
        "Hello! I am the console of <b>{shop}</b>. Ask me in plain words, or order a change: "
        "I show you first what it would do, and nothing happens without your tap."
    ),
    "help": Text("What you can write:"),
    "help.end": Text(
        "Every change is shown first and waits for your tap. /tools lists everything, /status tells whether all is well."
    ),
    "tools.read": Text("What I can tell you"),
    "tools.action": Text("What I can change, after your tap"),
    "command.unknown": Text("I do not know the command {command}. Here is what you can ask:"),
    # What is not a question
    "only.text": Text("I do not read messages of this kind. Write your question, or pick one:"),
    # Voice
    "voice.off": Text(
        "Voice messages are off; ASR_PROVIDER=OPENAI with OPENAI_API_KEY, or with ASR_BASE_URL for a server of your own, turns them on at the next start. Until then write it, or pick one:"
    ),
    "planner.away": Text(
        "The language model does not answer right now, so I understand simple sentences only."
    ),
    "planner.denied": Text(
        "The language model refuses our key (OPENAI_API_KEY), so I understand simple sentences only."
    ),
    "planner.budget": Text(
        "Today's tokens for the language model are used up (LLM_TOKENS_PER_DAY), so I understand simple sentences only."
    ),
    "voice.doubt": Text(
        "I am not sure that I heard this right. Is it what you said? If not, say it again or write it."
    ),
    "button.said": Text("✅ Yes, that is what I said"),
    "toast.said": Text("I have answered this already"),
    "toast.unheard": Text("I no longer know what was said there; please say it again"),
    "voice.silent": Text("I heard no words in it. Please say it again, or write it."),
    "voice.too_long": Text(
        "I listen to recordings of up to three minutes; this one is longer. Say it shorter, please, or write it."
    ),
    "voice.too_big": Text(
        "I listen to recordings of up to 20 MB; this one is larger. Say it shorter, please, or write it."
    ),
    "voice.no_recording": Text(
        "I cannot listen to a file of this kind. Record it in Telegram, please, or write it."
    ),
    "voice.gone": Text(
        "Telegram does not hand this recording out any more. Say it again, please, or write it."
    ),
    "voice.denied": Text("The speech service does not accept our key (OPENAI_API_KEY)."),
    "voice.busy": Text(
        "The speech service takes nothing more for now: too many requests, or the account's limit is reached."
    ),
    "voice.slow": Text("The speech service did not answer in time."),
    "voice.away": Text("The speech service cannot be reached."),
    "voice.failed": Text("The speech service failed at it."),
    "voice.refused": Text(
        "The speech service refused the recording; its model is {model} (OPENAI_ASR_MODEL)."
    ),
    "voice.garbled": Text("The speech service answered something that I cannot read."),
    "voice.write": Text(
        "Please write it, or try again later. Reference <code>{reference}</code>."
    ),
    # What is not read
    "forgotten": Text(
        "Forgotten: what you wrote and said here, and the buttons below my lists. What was changed stays on record."
    ),
    "edited": Text("I do not read edited messages again. Please send it as a new one."),
    "forwarded": Text(
        "Somebody else wrote this, so I change nothing because of it. If you want it, write it yourself."
    ),
    "group": Text("I show the shop's figures only in our private chat. Write to me there."),
    "denied": Text("This is a private bot of a shop. It does not answer here."),
    # Proposals and how they end
    "risk.low": Text("Risk: low, {way_back}."),
    "risk.medium": Text("Risk: medium, {way_back}."),
    "risk.high": Text("Risk: high, {way_back}."),
    "risk.undo": Text("can be undone"),
    "risk.again": Text("order it again to have it back"),
    "risk.no_undo": Text("cannot be undone"),
    "proposal.until": Text("Nothing has been changed yet. The buttons work until {until}."),
    "plan.title": Plural("{count} change:", "{count} changes, one by one:"),
    "plan.until": Text("Not decided yet: {count}. The buttons work until {until}."),
    "button.all": Text("✅ Confirm all {count}"),
    "button.none": Text("Cancel all"),
    "toast.plan": Text("Done: {done} of {count}."),
    "toast.plan.cancelled": Text("Cancelled: {count}."),
    "toast.plan.over": Text("There is nothing left to decide."),
    "proposal.agent": Text("Proposed by the API key “{name}”."),
    "button.confirm": Text("✅ Confirm"),
    "button.force": Text("⚠️ Confirm all the same"),
    "button.cancel": Text("Cancel"),
    "button.csv": Text("⬇ As CSV"),
    "button.again": Text("🔄 Ask again"),
    "button.undo": Text("↩️ Undo"),
    "button.retry": Text("🔁 Send again to the missing"),
    "button.check": Text("🔄 Check now"),
    "button.happened": Text("✅ It happened"),
    "button.missed": Text("❌ It did not"),
    "state.in_progress": Text("⏳ Running since {at}"),
    "state.committed": Text("✅ Done at {at}"),
    "state.failed": Text("Not applied. Nothing was changed."),
    "state.cancelled": Text("Cancelled at {at}. Nothing was changed."),
    "state.superseded": Text("Replaced by a new preview at {at}. Nothing was changed."),
    "state.expired": Text("The time to confirm ran out at {at}. Nothing was changed."),
    "state.unknown": Text(
        "❓ Whether it happened is not known: the connection broke before the answer came. Do not repeat it."
    ),
    "unknown.look": Text("Please look for yourself ({calls}), then tell me with a button."),
    "unknown.checked": Text("Asked the shop at {at}: it could not tell. I go on asking."),
    "unknown.overdue": Text("⚠️ This has not been known for over ten minutes. Please decide:"),
    "code.STALE_PREVIEW": Text("The data has changed since the preview."),
    "code.TOOL_CHANGED": Text("I was updated since the preview."),
    "code.other": Text("Reason: {code}. Reference {reference}."),
    "code.FORBIDDEN": Text(
        "Reason: I may not write there. Add me to that chat, then send it again."
    ),
    "code.NOT_FOUND": Text("Reason: there is no such chat. Correct MANAGER_CHAT_IDS."),
    "code.RATE_LIMITED": Text(
        "Reason: the other side was too busy for too long. Try again later."
    ),
    "code.UPSTREAM_DENIED": Text(
        "Reason: the shop does not accept my key. Correct UPSTREAM_API_KEY."
    ),
    "code.UPSTREAM_BLOCKED": Text(
        "Reason: the shop's address is not one I may ask; see UPSTREAM_PRIVATE_NETWORKS. Nothing was sent."
    ),
    "code.UPSTREAM_REFUSED": Text("Reason: the shop refused it."),
    "code.TOO_LATE": Text(
        "Reason: I was away for more than ten minutes and did not do it that late. Order it again if you still want it."
    ),
    "code.UNREACHABLE": Text("Reason: it could not be reached for ten minutes. Try again later."),
    "code.OWNER_SAYS_NO": Text("You said it did not happen."),
    # Toasts
    "toast.running": Text("On its way"),
    "toast.checking": Text("I am asking; the message will show it"),
    "toast.check.impossible": Text(
        "Telegram cannot be asked afterwards. Look into the chat whether it arrived, then tell me."
    ),
    "toast.resolved": Text("Noted"),
    "toast.done": Text("Done"),
    "toast.cancelled": Text("Cancelled, nothing was changed"),
    "toast.failed": Text("Not applied, nothing was changed"),
    "toast.late.in_progress": Text("Already running since {at}"),
    "toast.late.committed": Text("Already done at {at}"),
    "toast.late.failed": Text("Not applied, nothing was changed"),
    "toast.late.cancelled": Text("Cancelled at {at}, nothing was changed"),
    "toast.late.superseded": Text("Replaced by a new preview, nothing was changed"),
    "toast.late.expired": Text("Expired, nothing was changed"),
    "toast.late.unknown": Text("Result not known yet, do not repeat"),
    "toast.invalid": Text("This button is not valid"),
    "toast.over": Text("That question is answered or left already"),
    "toast.expired": Text("This button has expired"),
    "toast.foreign": Text("This button belongs to another owner"),
    # Provenance
    "source": Text("Source: {source}"),
    "source.http": Text("the shop"),
    "source.demo": Text("demo shop"),
    "as_of": Text("as of {at}"),
    "more": Text("… and {count} more"),
    "rows": Text("{first}–{last} of {total}"),
    "rows.fewer": Text("The list has become shorter, it ends before this page: {total} in all."),
    "question.left": Text("All right, I leave it. Nothing was changed."),
    "offer.expired": Text("That button has expired: it was offered more than a day ago."),
    "reference": Text("Reference {reference}"),
    # Trouble
    "trouble": Text(
        "Something went wrong on my side, and I have noted it. Please try again; if it stays, quote reference <code>{reference}</code>."
    ),
    "toast.trouble": Text("Something went wrong, reference {reference}"),
    "database.away": Text(
        "The database does not answer right now. Your message is not lost: I will answer as soon as it is back."
    ),
    "toast.database.away": Text("The database does not answer; I carry on as soon as it is back"),
    "given.up": Text(
        "I could not finish an earlier message of yours. Please ask again. Reference <code>{reference}</code>."
    ),
}


def say(language: Language, key: str, **values: Any) -> str:
    """Return the phrase of that key with its `{placeholders}` filled; values are not escaped."""
    return PHRASES[key].fill(language, **values)
