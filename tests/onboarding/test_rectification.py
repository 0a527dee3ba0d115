"""整改与复验: what failed is put right by its limit and reported; the next visit judges only that, and a second failure begins again."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actors import Actor
from audit.inspections.actions import add_photo, finish_inspection, score_items
from audit.inspections.models import Inspection
from audit.inspections.selectors import current_template, items_of, open_items
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.relay import deliver_pending
from network.onboarding.actions import accept_candidate, start_acceptance
from network.onboarding.board import what_blocks
from network.onboarding.building.rectify import RECTIFY_DUE, RECTIFY_SOON, mending, report_rectified
from network.onboarding.models import Acceptance, Candidate, Rectification
from tests.builders import onboarding as build
from tests.onboarding.test_api import post

SignIn = Callable[[Actor], Client]


def judged(candidate: Candidate, bad: set[str], actor: Actor) -> Inspection:
    """A reported visit at which these items got nothing and the others that are open everything."""
    inspection = Inspection.objects.get(pk=start_acceptance(candidate.pk, acting_user=actor).inspection_id)
    items = open_items(inspection)
    score_items(inspection.pk, {one.code: 0 if one.code in bad else one.weight for one in items}, acting_user=actor)
    add_photo(inspection.pk, build.photo(), item_code=items[0].code, name="site.jpg", acting_user=actor)
    done = finish_inspection(inspection.pk, summary="验收", acting_user=actor)
    deliver_pending()
    return done


@pytest.fixture
def failed(office: None, service_management: Actor) -> Candidate:
    """A candidate whose visit failed at a critical item alone."""
    candidate = build.confirmed()
    judged(candidate, {critical()}, service_management)
    return candidate


def critical() -> str:
    """The first critical item of the acceptance's checklist."""
    template = current_template("ACCEPTANCE")
    assert template is not None
    items = items_of(template.pk)
    return next(one.code for one in items if one.is_critical)


def test_what_failed_and_only_that_is_to_be_put_right_by_a_limit(failed: Candidate) -> None:
    item = Rectification.objects.get()
    assert (item.status, item.code) == ("open", critical())
    assert Deadline.objects.get(kind=RECTIFY_DUE, subject_id=item.pk).due_at == item.due_at
    deliver_pending()
    assert Rectification.objects.count() == 1
    assert str(what_blocks(failed, mending=mending(failed))) != str(what_blocks(failed))


def test_nobody_visits_again_before_it_is_reported(
    failed: Candidate, regional_officer: Actor, service_management: Actor
) -> None:
    with pytest.raises(WrongState) as caught:
        start_acceptance(failed.pk, acting_user=service_management)
    assert (caught.value.code, Acceptance.objects.count()) == ("building.rectify", 1)
    item = Rectification.objects.get()
    with pytest.raises(Invalid):
        report_rectified(item.pk, words=" ", acting_user=regional_officer)
    report_rectified(item.pk, words="已年检", acting_user=regional_officer)
    with pytest.raises(WrongState):
        report_rectified(item.pk, words="再报", acting_user=regional_officer)
    start_acceptance(failed.pk, acting_user=service_management)
    assert Acceptance.objects.count() == 2


def test_the_second_visit_judges_only_what_failed(failed: Candidate, service_management: Actor) -> None:
    code = critical()
    build.rectified(failed)
    visit = start_acceptance(failed.pk, acting_user=service_management)
    inspection = Inspection.objects.get(pk=visit.inspection_id)
    assert [one.code for one in open_items(inspection)] == [code]
    other = next(one.code for one in items_of(inspection.template_id) if one.code != code)
    with pytest.raises(Invalid) as caught:
        score_items(inspection.pk, {other: 0}, acting_user=service_management)
    assert caught.value.code == "inspection.carried"


def test_a_second_failure_begins_again_and_a_pass_is_accepted(failed: Candidate, service_management: Actor) -> None:
    code = critical()
    build.rectified(failed)
    judged(failed, {code}, service_management)
    assert list(Rectification.objects.order_by("visit__attempt").values_list("status", flat=True)) == ["again", "open"]
    build.rectified(failed)
    assert judged(failed, set(), service_management).score == 100
    assert accept_candidate(failed.pk, acting_user=service_management).status == "accepted"
    assert set(Rectification.objects.values_list("status", flat=True)) == {"again", "cleared"}


def test_whoever_reported_does_not_visit(failed: Candidate, service_management: Actor) -> None:
    build.rectified(failed, actor=service_management)
    with pytest.raises(Invalid) as caught:
        start_acceptance(failed.pk, acting_user=service_management)
    assert caught.value.code == "building.same_person"


def test_others_report_nothing(failed: Candidate, auditor: Actor) -> None:
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        report_rectified(Rectification.objects.get().pk, words="好", acting_user=auditor)
    assert History.objects.count() == before


def test_the_limit_is_reminded_of_and_then_marked(failed: Candidate) -> None:
    for kind, verb in ((RECTIFY_SOON, "rectification_reminded"), (RECTIFY_DUE, "rectification_overdue")):
        Deadline.objects.filter(kind=kind).update(due_at=now() - timedelta(seconds=1))
        keep_due()
        assert History.objects.filter(aggregate_id=failed.pk, verb=f"candidate.{verb}").count() == 1
    assert Rectification.objects.get().overdue_at is not None


def test_it_can_be_clicked_and_called(failed: Candidate, regional_officer: Actor, client_for: SignIn) -> None:
    client, item = client_for(regional_officer), Rectification.objects.get()
    address = f"/onboarding/rectifications/{item.pk}/report/"
    assert address in client.get(failed.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "已整改"}).status_code == 302
    listed = client.get("/api/v1/rectifications?status=done").json()["data"]
    assert [(one["code"], one["words"], one["visit"]) for one in listed] == [(item.code, "已整改", 1)]
    assert "已整改" in client.get(failed.get_absolute_url()).content.decode()


def test_it_is_reported_over_the_api_with_photos(
    failed: Candidate, regional_officer: Actor, client_for: SignIn
) -> None:
    client, item = client_for(regional_officer), Rectification.objects.get()
    one = {"name": "整改后.jpg", "content_base64": base64.b64encode(build.photo()).decode()}
    way = f"rectifications/{item.public_id}/report"
    assert post(client, way, {"words": "已年检", "photos": [one] * 7}, key="many").status_code == 422
    no_picture = one | {"content_base64": base64.b64encode(b"MZ").decode()}
    assert post(client, way, {"words": "已年检", "photos": [no_picture]}, key="none").status_code == 422
    assert (Rectification.objects.get().status, StoredFile.objects.filter(subject_id=item.pk).count()) == ("open", 0)
    assert post(client, way, {"words": "已年检", "photos": [one]}).json()["status"] == "done"
    assert StoredFile.objects.get(subject_id=item.pk).kind == "rectify_photo"
