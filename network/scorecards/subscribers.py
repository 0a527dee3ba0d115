"""What the room does when something has happened: long work is registered, stations are told."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from desk.actions import tell
from network.scorecards import jobs
from network.scorecards.choices import AppealStatus
from network.scorecards.deadlines import APPEAL_DUE, HIGHEST, LATE, SOON, climb
from network.scorecards.models import AwardEntry, AwardRound, GradeProposal, ScoreAppeal, ScoreCard

__all__ = ["jobs"]

CLOCK = Process(gettext_noop("scorecard clock"))
RUNGS = {SOON: "score_appeal.due_soon", LATE: "score_appeal.overdue", HIGHEST: "score_appeal.escalated"}
ASKED = _("%(station)s appeals against a figure: %(indicator)s.")
ASKED_AGAIN = _("%(station)s waits for a decision until %(due)s: %(indicator)s.")


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


@subscribe("score_appeal.decided")
def tell_the_appellant(event: History) -> None:
    """Tell the manager what came of an appeal."""
    appeal = ScoreAppeal.objects.select_related("station").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("Appeal %(number)s: %(status)s.")) % {
            "number": appeal.number,
            "status": appeal.get_status_display(),
        }

    url = f"{station_address(appeal.station.code)}scorecards/appeals/{appeal.pk}/"
    tell(people_at(appeal.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{event.pk}")


@on_deadline(APPEAL_DUE)
def nobody_has_decided_it(deadline: Deadline) -> None:
    """Remind of an appeal that waits, mark it late, and go up the ladder; one that is decided is left alone."""
    appeal = ScoreAppeal.objects.filter(pk=deadline.subject_id, status=AppealStatus.OPEN).locked().first()
    if appeal is None:
        return
    if deadline.step >= LATE and appeal.late_at is None:
        appeal.change(late_at=now())
    record(appeal, RUNGS[deadline.step], CLOCK, after={"source": appeal.source, "due_at": appeal.due_at})
    climb(appeal, deadline.due_at, deadline.step)


@subscribe("score_appeal.overdue")
@subscribe("score_appeal.escalated")
def tell_who_else_should_know(event: History) -> None:
    """Tell the station and its office that the decision is late; two days later head office's administrators, who see to a decider."""
    appeal = ScoreAppeal.objects.select_related("station").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("Appeal %(number)s of %(station)s is not decided in time.")) % {
            "number": appeal.number,
            "station": appeal.station,
        }

    key, office = f"{event.verb}:{event.pk}", f"{office_root()}scorecards/appeals/{appeal.pk}/"
    if event.verb == "score_appeal.escalated":
        tell(office_people(Role.ADMINISTRATOR), words, office, key=key)
        return
    tell(regional_people(appeal.station.region), words, office, key=key)
    own = f"{station_address(appeal.station.code)}scorecards/appeals/{appeal.pk}/"
    tell(people_at(appeal.station_id, Role.STATION_MANAGER), words, own, key=key)


@subscribe("score_appeal.filed")
@subscribe("score_appeal.due_soon")
@subscribe("score_appeal.overdue")
@subscribe("score_appeal.escalated")
def ask_for_a_decision(event: History) -> None:
    """Tell those who may decide, at each rung again."""
    appeal = ScoreAppeal.objects.select_related("station").get(pk=event.aggregate_id)
    bound = (appeal.computed_by_id, appeal.published_by_id)
    people = office_people(Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT)

    def words() -> str:
        sentence = ASKED if event.verb == "score_appeal.filed" else ASKED_AGAIN
        return str(sentence) % {
            "station": appeal.station,
            "indicator": appeal.get_source_display(),
            "due": f"{appeal.due_at:%Y-%m-%d}" if appeal.due_at else "",
        }

    url = f"{office_root()}scorecards/appeals/{appeal.pk}/"
    tell([one for one in people if one.pk not in bound], words, url, key=f"{event.verb}:{event.pk}")


@subscribe("grade.decided")
def tell_who_carries_it_out(event: History) -> None:
    """Tell the claims section, which sets coefficients, and service management, which has levels changed."""
    found = GradeProposal.objects.select_related("station").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("%(station)s: change instructed by grade %(grade)s.")) % {
            "station": found.station,
            "grade": found.grade,
        }

    people = office_people(Role.CLAIMS_REVIEWER, Role.SERVICE_MANAGEMENT)
    tell(people, words, f"{office_root()}scorecards/proposals/{found.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("award_round.withdrawn")
def tell_who_lost_the_award(event: History) -> None:
    """Tell the managers of the station whose award was taken back."""
    found = AwardRound.objects.get(pk=event.aggregate_id)
    entry = AwardEntry.objects.select_related("station").get(certificate=event.after["certificate"])
    url = f"{station_address(entry.station.code)}scorecards/awards/{found.pk}/"

    def words() -> str:
        return str(_("%(award)s: the award of your station is withdrawn.")) % {"award": found.name}

    tell(people_at(entry.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{event.pk}")


@subscribe("award_round.announced")
@subscribe("award_round.published")
def tell_whose_names_are_on_the_list(event: History) -> None:
    """Tell the managers of the stations on the list."""
    found = AwardRound.objects.get(pk=event.aggregate_id)
    for entry in AwardEntry.objects.filter(round=found, is_winner=True).select_related("station"):

        def words(entry: AwardEntry = entry) -> str:
            return str(_("%(award)s: your station stands at place %(rank)d.")) % {
                "award": found.name,
                "rank": entry.rank or 0,
            }

        url = f"{station_address(entry.station.code)}scorecards/awards/{found.pk}/"
        tell(people_at(entry.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{entry.pk}")
