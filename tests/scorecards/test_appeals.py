"""A station appeals against a figure; somebody else decides; the card is corrected and both editions stay."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from common.working_days.calendar import due_after_working_days
from desk.models import Notification
from network.scorecards.actions import appeal_indicator, decide_score_appeal, recalculate_card
from network.scorecards.choices import Source
from network.scorecards.deadlines import APPEAL_DUE
from network.scorecards.models import Assessment, OfficeCard, ScoreAppeal, ScoreCard
from tests.builders.api import Caller
from tests.builders.scorecards import a_published_month, card_of, customers_said, opened_long_ago
from tests.world import HOME, RIVAL, office_actor, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(db: None) -> None:
    opened_long_ago()


@pytest.fixture
def decider(db: None) -> Actor:
    """A second customer-service manager: neither computed nor published the month."""
    user = User.objects.create_user("second.lead@stationmaster.example", name="客服经理 二")
    Membership.objects.create(user=user, role=Role.CUSTOMER_SERVICE_MANAGER)
    return actor_at_office(user)


def an_appeal(at_station: Any, source: str = Source.CSI, code: str = HOME) -> ScoreAppeal:
    manager = station_actor(Role.STATION_MANAGER, code)
    with at_station(manager.station):
        return appeal_indicator(card_of(code).pk, source=source, text="回访漏录", acting_user=manager)


def test_a_granted_appeal_corrects_the_card_and_keeps_both(
    monkeypatch: Any, at_station: Any, at_office: Any, decider: Actor
) -> None:
    customers_said(monkeypatch, HOME, 3, 3)
    a_published_month()
    card = card_of()
    appeal = an_appeal(at_station)
    with at_office():
        decided = decide_score_appeal(appeal.pk, is_granted=True, decision="属实", value=90, acting_user=decider)
        made = card_of()
        assert (decided.status, decided.was, decided.corrected) == ("granted", 60, 90)
        assert made.edition == 2 and (made.points or 0) > (card.points or 0)
        line = made.line(Source.CSI)
        assert line is not None and (line["value"], line["top"], line["bottom"]) == (90, 9, 10)
        office = OfficeCard.objects.get(region="east").line(Source.CSI)
        assert office is not None and office["value"] == 90
        assert not ScoreCard.objects.get(pk=card.pk).is_current
        verbs = set(History.objects.filter(aggregate_id__in=[appeal.pk, made.pk]).values_list("verb", flat=True))
        assert verbs == {"score_appeal.filed", "score_appeal.decided", "scorecard.recalculated"}


def test_what_an_appeal_gave_stands_when_the_card_is_computed_again(
    monkeypatch: Any, at_station: Any, at_office: Any, decider: Actor, client_for: Any
) -> None:
    customers_said(monkeypatch, HOME, 3, 3)
    a_published_month()
    appeal, auditor = an_appeal(at_station), office_actor(Role.AUDITOR)
    with at_office():
        decide_score_appeal(appeal.pk, is_granted=True, decision="属实", value=90, acting_user=decider)
        with pytest.raises(WrongState), transaction.atomic():
            recalculate_card(card_of().pk, reason="补录回访", acting_user=auditor)
    customers_said(monkeypatch, HOME, 1)
    with at_office():
        Membership.objects.filter(role=Role.TECHNICIAN).update(created_at=now() - timedelta(days=100))
        made = recalculate_card(card_of().pk, reason="补录回访", acting_user=auditor)
    csi, certified = made.line(Source.CSI), made.line(Source.CERTIFIED)
    assert csi is not None and (csi["value"], csi["top"], csi["bottom"], csi["appeal"]) == (90, 9, 10, appeal.number)
    assert certified is not None and certified["facts"] > 0 and made.edition == 3
    page = client_for(decider).get(f"/scorecards/cards/{made.pk}/facts/csi/").content.decode()
    assert appeal.number in page and "46.67 %" in page, "who reads the facts is told why they add up to something else"


def test_without_a_value_the_facts_as_they_are_now_count(
    monkeypatch: Any, at_station: Any, at_office: Any, decider: Actor
) -> None:
    customers_said(monkeypatch, HOME, 3)
    a_published_month()
    appeal = an_appeal(at_station)
    with at_office(), pytest.raises(Invalid), transaction.atomic():
        decide_score_appeal(appeal.pk, is_granted=True, decision="属实", acting_user=decider)
    customers_said(monkeypatch, HOME, 5)
    with at_office():
        assert decide_score_appeal(appeal.pk, is_granted=True, decision="属实", acting_user=decider).corrected == 80


def test_a_rejected_appeal_changes_nothing(monkeypatch: Any, at_station: Any, at_office: Any, decider: Actor) -> None:
    customers_said(monkeypatch, HOME, 3)
    a_published_month()
    appeal, before = an_appeal(at_station), card_of()
    with at_office():
        assert decide_score_appeal(appeal.pk, is_granted=False, decision="无据", acting_user=decider).status == "upheld"
        assert card_of() == before
        with pytest.raises(WrongState), transaction.atomic():
            decide_score_appeal(appeal.pk, is_granted=True, decision="再议", value=99, acting_user=decider)
        assert card_of() == before


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGEMENT, Role.CUSTOMER_SERVICE_MANAGER])
def test_whoever_computed_or_published_the_month_cannot_decide(
    monkeypatch: Any, at_station: Any, at_office: Any, role: Role
) -> None:
    customers_said(monkeypatch, HOME, 3)
    a_published_month()
    appeal, actor = an_appeal(at_station), office_actor(role)
    with at_office():
        with pytest.raises(NotAllowed), transaction.atomic():
            decide_score_appeal(appeal.pk, is_granted=True, decision="属实", value=90, acting_user=actor)
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreAppeal.objects.filter(pk=appeal.pk).update(decided_by_id=actor.id)
        assert ScoreAppeal.objects.get(pk=appeal.pk).status == "open" and card_of().edition == 1


@pytest.mark.parametrize(("source", "value"), [(Source.CSI, 101), (Source.CSI, -1), (Source.DISPUTES, -1)])
def test_a_value_that_cannot_be_is_refused(
    monkeypatch: Any, at_station: Any, at_office: Any, decider: Actor, source: Source, value: float
) -> None:
    a_published_month()
    appeal = an_appeal(at_station, source)
    with at_office(), pytest.raises(Invalid), transaction.atomic():
        decide_score_appeal(appeal.pk, is_granted=True, decision="属实", value=value, acting_user=decider)


def test_what_cannot_be_appealed_is_refused(at_station: Any, at_office: Any) -> None:
    month = a_published_month()
    an_appeal(at_station)
    for source in (Source.CSI, Source.AUDIT, "nonsense"):
        with pytest.raises(Invalid), transaction.atomic():
            an_appeal(at_station, source)
    with at_office():
        Assessment.objects.filter(pk=month.pk).update(appeal_until=now())
    with pytest.raises(WrongState), transaction.atomic():
        an_appeal(at_station, Source.FTFR)


def test_a_rival_neither_appeals_nor_sees_it(at_station: Any, client_for: Any) -> None:
    a_published_month()
    appeal, rival = an_appeal(at_station), station_actor(Role.STATION_MANAGER, RIVAL)
    with at_station(rival.station), pytest.raises(NotYours):
        appeal_indicator(appeal.card_id, source=Source.FTFR, text="别站", acting_user=rival)
    assert client_for(rival).get(f"/s/{RIVAL}/scorecards/appeals/{appeal.pk}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_and_api_file_and_decide(
    client_for: Any, at_office: Any, decider: Actor, station_manager: Actor, monkeypatch: Any, language: str
) -> None:
    for one in (decider, station_manager):
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    customers_said(monkeypatch, HOME, 3)
    a_published_month()
    station, lead, card = client_for(station_manager), client_for(decider), card_of()
    own = f"/s/{HOME}/scorecards/cards/{card.pk}/"
    assert f"{own}appeal/" in station.get(own).content.decode()
    form = station.get(f"{own}appeal/").content.decode()
    assert 'value="csi"' in form and 'value="audit"' not in form
    assert station.post(f"{own}appeal/", {"source": "audit", "text": "不服"}).status_code == 422
    sent = station.post(f"{own}appeal/", {"source": "csi", "text": "回访漏录"})
    assert "回访漏录" in station.get(sent.url).content.decode()
    with at_office():
        appeal = ScoreAppeal.objects.get()
    page = f"/scorecards/appeals/{appeal.pk}/"
    assert f"{page}decide/" in lead.get(page).content.decode()
    assert lead.get("/scorecards/appeals/").status_code == 200 == lead.get(f"{page}decide/").status_code
    typed = {"is_granted": "yes", "value": "95", "decision": "属实"}
    assert lead.post(f"{page}decide/", typed).status_code == 302
    assert "95 %" in station.get(f"/s/{HOME}/scorecards/appeals/{appeal.pk}/").content.decode()
    made = Caller(station, station_manager.station).post(
        f"score-cards/{card_of().public_id}/appeal", {"indicator": "ftfr", "text": "返修非本站"}
    )
    assert made.status_code == 200, made.content
    body = {"is_granted": False, "decision": "无据"}
    assert Caller(lead).post(f"score-appeals/{made.json()['id']}/decide", body).json()["status"] == "upheld"


def rung(level: int) -> None:
    """Let the next rung be due, and what it sets in motion happen."""
    assert list(Deadline.objects.filter(kind=APPEAL_DUE, done_at=None).values_list("step", flat=True)) == [level]
    Deadline.objects.filter(kind=APPEAL_DUE, done_at=None).update(due_at=now())
    with for_office():
        keep_due()
    deliver_pending()


def heard(appeal: ScoreAppeal, *people: Actor) -> list[int]:
    """Return how many messages of the appeal each person has."""
    rows = Notification.objects.filter(url__contains=f"/appeals/{appeal.pk}/")
    return [rows.filter(user_id=one.id).count() for one in people]


def test_an_open_appeal_climbs_the_ladder(
    at_station: Any,
    at_office: Any,
    decider: Actor,
    station_manager: Actor,
    regional_officer: Actor,
    administrator: Actor,
) -> None:
    a_published_month()
    appeal = an_appeal(at_station)
    deliver_pending()
    assert appeal.due_at == due_after_working_days(appeal.created_at, appeal.card.assessment.standard.decide_days)
    people = (decider, station_manager, regional_officer, administrator)
    assert heard(appeal, *people) == [1, 0, 0, 0]
    rung(0)
    with at_office():
        assert ScoreAppeal.objects.get(pk=appeal.pk).late_at is None
    assert heard(appeal, *people) == [2, 0, 0, 0]
    rung(1)
    with at_office():
        assert ScoreAppeal.objects.get(pk=appeal.pk).late_at is not None
    assert heard(appeal, *people) == [3, 1, 1, 0]
    rung(2)
    assert heard(appeal, *people) == [4, 1, 1, 1]
    assert not Deadline.objects.filter(kind=APPEAL_DUE, done_at=None).exists()


def test_a_decision_ends_the_ladder(at_station: Any, at_office: Any, decider: Actor) -> None:
    a_published_month()
    appeal = an_appeal(at_station)
    with at_office():
        decide_score_appeal(appeal.pk, is_granted=False, decision="无据", acting_user=decider)
        assert not Deadline.objects.filter(kind=APPEAL_DUE, done_at=None).exists()
        Deadline.objects.filter(kind=APPEAL_DUE).update(due_at=now(), done_at=None)
        keep_due()
        assert ScoreAppeal.objects.get(pk=appeal.pk).late_at is None
        assert not History.objects.filter(aggregate_id=appeal.pk, verb="score_appeal.overdue").exists()


def test_the_list_the_card_and_the_api_show_who_is_late(
    at_station: Any, at_office: Any, decider: Actor, client_for: Any
) -> None:
    a_published_month()
    appeal = an_appeal(at_station)
    client = client_for(decider)
    assert appeal.number not in client.get("/scorecards/appeals/?late=true").content.decode()
    with at_office():
        ScoreAppeal.objects.filter(pk=appeal.pk).update(late_at=now())
    assert appeal.number in client.get("/scorecards/appeals/?late=true").content.decode()
    assert "/scorecards/appeals/?status=open&amp;late=true" in client.get("/").content.decode()
    assert Caller(client).get(f"score-appeals/{appeal.public_id}").json()["late_at"] is not None


def test_appeals_of_before_get_a_limit(at_station: Any, at_office: Any) -> None:
    a_published_month()
    appeal = an_appeal(at_station)
    with at_office():
        Deadline.objects.filter(kind=APPEAL_DUE).delete()
        ScoreAppeal.objects.filter(pk=appeal.pk).update(due_at=None)
        with connection.cursor() as cursor:
            cursor.execute(import_module("network.scorecards.migrations.0006_appeals_in_time").OPEN_ONES)
        appeal.refresh_from_db()
        row = Deadline.objects.get(kind=APPEAL_DUE)
        assert appeal.due_at is not None and (row.step, row.due_at) == (0, appeal.due_at - timedelta(days=1))
