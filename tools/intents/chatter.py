"""Small talk as data: its kinds, and the one text that answers each of them.

The words of each kind are in the lexicon, the same for every language.
"""

from __future__ import annotations

from tools.texts import Text

#: Marks and groups of small talk, each with the key of the text that answers it; the first one said
#: counts, so that "hello, who are you" is no mere greeting.
TALK_KINDS: tuple[tuple[str, str], ...] = (
    ("talk_insult", "insulted"),
    ("talk_leave", "left"),
    ("talk_who", "who"),
    ("talk_able", "able"),
    ("talk_how", "how_are"),
    ("talk_joke", "no_joke"),
    ("talk_here", "here"),
    ("decision", "decide"),
    ("talk_thanks", "welcome"),
    ("thanks", "welcome"),
    ("talk_praise", "praised"),
    ("talk_bye", "bye"),
    ("talk_wish", "wished"),
    ("talk_laugh", "laughed"),
    ("talk_sigh", "sighed"),
    ("help", "able"),
    ("next_page", "no_more"),
    ("talk_noted", "noted"),
    ("talk_go", "decide"),
    ("assent", "decide"),
    ("talk_hello", "hello"),
    ("greeting", "hello"),
)
#: Emojis that answer like words when nothing else is said; any other one is not read.
TALK_EMOJIS: tuple[tuple[str, str], ...] = (
    ("👍👎👌✅✔❌🚫", "decide"),
    ("🙏", "welcome"),
    ("❤♥💙💚🧡🔥💪👏🎉🥰😍😘💯⭐🌟🏆🤗🤝", "praised"),
    ("😂🤣😄😁😆😅🙂😊😀😃😉😜😎🙃😏", "laughed"),
    ("😢😭😞😔☹🙁😩😫😴🥱😓", "sighed"),
    ("👋", "hello"),
)
#: Smileys made of signs: ":)", ";-)", "))))", ":(".
TALK_SMILEYS: tuple[tuple[str, str], ...] = (
    (r"(?:[:;=]-?)?\)+", "laughed"),
    (r"(?:[:;=]'?-?)?\(+", "sighed"),
)

TALK_TEXTS: dict[str, Text] = {
    "hello": Text("Hello! Ask me about sales, orders or customer chats."),
    "able": Text(
        "I answer about sales, orders, chats, products, coupons, refunds and forecasts, and prepare changes: flags, "
        "prices, discounts, coupons, campaigns, messages to the team. /help shows how to say it."
    ),
    "welcome": Text("You are welcome! Ask me any time."),
    "decide": Text("To confirm or cancel a change, tap the button under its preview."),
    "left": Text("All right, I leave it; nothing was changed."),
    "who": Text(
        "I am the shop's bot, a program: I answer from its figures and prepare changes. /help shows how to ask."
    ),
    "how_are": Text("I am running well, thank you! Ask me how the shop is doing."),
    "here": Text("I am here. Ask me about sales, orders or customer chats."),
    "no_joke": Text("I know no jokes, only the shop's figures; ask me about those."),
    "praised": Text("Thank you, I am glad it helps!"),
    "insulted": Text("I am sorry that I was of no help; say it in other words, or see /help."),
    "bye": Text("Goodbye! I am here whenever you need me."),
    "wished": Text("Thank you, and the same to you!"),
    "laughed": Text("🙂 Ask me any time."),
    "sighed": Text("I am sorry to hear that. If a figure can help, ask me."),
    "noted": Text("All right. Ask me any time."),
    "no_more": Text(
        "There is no list open to go on with; ask for one, for example: stuck orders."
    ),
    "no_words": Text("I read words only; ask me about sales, orders or customer chats."),
}
#: The keys of small talk that is no request, although a tool may be asked for in such words.
TALK_FIRST = frozenset({"left", "noted", "welcome"})
#: The keys of the questions that answer small talk.
TALK = tuple(TALK_TEXTS)
