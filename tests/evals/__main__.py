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
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep the model's answers")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownerbot_site.settings")
    django.setup()
    from tests.evals import report
    from tests.evals.measure import measure_planner, measure_rules
    from tests.evals.recorded import record_answers, serve_recorded
    from tests.evals.sentences import read_held_out
    from tests.evals.worst import measure_worst
    from tools.intents.planner.server import get_model_server

    logging.disable(logging.INFO)  # a line for every request to the recorded model
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
    if options.wrong:
        for sentence, calls in planner.wrong:
            print(f"{sentence.text!r}: wanted {sentence.tool} {sentence.payload}, came to {calls}")
    if options.write:
        report.write_tables(text)
    return int(planner.total.false_actions > 0)


if __name__ == "__main__":
    sys.exit(main())
