"""`make eval`: how well owners are understood, by rules alone and with the planner."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import django


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--live", action="store_true", help="ask the model of the settings")
    parser.add_argument("--write", action="store_true", help="put the tables into their page")
    parser.add_argument(
        "--training", action="store_true", help="rules over the training sentences"
    )
    parser.add_argument(
        "--list", action="store_true", help="with --training: list what did not come out right"
    )
    parser.add_argument(
        "--crossed",
        action="store_true",
        help="with --training: each sentence with a ranker that has not seen it",
    )
    parser.add_argument(
        "--conversations", action="store_true", help="rules over whole conversations"
    )
    parser.add_argument("--tool", help="only sentences that mean this tool; - for none")
    parser.add_argument("--language", help="only sentences of this language")
    parser.add_argument("--file", help="only sentences of this file, without its ending")
    parser.add_argument("--outcome", default="", help="list only this outcome")
    parser.add_argument("--most", type=int, default=60, help="list so many at most")
    parser.add_argument("--seed", type=int, default=0, help="list others")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep the model's answers")
    options = parser.parse_args()
    if options.conversations:
        import tests.plugin  # noqa: F401 -- starts PostgreSQL and names it to Django
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownerbot_site.settings")
    django.setup()
    from tests.evals import report, training
    from tests.evals.conversations import report_conversations
    from tests.evals.measure import measure_planner, measure_rules
    from tests.evals.recorded import record_answers, serve_recorded
    from tests.evals.sentences import read_held_out
    from tests.evals.worst import measure_worst
    from tools.intents.planner.server import get_model_server

    logging.disable(logging.INFO)  # a line for every request to the recorded model
    if options.conversations:
        return report_conversations(options)
    if options.training:
        return training.report_training(options)
    sentences = read_held_out()
    rules = measure_rules(sentences)
    server = get_model_server() if options.live else None
    if options.live and server is None:
        sys.exit("--live needs LLM_PROVIDER=OPENAI and its settings.")
    with (
        nullcontext(server) if server else serve_recorded() as model,
        record_answers(options.record) if options.record else nullcontext(),
    ):
        planner = asyncio.run(measure_planner(sentences, model))
    text = report.build_tables(rules, planner, measure_worst())
    print(text)
    if options.write:
        report.write_tables(text)
    return int(planner.false_actions > 0)


if __name__ == "__main__":
    sys.exit(main())
