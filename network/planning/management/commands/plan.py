"""`manage.py plan pmedian|mclp|lscp --instance FILE`: where stations should be, with the proof of how good that is. Needs no database."""

import json
import time
from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.planning.solver import (
    Clock,
    CoverPlan,
    Instance,
    InstanceError,
    KernelError,
    Plan,
    read_instance,
    solve_lscp,
    solve_mclp,
    solve_pmedian,
)

QUESTIONS = {
    "pmedian": "p sites with the least weighted distance",
    "mclp": "p sites with the most weight within the radius (objective: the weight; upper_bound: the most that any plan covers)",
    "lscp": "the fewest sites with everything within the radius",
}


class Command(BaseCommand):
    """Plans over a file of points."""

    help = "Plan a network over a file of points; prints the plan and its proof."
    requires_system_checks = ()
    begun: float | None = None  # of time.monotonic: when the program was started, where that is known

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the question, the file and the limits."""
        questions = parser.add_subparsers(dest="question", required=True)
        for name, sentence_ in QUESTIONS.items():
            question = questions.add_parser(name, help=sentence_, description=sentence_)
            question.add_argument(
                "--instance", type=Path, required=True, help="OR-Library, TSPLIB, or CSV of lat,lon,weight"
            )
            if name != "lscp":
                question.add_argument("--p", type=int, help="number of sites; OR-Library files bring their own")
            if name != "pmedian":
                question.add_argument(
                    "--radius-m", type=float, required=True, help="metres (of a graph: its own units)"
                )
            question.add_argument("--time-limit", type=seconds, default=10.0, help="seconds, reading included")
            question.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Solve and print."""
        begun = time.monotonic() if self.begun is None else self.begun
        try:
            clock = Clock(options["time_limit"], begun)
            plan = solve(read_instance(options["instance"], clock), options, begun)
        except (InstanceError, KernelError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(asdict(plan)) if options["json"] else sentence(plan))


def seconds(text: str) -> float:
    """Read a time limit. Raises ValueError."""
    limit = float(text)
    if not limit >= 0:
        raise ArgumentTypeError("a time limit is not below zero")
    return limit


def solve(instance: Instance, options: dict[str, Any], begun: float) -> Plan:
    """Answer the question. Raises ValueError when it can't be answered."""
    limit: dict[str, Any] = {"time_limit_s": options["time_limit"], "begun": begun}
    if options["question"] == "lscp":
        return solve_lscp(instance.metric, options["radius_m"], **limit)
    p = instance.p if options["p"] is None else options["p"]
    if p is None:
        raise InstanceError("this file does not say how many sites: give --p")
    if options["question"] == "mclp":
        return solve_mclp(instance.metric, instance.weights, options["radius_m"], p, **limit)
    return solve_pmedian(instance.metric, instance.weights, p, **limit)


def sentence(plan: Plan) -> str:
    """Return the plan in words."""
    proof = "proven optimal" if plan.proven else f"at most {100 * plan.gap:.3f} % from the optimum"
    bound = f"upper bound {plan.upper_bound:g}" if isinstance(plan, CoverPlan) else f"lower bound {plan.lower_bound:g}"
    return f"objective {plan.objective:g}, {bound}, {proof}, {plan.seconds:.1f} s\nsites {plan.sites}"
