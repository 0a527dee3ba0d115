"""What the room does when something has happened: long work is registered, stations are told."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.selectors import people_at
from common.history.models import History
from common.history.subscribers import subscribe
from common.pages.addresses import station_address
from desk.actions import tell
from network.scorecards import jobs
from network.scorecards.models import ScoreCard

__all__ = ["jobs"]


@subscribe("assessment.published")
def tell_the_stations(event: History) -> None:
    """Tell the manager of each station that its card is there."""
    for card in ScoreCard.objects.filter(assessment_id=event.aggregate_id, is_current=True).select_related("station"):

        def words(card: ScoreCard = card) -> str:
            return str(_("Scorecard %(month)s: %(points)s points.")) % {
                "month": f"{card.month:%Y-%m}",
                "points": "–" if card.points is None else card.points,
            }

        url = f"{station_address(card.station.code)}scorecards/cards/{card.pk}/"
        tell(people_at(card.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{card.pk}")


@subscribe("scorecard.recalculated")
def tell_of_the_next_edition(event: History) -> None:
    """Tell the manager that a card was computed again."""
    card = ScoreCard.objects.select_related("station").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("Scorecard %(month)s was computed again: %(points)s points.")) % {
            "month": f"{card.month:%Y-%m}",
            "points": "–" if card.points is None else card.points,
        }

    url = f"{station_address(card.station.code)}scorecards/cards/{card.pk}/"
    tell(people_at(card.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{event.pk}")
