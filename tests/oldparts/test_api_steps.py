"""The way of a disputed part by the API is the page's own: the part's history tells it, and what is not here is not sent."""

import base64
from typing import Any

import pytest

from accounts.actors import Actor
from billing.chargeback.models import Chargeback
from billing.oldparts.models import OldPart
from common.files.models import StoredFile
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.oldparts import Case, a_disputed_case
from tests.builders.pictures import a_photo


@pytest.fixture
def office(client_for: Any, final_reviewer: Actor) -> Caller:
    return Caller(client_for(final_reviewer))


def verbs(part: OldPart) -> list[str]:
    with at_head_office():
        return list(History.objects.filter(aggregate_id=part.pk).order_by("seq").values_list("verb", flat=True))


def part_of(case: Case) -> OldPart:
    with at_head_office():
        return OldPart.objects.get(line_id=case.line.pk)


def wanted(case: Case) -> None:
    with at_head_office():
        Chargeback.objects.filter(pk=case.chargeback.pk).update(part_wanted_at=case.chargeback.created_at)


def test_the_part_goes_out_and_comes_back_with_its_history(office: Caller) -> None:
    case = a_disputed_case()
    wanted(case)
    sent = office.post(f"chargebacks/{case.chargeback.public_id}/part-sent", {"tracking_number": "SF 1"})
    assert (sent.status_code, sent.json()["part_tracking"]) == (200, "SF 1")
    assert office.post(f"chargebacks/{case.chargeback.public_id}/part-back").json()["part_back_at"]
    assert verbs(part_of(case))[-2:] == ["old_part.lent", "old_part.given_back"]


def test_a_part_that_is_gone_is_not_sent(office: Caller) -> None:
    case = a_disputed_case()
    wanted(case)
    with at_head_office():
        OldPart.objects.filter(line_id=case.line.pk).delete()
    answer = office.post(f"chargebacks/{case.chargeback.public_id}/part-sent", {"tracking_number": "SF 1"})
    with at_head_office():
        assert Chargeback.objects.get(pk=case.chargeback.pk).part_sent_at is None
    assert (answer.status_code, answer.json()["code"]) == (409, "old_part.not_here")


def test_a_supplier_sends_nothing_to_itself(client_for: Any, supplier_user: Actor) -> None:
    case = a_disputed_case()
    wanted(case)
    portal, before = Caller(client_for(supplier_user)), verbs(part_of(case))
    answer = portal.post(f"chargebacks/{case.chargeback.public_id}/part-sent", {"tracking_number": "SF 1"})
    assert (answer.status_code, verbs(part_of(case))) == (403, before)


def test_a_part_is_weighed_in_with_its_photo(office: Caller) -> None:
    part = part_of(a_disputed_case())
    encoded = base64.b64encode(a_photo()).decode()
    told = office.post(
        f"old-parts/{part.public_id}/weigh", {"weight_g": 900, "photo": {"name": "p.jpg", "content": encoded}}
    )
    with at_head_office():
        assert StoredFile.objects.filter(subject_id=part.pk).count() == 1
    assert told.json()["weight_g"] == 900


def test_a_weighing_of_nothing_is_refused(office: Caller) -> None:
    part = part_of(a_disputed_case())
    before = verbs(part)
    broken = {"photo": {"name": "p.jpg", "content": base64.b64encode(b"MZ").decode()}}
    assert [office.post(f"old-parts/{part.public_id}/weigh", body).status_code for body in ({}, broken)] == [422, 422]
    assert verbs(part) == before
