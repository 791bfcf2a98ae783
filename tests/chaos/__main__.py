"""`python -m tests.chaos`: play the rounds, print what came of them, and write it down."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from functools import partial

from tests.chaos import report
from tests.chaos.blows import BLOWS
from tests.chaos.rounds import POINTS, play_blow, play_freeze, play_kill, wait_in_time
from tests.chaos.scene import Scene, open_scene
from tests.chaos.stories import RoundVerdict

FREEZES = ("take.committed", "claim.commit", "finish.commit")

Play = tuple[str, Callable[[Scene], RoundVerdict]]


def main() -> int:
    options = _parse_options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    command = f"make chaos ARGS='--seed {seed}'"
    verdicts: dict[str, RoundVerdict] = {}
    started = time.monotonic()
    _write_line(f"{command}, at most {options.minutes} minutes")
    with open_scene(seed) as played:
        verdicts = {name: RoundVerdict() for times, (name, _) in _list_plays(options) if times}
        plays = _build_programme(_list_plays(options), played.chance)
        for number, (name, play) in enumerate(plays, start=1):
            if time.monotonic() - started > options.minutes * 60:
                _write_line("the time is over; the rest is not played")
                break
            verdict = _play_round(played, name, play)
            verdicts[name].add(verdict)
            _write_line(
                f"{time.monotonic() - started:4.0f} s  {number}/{len(plays)}  {name}: {_describe_verdict(verdict)}"
            )
        verdicts["strangers who knock meanwhile"] = _judge_strangers(played)
        verdicts["the audit's chain, at the end"] = _judge_chain(played)
        bots_said = played.bots.output
    text = report.build_table(verdicts, command, time.monotonic() - started)
    _write_line(text)
    bad = sum(verdict.wrong.total() for verdict in verdicts.values())
    if bad:
        _write_line(bots_said[-20_000:])
    if not options.dry:
        report.write_table(text)
    return min(bad, 1)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos ARGS=...", description=__doc__)
    parser.add_argument("--kills", type=int, default=2, help="rounds a fault point (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds a blow (%(default)s)")
    parser.add_argument("--freezes", type=int, default=1, help="rounds a freeze (%(default)s)")
    parser.add_argument(
        "--minutes", type=float, default=20, help="begin nothing after (%(default)s)"
    )
    parser.add_argument("--seed", type=int, help="play an earlier run's order of things again")
    parser.add_argument("--only", default="", help="play what has this in its name")
    parser.add_argument("--dry", action="store_true", help="do not write docs/reliability.md")
    return parser.parse_args()


def _list_plays(options: argparse.Namespace) -> list[tuple[int, Play]]:
    """Everything that can be played, each with how often."""
    plays: list[tuple[int, Play]] = [
        *((options.rounds, (blow.name, partial(play_blow, blow=blow))) for blow in BLOWS),
        *(
            (options.kills, (f"the bot is killed at `{point}`", partial(play_kill, point=point)))
            for point in POINTS
        ),
        *(
            (
                options.freezes,
                (f"the bot freezes for 50 s at `{point}`", partial(play_freeze, point=point)),
            )
            for point in FREEZES
        ),
    ]
    return [(times, play) for times, play in plays if options.only in play[0]]


def _build_programme(plays: list[tuple[int, Play]], chance: random.Random) -> list[Play]:
    """All of it in an order of chance, everything once before anything twice."""
    programme: list[Play] = []
    for round_number in range(max(times for times, _ in plays)):
        once = [play for times, play in plays if times > round_number]
        chance.shuffle(once)
        programme += once
    return programme


def _play_round(played: Scene, name: str, play: Callable[[Scene], RoundVerdict]) -> RoundVerdict:
    """One round; what keeps it from being played to its end counts as stuck."""
    try:
        return play(played)
    except Exception as error:  # noqa: BLE001 -- the other rounds are played all the same
        verdict = RoundVerdict()
        verdict.blame("stuck", f"{name}: {type(error).__name__} {error}")
        return verdict
    finally:
        played.heal()


def _judge_strangers(played: Scene) -> RoundVerdict:
    verdict = RoundVerdict(tried=played.knocks)
    wait_in_time(lambda: played.counted_knocks() >= played.knocks)
    difference = played.counted_knocks() - played.knocks
    if difference:
        verdict.blame("lost" if difference < 0 else "doubled", f"{difference} denied attempts")
    return verdict


def _judge_chain(played: Scene) -> RoundVerdict:
    verdict = RoundVerdict(tried=1)
    with played.running.another("audit_verify") as verifying:
        if verifying.wait() != 0:
            verdict.blame("wrongly reported", "the audit does not hold")
    return verdict


def _describe_verdict(verdict: RoundVerdict) -> str:
    return "; ".join(verdict.notes) or f"{verdict.tried} as promised"


def _write_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
