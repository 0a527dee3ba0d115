"""`manage.py simulate_dispatch`: a recorded or synthetic day under another policy, station set or crew plan, with the engine's own ranking.

manage.py simulate_dispatch --synthetic --without-database --json
manage.py simulate_dispatch --from-day 2026-03-01 --policy new.json --close SHA01 BJS02
manage.py simulate_dispatch --synthetic --calls-per-day 2000 --crews night.csv --seeds 20
"""

import json
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from common.scope import for_office
from network.dispatch.simulator.problems import BadInput, Problem
from network.dispatch.simulator.study import conclude, runs
from network.dispatch.simulator.wishes import Wish, build
from network.dispatch.simulator.words import say_problem

TOLD = (
    ("answer", "answer_p50_s"),
    ("offer", "offer_p50_s"),
    ("accepted", "accept_p50_s"),
    ("arrival, half within", "arrival_p50_s"),
    ("arrival, 90 % within", "arrival_p90_s"),
    ("share within the limit", "within"),
    ("unserved", "unserved"),
    ("offers per case", "offers_per_case"),
    ("kilometres", "kilometres"),
    ("fairness (Gini)", "fairness_gini"),
    ("coverage left", "coverage_left"),
)


class Command(BaseCommand):
    """Simulates and prints."""

    help = "Simulate a day of rescues; prints figures with 95 % intervals and what a change does."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day, what changes, and how often it is run."""
        parser.add_argument("--from-day", type=date.fromisoformat, metavar="DATE", help="replay this recorded day")
        parser.add_argument("--synthetic", action="store_true", help="a day by seed (the default)")
        parser.add_argument("--calls-per-day", type=int, default=1_000, help="mean of a synthetic day")
        parser.add_argument("--seeds", type=int, default=10, metavar="N")
        parser.add_argument("--policy", type=Path, metavar="FILE.json", help="values of the policy to try")
        parser.add_argument("--against", type=Path, metavar="FILE.json", help="compare with these instead of today's")
        parser.add_argument("--close", nargs="+", action="extend", default=[], metavar="STATION")
        parser.add_argument("--crews", type=Path, metavar="PLAN.csv", help="station,crew,from,to: instead of all crews")
        parser.add_argument("--agents", type=int, metavar="N", help="agents at the hotline in every hour")
        parser.add_argument("--without-database", action="store_true", help="a synthetic network, too")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and print."""
        began = time.perf_counter()
        try:
            result = simulate(wish_of(options))
        except BadInput as error:
            with override("en"):  # as all commands speak
                raise CommandError(say_problem(error)) from error
        result["seconds"] = round(time.perf_counter() - began, 2)
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else in_words(result))


def wish_of(options: dict[str, Any]) -> Wish:
    """Return what the command line asks for. Raises BadInput."""
    if options["from_day"] and options["synthetic"]:
        raise BadInput(Problem.SOURCE)
    if options["from_day"] and options["without_database"]:
        raise BadInput(Problem.NEEDS_DATABASE)
    policy, against = options["policy"], options["against"]
    return Wish(
        day=options["from_day"],
        calls_per_day=options["calls_per_day"],
        seeds=options["seeds"],
        own_network=not options["without_database"],
        policy=read_values(policy) if policy else None,
        policy_label=policy.name if policy else "changed",
        against=read_values(against) if against else None,
        against_label=against.name if against else "against",
        closed=tuple(options["close"]),
        crew_plan=read_text(options["crews"]) if options["crews"] else "",
        agents=options["agents"],
    )


def simulate(wish: Wish) -> dict[str, Any]:
    """Run the wish and return its result as plain data."""
    with nullcontext() if not wish.own_network else for_office():
        if wish.own_network:
            with transaction.atomic():
                study, past = build(wish)
        else:
            study, past = build(wish)
    result = conclude(study, list(runs(study)))
    result["day"] = wish.day.isoformat() if wish.day else None
    result["calls_per_day"] = len(past.stories) if past else wish.calls_per_day
    result["recorded"] = past.figures(study.targets) if past else None
    return result


def read_text(path: Path) -> str:
    """Return a file's text. Raises BadInput."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(Problem.FILE, name=path, why=getattr(error, "strerror", None) or error) from error


def read_values(path: Path) -> dict[str, Any]:
    """Return a policy's values. Raises BadInput."""
    try:
        values = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise BadInput(Problem.NOT_JSON, name=path, why=error) from error
    if not isinstance(values, dict):
        raise BadInput(Problem.NOT_JSON, name=path, why=type(values).__name__)
    return values


def in_words(result: dict[str, Any]) -> str:
    """Return the main figures, a line each: every variant's mean with its interval, and the difference."""
    lines = [f"{len(result['seeds'])} seeds, {result['seconds']} s"]
    for words, name in TOLD:
        cells = [_cell(one["figures"][name]) for one in result["variants"]]
        cells += ["difference " + _cell(one["differences"].get(name)) for one in result["comparisons"]]
        lines.append(f"{words:<24}" + "  ".join(f"{cell:<30}" for cell in cells).rstrip())
    return "\n".join(lines)


def _cell(figure: dict[str, Any] | None) -> str:
    if not figure:
        return "–"
    if figure["low"] is None:
        return f"{figure['mean']:.2f}"
    return f"{figure['mean']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"
