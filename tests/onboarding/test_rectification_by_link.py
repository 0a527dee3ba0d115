"""整改 by the applicant's own link: each item with words and photos; the office accepts it or sends it back; the next visit comes after."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor
from common.channels.models import Message
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.relay import deliver_pending
from common.records import RecordQuerySet
from network.onboarding.actions import start_acceptance
from network.onboarding.board import what_blocks
from network.onboarding.building.mending import accept_report, return_report
from network.onboarding.building.policies import MOST_ATTEMPTS
from network.onboarding.building.public import send_rectified
from network.onboarding.building.rectify import RECTIFY_DUE, mending, reports_to_judge
from network.onboarding.building.selectors import link_of
from network.onboarding.models import Acceptance, Candidate, Rectification, RectificationReport
from tests.builders import onboarding as build
from tests.onboarding.test_api import post
from tests.onboarding.test_image_checklist import token_of
from tests.onboarding.test_rectification import critical, judged

SignIn = Callable[[Actor], Client]


@pytest.fixture
def failed(office: None, service_management: Actor) -> Candidate:
    """A candidate whose visit failed at a critical item alone."""
    candidate = build.confirmed()
    judged(candidate, {critical()}, service_management)
    return candidate


def sent(candidate: Candidate, colour: str = "navy", words: str = "已年检") -> Rectification:
    """The item, reported by the link."""
    return send_rectified(token_of(candidate), critical(), [("整改后.jpg", build.photo(colour))], words)


def form(colour: str = "navy") -> dict[str, Any]:
    """What the page sends."""
    photo = SimpleUploadedFile("fix.jpg", build.photo(colour), "image/jpeg")
    return {"rectification": critical(), "words": "已年检", "photos": photo}


def test_the_page_shows_what_failed_until_when_and_takes_the_photo(failed: Candidate) -> None:
    address, item = urlsplit(link_of(failed)).path, Rectification.objects.get()
    Rectification.objects.update(found="举升机未年检")
    page = Client().get(address).content.decode()
    assert item.title_zh in page and "举升机未年检" in page and f"{item.due_at:%Y-%m}" in page
    assert Client().post(address, form()).status_code == 200
    item.refresh_from_db()
    assert (item.status, item.reports.get().words) == ("sent", "已年检")
    photo = StoredFile.objects.get(subject_id=item.reports.get().pk)
    assert (photo.kind, len(photo.source_sha256), photo.captured_at) == ("rectify_photo", 64, None)
    assert Client().get(address).content.decode().count('name="rectification"') == 0
    english = Client(headers={"accept-language": "en"}).get(address).content.decode()
    assert "To be put right after the visit" in english


def test_the_office_accepts_and_the_visit_may_come(
    failed: Candidate, regional_officer: Actor, service_management: Actor
) -> None:
    item = sent(failed)
    assert str(what_blocks(failed, mending=mending(failed))) != str(what_blocks(failed))
    assert [one.pk for one in reports_to_judge(regional_officer)] == [item.pk]
    with pytest.raises(WrongState) as caught:
        start_acceptance(failed.pk, acting_user=service_management)
    assert (caught.value.code, Acceptance.objects.count()) == ("building.rectify", 1)
    done = accept_report(item.pk, acting_user=regional_officer)
    assert (done.status, done.words, done.accepted_by) == ("done", "已年检", regional_officer.id)
    start_acceptance(failed.pk, acting_user=service_management)
    with pytest.raises(WrongState):
        return_report(item.pk, reason="晚了", acting_user=regional_officer)


def test_sent_back_it_says_why_and_is_reported_anew(failed: Candidate, regional_officer: Actor) -> None:
    item = sent(failed)
    with pytest.raises(Invalid):
        return_report(item.pk, reason=" ", acting_user=regional_officer)
    back = return_report(item.pk, reason="看不清合格证日期", acting_user=regional_officer)
    assert back.status == "open" and back.due_at is not None and back.due_at > now()
    deliver_pending()
    assert Message.objects.filter(template="onboarding.rectify_returned").count() == 1
    assert "看不清合格证日期" in Client().get(urlsplit(link_of(failed)).path).content.decode()
    with pytest.raises(Invalid) as caught:
        sent(failed)
    assert caught.value.code == "building.reused"
    accept_report(sent(failed, "green").pk, acting_user=regional_officer)
    told = RectificationReport.objects.order_by("attempt").values_list("attempt", "is_accepted")
    assert list(told) == [(1, False), (2, True)]


def test_the_same_photos_twice_stand_once_and_none_is_not_enough(failed: Candidate) -> None:
    sent(failed)
    sent(failed)
    assert (RectificationReport.objects.count(), StoredFile.objects.filter(kind="rectify_photo").count()) == (1, 1)
    with pytest.raises(WrongState):
        sent(failed, "green")
    assert RectificationReport.objects.count() == 1


@pytest.mark.parametrize(
    ("photos", "words", "code"),
    [(0, "已年检", "building.photos"), (7, "已年检", "building.photos"), (1, " ", "building.reason")],
)
def test_a_report_needs_words_and_some_photos(failed: Candidate, photos: int, words: str, code: str) -> None:
    files = [(f"{n}.jpg", build.photo(f"#0000{n:02x}")) for n in range(photos)]
    before = History.objects.count()
    with pytest.raises(Invalid) as caught:
        send_rectified(token_of(failed), critical(), files, words)
    assert (caught.value.code, History.objects.count()) == (code, before)
    assert Rectification.objects.get().status == "open"


def test_a_program_is_no_picture_and_a_strange_link_or_item_is_nobody_s(failed: Candidate) -> None:
    with pytest.raises(Invalid):
        send_rectified(token_of(failed), critical(), [("a.jpg", b"MZ")], "已年检")
    for token, code in ((token_of(failed) + "x", critical()), (token_of(failed), "none")):
        with pytest.raises(NotYours):
            send_rectified(token, code, [("a.jpg", build.photo())], "已年检")
    other = build.confirmed(name="另一家", city="宿迁")
    with pytest.raises(NotYours):
        send_rectified(token_of(other), critical(), [("a.jpg", build.photo())], "已年检")
    assert not RectificationReport.objects.exists()


def test_a_link_is_not_used_without_end(failed: Candidate) -> None:
    item = Rectification.objects.get()
    judgement = {"is_accepted": False, "reason": "x", "judged_by": item.pk, "judged_at": now()}
    RectificationReport.objects.bulk_create(
        RectificationReport(item=item, attempt=n + 1, words="x", **judgement) for n in range(MOST_ATTEMPTS)
    )
    with pytest.raises(WrongState) as caught:
        sent(failed)
    assert caught.value.code == "building.too_often"


@pytest.mark.parametrize("persona", ["auditor", "reviewer", "customer_service_manager"])
def test_others_judge_nothing(
    failed: Candidate, persona: str, request: pytest.FixtureRequest, client_for: SignIn
) -> None:
    item, actor = sent(failed), request.getfixturevalue(persona)
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        accept_report(item.pk, acting_user=actor)
    for step in ("accept", "return"):
        address = f"/onboarding/rectifications/{item.pk}/{step}/"
        assert client_for(actor).post(address, {"reason": "x"}).status_code == 403
    assert post(client_for(actor), f"rectifications/{item.public_id}/accept", {}).status_code == 403
    assert (Rectification.objects.get().status, History.objects.count()) == ("sent", before)


def test_the_office_s_turn_has_a_limit_too(failed: Candidate) -> None:
    sent(failed)
    Deadline.objects.filter(kind=RECTIFY_DUE, done_at__isnull=True).update(due_at=now() - timedelta(seconds=1))
    keep_due()
    assert Rectification.objects.get().overdue_at is not None


def test_the_database_wants_somebody_who_accepted(failed: Candidate) -> None:
    sent(failed)
    rows: RecordQuerySet = Rectification.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="done", words="好", reported_at=now())


def test_it_can_be_clicked_and_called(failed: Candidate, regional_officer: Actor, client_for: SignIn) -> None:
    client, item = client_for(regional_officer), sent(failed)
    page = client.get(failed.get_absolute_url()).content.decode()
    assert f"/onboarding/rectifications/{item.pk}/return/" in page and "已年检" in page
    assert client.post(f"/onboarding/rectifications/{item.pk}/return/", {"reason": "太暗"}).status_code == 302
    sent(failed, "green")
    assert post(client, f"rectifications/{item.public_id}/send-back", {"reason": "太暗"}, key="a").status_code == 200
    sent(failed, "red")
    assert client.get(f"/onboarding/rectifications/{item.pk}/accept/").status_code == 200
    told = post(client, f"rectifications/{item.public_id}/accept", {}, key="b").json()
    assert (told["status"], [one["is_accepted"] for one in told["reports"]]) == ("done", [False, False, True])
