"""A solved question becomes a technical case: anonymous, released by a second person, found from the next repair order."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import Invalid, NotAllowed, WrongState
from network.questions.actions import CaseText, propose_case
from network.questions.actions.publishing import first_words
from network.questions.models import TechnicalQuestion
from network.questions.selectors import case_of, question_of
from network.support.actions.literature import release_literature, retire_literature
from network.support.anonymity import named_in
from network.support.choices import LiteratureKind
from network.support.literature_models import Literature
from network.support.similar import similar_cases
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.questions import (
    a_question,
    a_solved_question,
    a_taken_question,
    an_answered_question,
    asker,
    trainer,
)
from tests.conftest import standing
from tests.world import HOME, office_actor

pytestmark = pytest.mark.django_db
TEXT = CaseText(title_zh="怠速游车：传感器插头进水", body_zh="现象：热车游车。原因：插头进水。处理：更换密封圈。")


def a_case(question: TechnicalQuestion, **text: Any) -> TechnicalQuestion:
    """Return the question with its technical case drafted. Stand at head office."""
    given = {"title_zh": TEXT.title_zh, "body_zh": TEXT.body_zh} | text
    return propose_case(question.pk, CaseText(**given), acting_user=trainer())


def test_a_case_is_released_by_another_and_found_from_the_next_repair(at_office: Any, station_manager: Actor) -> None:
    question = a_solved_question()
    with at_office():
        done = a_case(question)
        case = done.literature
        assert case is not None and (case.kind, case.status) == (LiteratureKind.CASE, "draft")
        assert question.model is not None and case.vehicle_models == [question.model.code]
        with pytest.raises(NotAllowed):
            release_literature(case.pk, acting_user=office_actor(Role.REGIONAL_OFFICE))
        assert question_of(trainer(), case) == question
    with standing(station_manager):
        assert case_of(station_manager, done) is None
        assert not similar_cases(station_manager, question.model.code).exists()
    with at_office():
        release_literature(case.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    with standing(station_manager):
        assert case_of(station_manager, done) == case
        assert [one.pk for one in similar_cases(station_manager, question.model.code)] == [case.pk]


def test_it_begins_with_what_is_known_and_says_the_month_alone() -> None:
    question = a_solved_question(a_answered_with_codes())
    words = first_words(question)
    assert question.model is not None and f"{question.model.code} {question.built_month}" in words.body_zh
    assert "P0299" in words.body_zh and question.cause in words.body_zh and question.vin not in words.body_zh
    assert str(question.built_on) not in words.body_zh


def a_answered_with_codes() -> TechnicalQuestion:
    return an_answered_question(a_taken_question(a_question(fault_codes="P0299")))


def naming(question: TechnicalQuestion) -> dict[str, str]:
    """Return a way to give somebody away by each thing that the question knows."""
    station = Station.objects.get(code=HOME)
    return {
        "station": station.name,
        "code": station.code,
        "vin": question.vin,
        "the end of the vin": question.vin[-8:],
        "person": question.asked_by_name.split()[-1],
        "number": question.number,
        "phone": "13812345678",
        "plate": "沪A12345",
    }


def test_what_names_somebody_is_refused_with_its_name(at_office: Any) -> None:
    question = a_solved_question()
    with at_office():
        for what, said in naming(question).items():
            for field in ("title_zh", "body_zh", "title_en", "body_en"):
                with pytest.raises(Invalid) as refused:
                    a_case(question, **{field: f"联系 {said} 处理"})
                assert refused.value.field == field and said in str(refused.value.message), what
        assert not Literature.objects.exists()


def test_a_draft_is_not_amended_to_name_somebody(at_office: Any, client_for: Any) -> None:
    question = a_solved_question()
    with at_office():
        case = a_case(question).literature
    assert case is not None
    typed = {"kind": "case", "title_zh": "游车", "body_zh": "车主电话 13812345678", "posts": ["technician"]}
    page = client_for(trainer()).post(f"/support/literature/{case.pk}/edit/", typed)
    assert page.status_code == 422 and "13812345678" in page.content.decode()


def test_only_what_is_solved_and_only_once(at_office: Any) -> None:
    open_one = a_taken_question()
    question = a_solved_question(an_answered_question(a_taken_question(a_question(a_vehicle()))))
    with at_office():
        with pytest.raises(WrongState) as refused:
            a_case(open_one)
        assert refused.value.code == "technical_question.not_solved"
        case = a_case(question).literature
        with pytest.raises(WrongState) as refused:
            a_case(question)
        assert refused.value.code == "technical_question.case_exists"
        assert case is not None
        retire_literature(case.pk, reason="措辞不当", acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        assert a_case(question).literature != case


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.FINAL_REVIEWER])
def test_who_writes_no_literature_proposes_no_case(role: Role, at_office: Any) -> None:
    question = a_solved_question()
    with at_office(), pytest.raises(NotAllowed):
        propose_case(question.pk, TEXT, acting_user=office_actor(role))
    with at_office():
        assert not Literature.objects.exists()


def test_page_and_api_propose_it_and_lead_back(client_for: Any, at_office: Any) -> None:
    question, office = a_solved_question(), client_for(trainer())
    address = f"/questions/{question.pk}/case/"
    assert address in office.get(f"/questions/{question.pk}/").content.decode()
    assert office.get(address).context["form"]["title_zh"].value() == question.title
    refused = office.post(address, {"title_zh": "游车", "body_zh": "沪A12345 进水"})
    assert refused.status_code == 422 and "沪A12345" in refused.content.decode()
    body = {"title_zh": TEXT.title_zh, "body_zh": TEXT.body_zh}
    done = Caller(office).post(f"technical-questions/{question.public_id}/propose-case", body)
    assert done.status_code == 200, done.content
    number = done.json()["technical_case"]
    assert number in office.get(f"/questions/{question.pk}/").content.decode()
    with at_office():
        case = Literature.objects.get(number=number)
    assert question.number in office.get(f"/support/literature/{case.pk}/").content.decode()
    assert number not in client_for(asker()).get(f"/s/{HOME}/questions/{question.pk}/").content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("拨打13812345678", ["13812345678"]),
        ("+86 138 1234 5678", ["+86 138 1234 5678"]),
        ("电话１３８１２３４５６７８", ["13812345678"]),
        ("138\u200b1234\u20605678", ["13812345678"]),
        ("座机 0571-88886666", ["0571-88886666"]),
        ("陕A12345 和 沪ad12345", ["陕A12345", "沪ad12345"]),
        ("粤B·1234挂", ["粤B·1234挂"]),
        ("VIN LZZ5ELSD8HN123456，", ["LZZ5ELSD8HN123456"]),
        ("赵磊检查了 赵磊", ["赵磊"]),
        ("配件 1000446718、故障码 SPN 3216 FMI 4、62 N·m、轨压 320 bar、HX6-TR 2024-05", []),
        ("计数 12345678901234567", []),
        ("ABCDEFGHJKLMNPRST", []),
    ],
)
def test_what_names_somebody_is_seen(text: str, found: list[str]) -> None:
    assert named_in(text, ["赵磊", "x"]) == found
