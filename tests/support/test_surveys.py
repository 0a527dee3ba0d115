"""Tasks and surveys: drafted, sent out, answered by the post, kept as a draft, sent back, closed, consolidated."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.support.actions.surveys import (
    amend_survey,
    close_survey,
    draft_survey,
    remove_answer_file,
    return_answer,
    save_answer,
    start_survey,
)
from network.support.audience import Audience
from network.support.choices import ANSWER_MOVES, SURVEY_MOVES, AnswerStatus, SurveyStatus
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import answers_for, consolidated, late_answers, surveys_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.support import GIVEN, PDF, a_survey, a_survey_draft, an_answer, survey_text, the_answer
from tests.world import RIVAL, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def told(actor: Actor) -> int:
    return Notification.objects.filter(user=actor.user, url__contains="/support/").count()


def test_each_addressed_post_gets_a_form_and_is_told(station_manager: Actor, technician: Actor) -> None:
    survey = a_survey(Audience(regions=["east"]))
    assert [(one.station.code, one.post) for one in survey.answers.all()] == [("SHA01", "station_manager")]
    deliver_pending()
    assert (told(station_manager), told(technician)) == (1, 0)


def test_a_draft_is_changed_and_what_was_sent_out_is_not(service_management: Actor) -> None:
    survey = a_survey_draft()
    amend_survey(survey.pk, survey_text(title_zh="另一题"), Audience(), acting_user=service_management)
    survey.refresh_from_db()
    assert survey.title_zh == "另一题"
    start_survey(survey.pk, acting_user=service_management)
    with pytest.raises(WrongState):
        amend_survey(survey.pk, survey_text(), Audience(), acting_user=service_management)


def test_a_day_that_has_passed_is_refused(service_management: Actor) -> None:
    with pytest.raises(Invalid):
        a_survey_draft(due_on=today() - timedelta(days=1))
    survey = a_survey_draft()
    Survey.objects.filter(pk=survey.pk).update(due_at=now() - timedelta(hours=1))
    with pytest.raises(Invalid):
        start_survey(survey.pk, acting_user=service_management)
    assert not SurveyAnswer.objects.exists()


def test_a_regional_office_asks_its_own_stations_alone(regional_officer: Actor, service_management: Actor) -> None:
    for audience in (Audience(), Audience(regions=["north"]), Audience(regions=["east"], stations=[RIVAL])):
        with pytest.raises(Invalid):
            draft_survey(survey_text(), audience, acting_user=regional_officer)
    own = draft_survey(survey_text(), Audience(regions=["east"]), acting_user=regional_officer)
    start_survey(own.pk, acting_user=regional_officer)
    other = a_survey()
    with pytest.raises(NotAllowed):
        close_survey(other.pk, acting_user=regional_officer)
    assert {one.station.code for one in answers_for(regional_officer)} == {"SHA01"}
    assert surveys_for(regional_officer).count() == 2
    close_survey(own.pk, acting_user=service_management)


def test_what_is_typed_is_kept_before_it_is_complete(station_manager: Actor) -> None:
    answer = the_answer(a_survey())
    saved = save_answer(answer.pk, {"q1": "7"}, files={"q4": [PDF]}, acting_user=station_manager)
    assert (saved.status, saved.answers) == (AnswerStatus.OPEN, {"q1": "7"})
    with pytest.raises(Invalid) as refused, transaction.atomic():
        save_answer(answer.pk, {"q1": "7"}, hand_in=True, acting_user=station_manager)
    assert refused.value.field == "q2"
    answer.refresh_from_db()
    assert answer.answers == {"q1": "7"}
    done = save_answer(answer.pk, GIVEN, hand_in=True, acting_user=station_manager)
    assert (done.status, done.submitted_by_name, done.is_late) == ("submitted", station_manager.name, False)
    with pytest.raises(WrongState):
        save_answer(answer.pk, GIVEN, acting_user=station_manager)


def test_a_file_is_taken_out_before_it_is_handed_in(station_manager: Actor) -> None:
    answer = the_answer(a_survey())
    save_answer(answer.pk, {}, files={"q4": [PDF]}, acting_user=station_manager)
    file = StoredFile.objects.get(subject_id=answer.pk)
    with pytest.raises(NotYours):
        remove_answer_file(answer.pk, "q1", file.pk, acting_user=station_manager)
    remove_answer_file(answer.pk, "q4", file.pk, acting_user=station_manager)
    with pytest.raises(Invalid) as refused:
        save_answer(answer.pk, GIVEN, hand_in=True, acting_user=station_manager)
    assert refused.value.field == "q4"


def test_another_post_and_another_station_do_not_answer(technician: Actor, acting: Callable[..., Any]) -> None:
    answer, rival = the_answer(a_survey()), station_actor(Role.STATION_MANAGER, RIVAL)
    events = History.objects.count()
    with pytest.raises(NotAllowed):
        save_answer(answer.pk, GIVEN, acting_user=technician)
    with acting(rival), pytest.raises(NotYours):
        save_answer(answer.pk, GIVEN, acting_user=rival)
    with acting(rival):
        assert not SurveyAnswer.objects.filter(pk=answer.pk).exists()
    with at_head_office():
        answer.refresh_from_db()
        assert not answer.answers and History.objects.count() == events


def test_an_answer_is_sent_back_and_handed_in_again(station_manager: Actor, service_management: Actor) -> None:
    answer = an_answer(a_survey())
    due_on = today() + timedelta(days=2)
    returned = return_answer(answer.pk, remark="人数不符", due_on=due_on, acting_user=service_management)
    assert (returned.status, returned.answers) == (AnswerStatus.RETURNED, answer.answers)
    assert Deadline.objects.filter(subject_id=answer.pk, done_at=None).count() == 1
    deliver_pending()
    assert told(station_manager) == 2
    again = save_answer(answer.pk, GIVEN | {"q1": "8"}, hand_in=True, acting_user=station_manager)
    assert again.answers["q1"] == "8"
    assert not Deadline.objects.filter(subject_id=answer.pk, done_at=None).exists()


def test_closing_counts_who_has_not_answered(service_management: Actor, station_manager: Actor) -> None:
    survey = a_survey()
    answer = an_answer(survey)
    close_survey(survey.pk, acting_user=service_management)
    assert the_answer(survey, RIVAL).status == AnswerStatus.MISSED
    assert not Deadline.objects.filter(subject_id=survey.pk, done_at=None).exists()
    with pytest.raises(WrongState):
        return_answer(answer.pk, remark="晚了", due_on=today(), acting_user=service_management)


def test_who_does_not_answer_is_chased_up_to_head_office(
    station_manager: Actor, regional_officer: Actor, service_management: Actor
) -> None:
    survey = a_survey()
    deliver_pending()
    for level, seen in enumerate([(2, 0, 0), (3, 0, 0), (3, 1, 0), (3, 1, 1)]):
        past = now() - timedelta(hours=1)
        SurveyAnswer.objects.update(due_at=past)
        Deadline.objects.filter(kind="survey.answer", done_at=None).update(due_at=past)
        keep_due()
        deliver_pending()
        assert (told(station_manager), told(regional_officer), told(service_management)) == seen
        assert the_answer(survey).is_late == (level >= 1)
    assert an_answer(survey).is_late


def test_an_answer_that_came_back_with_a_new_day_is_not_late(service_management: Actor) -> None:
    survey = a_survey()
    past = now() - timedelta(hours=1)
    SurveyAnswer.objects.filter(survey=survey).update(due_at=past, is_late=True)
    assert late_answers(service_management).count() == 2
    answer = an_answer(survey)
    later = today() + timedelta(days=2)
    return_answer(answer.pk, remark="缺照片", due_on=later, acting_user=service_management)
    assert [one.station.code for one in late_answers(service_management)] == [RIVAL]


def test_the_answers_are_consolidated_with_figures(service_management: Actor, regional_officer: Actor) -> None:
    survey = a_survey()
    an_answer(survey)
    an_answer(survey, RIVAL, q1="10", q3="1", q2=False)
    whole = consolidated(survey, service_management)
    assert [row[0] for row in whole.rows] == ["BJS01", "SHA01"] and len(whole.header) == len(whole.rows[0])
    assert [figure for _what, figure in whole.asked[0].figures] == [17, 8.5, 8.5, 7, 10]
    assert [count for _label, count in whole.asked[1].figures] == [1, 1]
    assert whole.asked[3].answered == 2 and whole.rows[0][-2] == "照片.pdf"
    assert [row[0] for row in consolidated(survey, regional_officer).rows] == ["SHA01"]


def test_what_is_only_saved_is_not_counted(service_management: Actor, station_manager: Actor) -> None:
    survey = a_survey()
    save_answer(the_answer(survey).pk, {"q1": "7"}, acting_user=station_manager)
    assert consolidated(survey, service_management).rows == []


def test_the_workbook_has_answers_and_figures(client_for: Any, service_management: Actor) -> None:
    survey = a_survey()
    an_answer(survey, q5="=1+1")
    answer = client_for(service_management).get(f"/support/surveys/{survey.pk}/answers.xlsx")
    book = load_workbook(BytesIO(answer.content))
    first, second = book.worksheets
    cells = [cell.value for cell in first[2]]
    assert cells[0] == "SHA01" and 7 in cells and "'=1+1" in cells
    assert second.max_row > 5


@pytest.mark.parametrize(("start", "end"), product(SurveyStatus, SurveyStatus))
def test_the_database_keeps_the_moves_of_surveys(start: SurveyStatus, end: SurveyStatus) -> None:
    survey = Survey(number="X", kind="task", title_zh="x", purpose_zh="x", due_at=now(), status=start)
    survey.save(force_insert=True)
    assert _moves(survey, end) == (start == end or end in SURVEY_MOVES[start])


@pytest.mark.parametrize(("start", "end"), product(AnswerStatus, AnswerStatus))
def test_the_database_keeps_the_moves_of_answers(start: AnswerStatus, end: AnswerStatus) -> None:
    station = Station.objects.get(code="SHA01")
    row = SurveyAnswer(
        survey=a_survey_draft(), station=station, post="parts", status=start, due_at=now(), submitted_at=now()
    )
    row.save(force_insert=True)
    assert _moves(row, end) == (start == end or end in ANSWER_MOVES[start])


def _moves(row: Any, end: Any) -> bool:
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(status=end)
    except IntegrityError:
        return False
    return True
