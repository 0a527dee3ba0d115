"""The search for a crew for one case, as it stands."""

from dataclasses import dataclass, field
from uuid import UUID

from network.dispatch.simulator.crews import CrewNow
from network.dispatch.simulator.world import Story


@dataclass(slots=True, eq=False)
class Asked:
    """An offer that waits for the crew's answer until `ends_s`."""

    crew: CrewNow
    slot: int
    ends_s: float


@dataclass(slots=True, eq=False)
class Search:
    """The search for one case. `refused` is forgotten when it is escalated to the next `level`.

    `turn` numbers the rounds of asking, not the crews asked, so that what is drawn by it is the same however many are asked at once. `step`
    numbers the time limits: setting the next calls off the last, as in production.
    """

    story: Story
    level: int = 0
    refused: set[UUID] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    turn: int = 0
    step: int = 0
    opened_s: float = 0.0
    planned: UUID | None = None
    held: bool = False
    unserved: bool = False
    left_out: bool = False
    region: str | None = None  # of the nearest station, once it is asked

    def ask(self, crew: CrewNow, slot: int, ends_s: float) -> Asked | None:
        """Ask the crew; None when it is being asked already: it gets one offer at a time."""
        if crew.asked:
            return None
        crew.asked = True
        one = Asked(crew, slot, ends_s)
        self.asked.append(one)
        self.story.offers += 1
        return one

    def no_more(self, one: Asked) -> None:
        """The crew is not asked any more."""
        self.asked.remove(one)
        one.crew.asked = False

    def refuses(self, one: Asked) -> None:
        """The crew has said no, or nothing."""
        self.no_more(one)
        self.refused.add(one.crew.plan.key)

    def goes_to(self, one: Asked) -> None:
        """The crew has accepted; the others are told."""
        self.story.withdrawn += len(self.asked) - 1
        for other in list(self.asked):
            self.no_more(other)

    def settled(self) -> None:
        """What the last look was about has been decided: a plan counts once, and so does being left out of it."""
        self.planned, self.held, self.left_out = None, False, False
