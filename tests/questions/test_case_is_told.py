"""The hotline's case of a technical question is told when that is solved, and is proposed to be closed with the solution."""

import hashlib
from typing import Any

import pytest

from accounts.actors import Actor
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.hotline.actions import close_case, open_case
from network.hotline.choices import CaseStatus
from network.hotline.models import Case
from network.questions import actions
from network.questions.models import TechnicalQuestion
from tests.builders.api import Caller
from tests.builders.hotline import case_facts
from tests.builders.pictures import a_pdf
from tests.builders.questions import (
    a_question,
    a_taken_question,
    an_answered_question,
    an_office_question,
    asker,
    trainer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(dispatcher: Actor, acting: Any) -> Case:
    """A case of a technical question that the dispatcher has opened."""
    with acting(dispatcher):
        return open_case(case_facts(kind="question", description="排放灯亮"), acting_user=dispatcher)


@pytest.fixture
def answered(opened: Case) -> TechnicalQuestion:
    """Its question, answered by technical support."""
    return an_answered_question(a_taken_question(an_office_question(origin="case", reference=opened.number)))


def history_of(case: Case) -> list[str]:
    """Return the verbs of a case. Stand at head office."""
    return list(History.objects.filter(aggregate_id=case.pk).order_by("created_at").values_list("verb", flat=True))


def test_the_case_is_told_once_and_its_opener_is_led_to_it(
    opened: Case, answered: TechnicalQuestion, dispatcher: Actor, customer_service_manager: Actor, at_office: Any
) -> None:
    with at_office():
        deliver_pending()
        assert "case.question_solved" not in history_of(opened)
        actions.confirm_solution(answered.pk, acting_user=customer_service_manager)
        deliver_pending()
        deliver_pending()
        assert history_of(opened).count("case.question_solved") == 1
        told = Notification.objects.get(user_id=dispatcher.id, text__contains=opened.number)
        assert answered.number in told.text and told.url.endswith(f"/hotline/{opened.pk}/")


def test_the_case_is_proposed_to_be_closed_with_the_solution(
    opened: Case, answered: TechnicalQuestion, dispatcher: Actor, client_for: Any, at_office: Any
) -> None:
    desk = client_for(dispatcher)
    proposal = f"/hotline/{opened.pk}/close/?result="
    assert proposal not in desk.get(f"/hotline/{opened.pk}/").content.decode()
    with at_office():
        actions.confirm_solution(answered.pk, acting_user=dispatcher)
        deliver_pending()
    page = desk.get(f"/hotline/{opened.pk}/").content.decode()
    start = page.index(proposal)
    form = desk.get(page[start : page.index('"', start)]).context["form"]
    with at_office():
        solved = TechnicalQuestion.objects.get(pk=answered.pk)
    assert form["result"].value() == f"{solved.number}: {solved.cause} → {solved.remedy}"
    assert desk.post(f"/hotline/{opened.pk}/close/", {"result": form["result"].value()}).status_code == 302
    with at_office():
        assert Case.objects.get(pk=opened.pk).status == CaseStatus.CLOSED
    assert proposal not in desk.get(f"/hotline/{opened.pk}/").content.decode()


def test_another_open_question_keeps_the_proposal_back(
    opened: Case, answered: TechnicalQuestion, dispatcher: Actor, client_for: Any, at_office: Any
) -> None:
    with at_office():
        actions.confirm_solution(answered.pk, acting_user=dispatcher)
    an_office_question(origin="case", reference=opened.number)
    assert "/close/?result=" not in client_for(dispatcher).get(f"/hotline/{opened.pk}/").content.decode()


def test_a_closed_case_is_not_told(
    opened: Case, answered: TechnicalQuestion, dispatcher: Actor, at_office: Any
) -> None:
    with at_office():
        close_case(opened.pk, result="司机自行解决", acting_user=dispatcher)
        actions.confirm_solution(answered.pk, acting_user=dispatcher)
        deliver_pending()
        assert "case.question_solved" not in history_of(opened)


def test_files_of_question_and_thread_are_handed_out_by_the_api(
    client_for: Any, station: Any, rival_manager: Actor, at_office: Any
) -> None:
    pdf = a_pdf()
    question = a_taken_question(a_question(photos=[("诊断报告.pdf", pdf)]))
    with at_office():
        actions.ask_back(question.pk, text="请看附图", photos=[("图.pdf", pdf)], acting_user=trainer())
    address = f"technical-questions/{question.public_id}/files"
    shop, support = Caller(client_for(asker()), station), Caller(client_for(trainer()))
    for caller in (shop, support):
        rows = caller.get(address).json()["data"]
        assert [(one["part"], one["name"]) for one in rows] == [("question", "诊断报告.pdf"), ("ask_back", "图.pdf")]
        handed = caller.get(f"{address}/{rows[0]['id']}")
        assert handed["Content-Disposition"].startswith("attachment")
        assert hashlib.sha256(handed.content).hexdigest() == rows[0]["sha256"]
    rival = Caller(client_for(rival_manager), rival_manager.station)
    assert rival.get(address).status_code == 404
    assert rival.get(f"{address}/{rows[0]['id']}").status_code == 404
    other = f"technical-questions/{a_question().public_id}/files/{rows[0]['id']}"
    assert shop.get(other).status_code == 404
