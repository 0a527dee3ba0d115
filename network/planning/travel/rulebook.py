"""The clauses of a travel policy, for form, page, comparison and API."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import FACTOR, SPEED, Book, Chapter, Clause
from common.errors import Invalid
from network.planning.travel.policies import EXAMPLE, Policy, policy_of

CHAPTERS = (
    Chapter(
        "travel",
        _("From the straight line to the road"),
        (
            Clause("detour", _("Road over straight line: times"), FACTOR),
            Clause("speed_mps", _("Speed of a service vehicle, stops included (km/h)"), SPEED),
        ),
    ),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for a road that is shorter than the straight line."""
    if not 1 <= policy.detour <= 10:
        raise Invalid(_("A road is at least as long as the straight line."), field="detour")
    if not 1 <= policy.speed_mps <= 60:
        raise Invalid(_("Give a speed between 5 and 200 km/h."), field="speed_mps")


BOOK = Book(CHAPTERS, (), EXAMPLE, policy_of, _check)
