"""`manage.py plan pmedian --instance FILE`: where p stations should be, with the proof of how good that is. Needs no database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.planning.solver import InstanceError, Plan, read_instance, solve_pmedian


class Command(BaseCommand):
    """Plans over a file of points."""

    help = "Plan a network over a file of points; prints the plan and its proof."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the question, the file and the limits."""
        questions = parser.add_subparsers(dest="question", required=True)
        pmedian = questions.add_parser("pmedian", help="p sites with the least weighted distance")
        pmedian.add_argument(
            "--instance", type=Path, required=True, help="OR-Library, TSPLIB, or CSV of lat,lon,weight"
        )
        pmedian.add_argument("--p", type=int, help="number of sites; OR-Library files bring their own")
        pmedian.add_argument("--time-limit", type=float, default=10.0, help="seconds")
        pmedian.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Solve and print."""
        try:
            plan = self.solve(options)
        except (InstanceError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(asdict(plan)) if options["json"] else sentence(plan))

    def solve(self, options: dict[str, Any]) -> Plan:
        """Read the file and solve it."""
        instance = read_instance(options["instance"])
        p = options["p"] or instance.p
        if p is None:
            raise InstanceError("this file does not say how many sites: give --p")
        return solve_pmedian(instance.metric, instance.weights, p, time_limit_s=options["time_limit"])


def sentence(plan: Plan) -> str:
    """Return the plan in words."""
    proof = "proven optimal" if plan.proven else f"at most {100 * plan.gap:.3f} % from the optimum"
    return f"objective {plan.objective:g}, lower bound {plan.lower_bound:g}, {proof}, {plan.seconds:.1f} s\nsites {plan.sites}"
