"""The phrases about the program itself and where its data comes from."""

from __future__ import annotations

from tools.texts import Text

SYSTEM_PHRASES: dict[str, Text] = {
    "planner.missing": Text(
        "Something is missing to do that. Write it whole, for example: {example}."
    ),
    "planner.unclear": Text(
        "I am not sure that I got all of that, so I propose nothing. Write one change at a time, please."
    ),
    "upstream.unavailable": Text(
        "No data source answers in the mode {mode}, so there are no figures; UPSTREAM_MODE=DEMO in the settings switches to the demo shop."
    ),
    "upstream.UPSTREAM_UNAVAILABLE": Text(
        "The shop does not answer right now, so I have no figures. Please try again in a minute."
    ),
    "upstream.UPSTREAM_DENIED": Text(
        "The shop does not accept my key. Correct UPSTREAM_API_KEY and start me again."
    ),
    "upstream.UPSTREAM_UNSUPPORTED": Text(
        "The shop cannot answer this question: its interface does not offer it."
    ),
    "upstream.UPSTREAM_REFUSED": Text("The shop refuses this question as it is put."),
    "upstream.UPSTREAM_BUSY": Text("The shop asks for a pause. Please try again in a minute."),
    "upstream.UPSTREAM_GARBLED": Text(
        "The shop answered with something that cannot be right, so I show nothing of it."
    ),
    "upstream.UPSTREAM_NOT_SET": Text(
        "There is no shop to ask over HTTP: set UPSTREAM_BASE_URL to its address and start me again."
    ),
    "upstream.UPSTREAM_BLOCKED": Text(
        "I did not ask the shop: its address leads into a network that is not listed in UPSTREAM_PRIVATE_NETWORKS, or is not https."
    ),
    "upstream.NO_SUCH_ORDER": Text("There is no such order."),
    "upstream.call": Text("The shop"),
    "source.title.preview": Text("Switch the data source"),
    "source.title.done": Text("Data source switched"),
    "source.title.same": Text("Nothing to switch: the data source is {now} already"),
    "source.title.moved": Text(
        "Not possible: the data source has been switched again since, to {now}"
    ),
    "source.before": Text("Before", context="before the change"),
    "source.now": Text("Now"),
    "source.then": Text("Then"),
    "source.check": Text("Does it answer"),
    "source.answers": Text("yes, just now"),
    "source.waiting": Text("Proposals waiting"),
    "source.note.waiting": Text(
        "Proposals that are waiting now were made for the other shop: they will be refused, and nothing changed."
    ),
    "system.title.health": Text("Is everything working"),
    "system.title.errors": Text("Latest errors: {count}"),
    "system.title.mode": Text("Data source"),
    "system.ok": Text("ok"),
    "system.rules_only": Text("rules only: the model did not answer at {at} ({code})"),
    "system.rules_only.budget": Text("rules only: today's tokens are used up"),
    "system.off": Text("off"),
    "system.silent": Text("does not answer since {at} ({code})"),
    "system.redis": Text("does not answer; live pages ask every second instead"),
    "system.source": Text("Data source"),
    "system.source.DEMO": Text("demo shop"),
    "system.source.HTTP": Text("the shop over HTTP"),
    "system.source.none": Text("{mode}: no answer yet"),
    "system.switched": Text("Switched"),
    "system.clock": Text("Shop time"),
    "system.planner": Text("Planner"),
    "system.speech": Text("Voice messages"),
    "system.switch": Text("“switch to demo” or “switch to http” changes it."),
    "system.no_errors": Text("No errors on record."),
    "system.column.when": Text("When"),
    "system.column.what": Text("What"),
    "system.column.reference": Text("Story"),
    "system.suggest.errors": Text("Latest errors"),
    "trouble.handler_failed": Text("Something went wrong"),
    "trouble.bot_deaf": Text("The bot got no messages from Telegram"),
    "trouble.update_given_up": Text("A message was given up"),
    "trouble.update_quarantined": Text("A malformed message"),
    "trouble.action_failed": Text("A change was not applied"),
    "trouble.action_unknown": Text("Whether a change happened is not known"),
    "trouble.action_unknown_overdue": Text("A change has not been known for long"),
    "trouble.effect_failed": Text("A message was not sent"),
    "trouble.action_integrity_failed": Text("An integrity check failed"),
}
