"""Raising a technical question: from what, by whom, due when."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.errors import Invalid, NotAllowed
from network.questions import actions
from network.questions.choices import Limit, QuestionStatus
from network.questions.models import TechnicalQuestion
from network.questions.selectors import evidence_of, queue_of
from tests.builders.hotline import a_case
from tests.builders.pictures import a_pdf, a_photo
from tests.builders.questions import (
    a_question,
    again,
    an_office_question,
    asker,
    facts,
    open_limits,
    trainer,
)
from tests.builders.workshop import an_open_order
from tests.conftest import standing
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db
S = QuestionStatus
HOUR = timedelta(hours=1)


def test_a_repair_order_tells_vehicle_and_mileage(station_manager: Actor, acting: Any, at_office: Any) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
        given = facts(origin="repair", reference=order.number.lower(), fault_codes="p0299，SPN 3216 FMI 4, P0299")
        question = actions.ask_question(given, acting_user=station_manager)
    assert (question.reference, question.vin, question.mileage_km) == (order.number, order.vin, order.mileage_km)
    assert question.fault_codes == ["P0299", "SPN 3216 FMI 4"]
    assert question.model is not None and question.built_month
    with at_office():
        assert again(question).status == S.WAITING and open_limits(question) == [Limit.ANSWER]


def test_the_hotline_asks_from_its_case(dispatcher: Actor, at_office: Any) -> None:
    case = a_case(kind="question", description="排放灯亮")
    question = an_office_question(origin="case", reference=case.number)
    assert (question.station_id, question.origin_id, question.vin) == (None, case.pk, case.vin)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"origin": "repair", "reference": "RO-0"}, "reference"),
        ({"origin": "case", "reference": "CAS-0"}, "reference"),
        ({"vehicle": "NOBODYS"}, "vehicle"),
        ({"failure_code": "XX-0"}, "failure_code"),
        ({"component": "XX-0"}, "component"),
        ({"title": " "}, "title"),
        ({"description": "?"}, "description"),
    ],
)
def test_what_nobody_knows_is_refused_at_its_field(given: dict[str, Any], field: str, at_office: Any) -> None:
    with standing(asker()), pytest.raises(Invalid) as refused:
        actions.ask_question(facts(**given), acting_user=asker())
    assert refused.value.field == field
    with at_office():
        assert not TechnicalQuestion.objects.exists()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.PARTS, Role.TRAINER, Role.AUDITOR])
def test_who_may_not_ask_is_refused(role: Role, at_office: Any) -> None:
    person = station_actor(role) if role.place == "station" else office_actor(role)
    with standing(person), pytest.raises(NotAllowed):
        actions.ask_question(facts(), acting_user=person)
    with at_office():
        assert not TechnicalQuestion.objects.exists()


def test_photos_and_documents_come_with_it(at_office: Any) -> None:
    question = a_question(photos=[("仪表.jpg", a_photo()), ("诊断报告.pdf", a_pdf())])
    with at_office():
        assert [one.name for one in evidence_of(question)] == ["仪表.jpg", "诊断报告.pdf"]


@pytest.mark.parametrize(("urgency", "hours"), [("off_road", 2), ("driver", 4), ("normal", 24)])
def test_the_first_answer_is_due_by_urgency(urgency: str, hours: int) -> None:
    begun = now()
    question = a_question(urgency=urgency)
    assert question.due_at is not None
    assert begun + hours * HOUR <= question.due_at <= now() + hours * HOUR


def test_the_queue_is_by_urgency_then_age(at_office: Any) -> None:
    made = [a_question(urgency=one) for one in ("normal", "driver", "off_road", "driver")]
    with at_office():
        found = [one.number for one in queue_of(trainer())]
    assert found == [made[place].number for place in (2, 1, 3, 0)]
