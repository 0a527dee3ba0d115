"""Papers of stations: the regional office passes or returns them before a section sees them; the section answers."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.support.actions.papers import answer_paper, pass_paper, resend_paper, return_paper, withdraw_paper
from network.support.choices import PAPER_MOVES, PaperStatus
from network.support.paper_models import StationPaper
from network.support.paper_selectors import papers_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.support import PDF, a_paper, a_passed_paper
from tests.world import RIVAL, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def told(actor: Actor) -> int:
    return Notification.objects.filter(user=actor.user, url__contains="/support/papers/").count()


def test_the_section_sees_a_paper_only_after_the_regional_office_passed_it(
    reviewer: Actor, regional_officer: Actor, service_management: Actor, station_manager: Actor, trainer: Actor
) -> None:
    paper = a_paper()
    deliver_pending()
    assert (told(regional_officer), told(reviewer)) == (1, 0)
    for actor in (reviewer, service_management):
        assert not papers_for(actor).exists()
        with pytest.raises(NotYours):
            answer_paper(paper.pk, answer="可以", acting_user=reviewer)
    pass_paper(paper.pk, note="属实", acting_user=regional_officer)
    deliver_pending()
    assert told(reviewer) == 1 and papers_for(reviewer).get() == paper and not papers_for(trainer).exists()
    answered = answer_paper(paper.pk, answer="可以索赔", files=[PDF], acting_user=reviewer)
    assert (answered.status, answered.is_late) == (PaperStatus.ANSWERED, False)
    deliver_pending()
    assert told(station_manager) == 2
    assert StoredFile.objects.get(subject_id=paper.pk).station_id == paper.station_id


def test_the_regional_office_may_send_it_to_another_section(
    regional_officer: Actor, reviewer: Actor, trainer: Actor
) -> None:
    paper = a_paper()
    with pytest.raises(Invalid):
        pass_paper(paper.pk, section="auditor", acting_user=regional_officer)
    pass_paper(paper.pk, section="trainer", acting_user=regional_officer)
    with pytest.raises(NotYours):
        answer_paper(paper.pk, answer="x", acting_user=reviewer)
    assert answer_paper(paper.pk, answer="见教材", acting_user=trainer).answered_by_name == trainer.name


def test_who_oversees_papers_does_not_answer_for_a_section(service_management: Actor) -> None:
    paper = a_passed_paper()
    assert papers_for(service_management).exists()
    with pytest.raises(NotAllowed):
        answer_paper(paper.pk, answer="x", acting_user=service_management)


def test_a_paper_that_comes_back_is_sent_again(
    regional_officer: Actor, station_manager: Actor, reviewer: Actor
) -> None:
    paper = a_paper()
    with pytest.raises(Invalid):
        return_paper(paper.pk, reason=" ", acting_user=regional_officer)
    return_paper(paper.pk, reason="请写明车型", acting_user=regional_officer)
    assert not Deadline.objects.filter(subject_id=paper.pk, done_at=None).exists()
    assert not papers_for(reviewer).exists()
    again = resend_paper(paper.pk, title="滤芯索赔", text="车型 Haul 6x4", acting_user=station_manager)
    assert (again.status, again.text) == (PaperStatus.REVIEW, "车型 Haul 6x4")
    with pytest.raises(WrongState):
        resend_paper(paper.pk, title="x", text="y", acting_user=station_manager)


def test_a_paper_is_taken_back_before_the_section_has_it(station_manager: Actor, regional_officer: Actor) -> None:
    first, second = a_paper(), a_passed_paper()
    withdraw_paper(first.pk, acting_user=station_manager)
    with pytest.raises(WrongState):
        pass_paper(first.pk, acting_user=regional_officer)
    with pytest.raises(WrongState):
        withdraw_paper(second.pk, acting_user=station_manager)


def test_another_regional_office_does_not_review_it(regional_officer: Actor) -> None:
    paper = a_paper(RIVAL)
    events = History.objects.count()
    with pytest.raises(NotYours):
        pass_paper(paper.pk, acting_user=regional_officer)
    paper.refresh_from_db()
    assert paper.status == PaperStatus.REVIEW and History.objects.count() == events


def test_the_database_wants_a_reviewer_who_did_not_write_it() -> None:
    paper = a_paper()
    rows = StationPaper.objects.filter(pk=paper.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status=PaperStatus.PASSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status=PaperStatus.PASSED, reviewed_by_id=paper.written_by_id, reviewed_at=now())


def test_another_station_does_not_see_it(acting: Callable[..., Any]) -> None:
    paper, rival = a_paper(), station_actor(Role.STATION_MANAGER, RIVAL)
    with acting(rival):
        assert not StationPaper.objects.filter(pk=paper.pk).exists()
        with pytest.raises(NotYours):
            withdraw_paper(paper.pk, acting_user=rival)


def test_what_takes_too_long_is_marked_and_told(
    regional_officer: Actor, reviewer: Actor, customer_service_manager: Actor
) -> None:
    paper = a_paper()
    _let_pass(paper)
    assert paper.is_late and told(regional_officer) == 2
    pass_paper(paper.pk, acting_user=regional_officer)
    _let_pass(paper)
    assert (told(reviewer), told(customer_service_manager)) == (2, 1)
    answer_paper(paper.pk, answer="好", acting_user=reviewer)
    assert not Deadline.objects.filter(subject_id=paper.pk, done_at=None).exists()


def _let_pass(paper: StationPaper) -> None:
    deliver_pending()
    Deadline.objects.filter(subject_id=paper.pk, done_at=None).update(due_at=now() - timedelta(hours=1))
    keep_due()
    deliver_pending()
    paper.refresh_from_db()


@pytest.mark.parametrize("wrong", [{"title": " "}, {"text": ""}, {"kind": "letter"}, {"section": "auditor"}])
def test_a_paper_that_says_too_little_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        a_paper(**wrong)
    assert not StationPaper.objects.exists()


@pytest.mark.parametrize(("start", "end"), product(PaperStatus, PaperStatus))
def test_the_database_keeps_the_moves_of_papers(start: PaperStatus, end: PaperStatus, station: Station) -> None:
    with inside(station):
        row = StationPaper(
            number="X", station=station, kind="question", section="trainer", title="x", text="x", status=start, sent_at=now(),
            due_at=now(), reviewed_by_id=station.pk, reviewed_at=now(), answered_by_id=station.pk, answered_at=now(),
        )  # fmt: skip
        row.save(force_insert=True)
        try:
            with transaction.atomic():
                StationPaper.objects.filter(pk=row.pk).update(status=end)
            moved = True
        except IntegrityError:
            moved = False
    assert moved == (start == end or end in PAPER_MOVES[start])
