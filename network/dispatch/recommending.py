"""The ranking of this moment for people: the best crews with what speaks for each, the others grouped by what speaks against them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common.clock import now
from network.dispatch.actions.searching import planned_first, ranking_for
from network.dispatch.choices import RescueStatus
from network.dispatch.decisions import remark_words, shortfall_sentence, why_not
from network.dispatch.engine import CrewFacts, Excluded, Exclusion, Ranked, Ranking
from network.dispatch.finding import NEARBY, crews_beyond_reading
from network.dispatch.models import Rescue
from network.dispatch.policies import policy_on

BEST = 5
NAMED = 8  # of each reason, the nearest
WAITS = (RescueStatus.WAITING, RescueStatus.UNSERVED)


@dataclass(frozen=True, slots=True)
class Left:
    """Crews that one reason speaks against: how many, and the nearest. A crew with two reasons stands under both."""

    why: Exclusion
    count: int
    nearest: tuple[CrewFacts, ...]

    @property
    def words(self) -> str:
        """The reason in words."""
        return why_not(self.why)

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.nearest)


@dataclass(frozen=True, slots=True)
class Line:
    """A crew that can go, and why it stands where it stands."""

    ranked: Ranked
    because: tuple[str, ...]
    is_first: bool

    @property
    def km(self) -> str:
        """The road, in kilometres."""
        return f"{self.ranked.distance_m / 1000:.1f}"

    @property
    def minutes(self) -> int:
        """How long it would drive."""
        return round(self.ranked.eta_s / 60)

    @property
    def cost_km(self) -> str:
        """What the ranking is by: the road and what is added to it, in kilometres."""
        return f"{self.ranked.cost_m / 1000:.1f}"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Who could go at `as_of`, best first, who not and why; `nobody` says why none can, and is empty otherwise."""

    as_of: datetime
    lines: tuple[Line, ...]
    able: int
    left: tuple[Left, ...]
    excluded: int
    nobody: str
    known: int = 0  # how many crews there are when only the nearest are ranked, else 0
    nearest: int = NEARBY


def recommend(rescue: Rescue) -> Recommendation:
    """Rank the crews for a rescue now, as the engine would; nothing is locked or written. The caller stands in head office's scope."""
    moment = now()
    ranking = ranking_for(rescue, moment, policy_on(moment), is_explained=True)
    best = planned_first(rescue, ranking)
    lines = tuple(Line(one, reasons_for(rescue, one), place == 0) for place, one in enumerate(best[:BEST]))
    nobody = "" if best else shortfall_sentence(ranking.shortfall)
    return Recommendation(
        moment, lines, len(best), left_of(ranking.excluded), len(ranking.excluded), nobody, crews_beyond_reading()
    )


def reasons_for(rescue: Rescue, one: Ranked) -> tuple[str, ...]:
    """Return what the crew's place in the ranking comes from, without the road, which has its own column."""
    planned = [_("the committed plan names it")] if one.crew.crew_id == rescue.planned_crew_id else []
    load = [] if one.crew.load else [_("no other job")]
    return (*planned, *(remark_words(code, value) for code, value in one.remarks[1:]), *load)


def left_of(excluded: Sequence[Excluded]) -> tuple[Left, ...]:
    """Group the excluded by reason, the most frequent first."""
    found: dict[Exclusion, list[CrewFacts]] = defaultdict(list)
    for one in excluded:
        for why in one.why:
            found[why].append(one.crew)
    groups = [Left(why, len(crews), tuple(crews[:NAMED])) for why, crews in found.items()]
    return tuple(sorted(groups, key=lambda one: (-one.count, one.why)))


def best_first(rescue: Rescue, ranking: Ranking) -> list[Ranked]:
    """Return those that can go in the order in which the engine would ask them."""
    return planned_first(rescue, ranking)
