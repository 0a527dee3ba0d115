"""形象建设: the checklist of the level, photographed behind the link, judged item by item; nobody visits before it is accepted."""

import base64
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor
from common.clock import business_zone, now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.scope import for_office
from network.onboarding.actions import start_acceptance
from network.onboarding.board import lanes, what_blocks
from network.onboarding.building.actions import IMAGE_DUE, accept_image, reject_image
from network.onboarding.building.models import BuildingRules, ImageItem, ImageSubmission
from network.onboarding.building.policies import EXAMPLE, Policy, policy_of
from network.onboarding.building.public import send_image
from network.onboarding.building.rules import RULES
from network.onboarding.building.selectors import link_of, progress_by_candidate, progress_of
from network.onboarding.models import Acceptance, Candidate
from tests.builders import onboarding as build
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]


def token_of(candidate: Candidate) -> str:
    """Return the last part of the applicant's link."""
    return link_of(candidate).rstrip("/").rsplit("/", 1)[1]


def sent(candidate: Candidate, code: str = "reception", colour: str = "navy") -> ImageItem:
    """An item whose photo has come in."""
    return send_image(token_of(candidate), code, [("前台.jpg", build.photo(colour))])


def late(item: ImageItem) -> None:
    """Let the limit of an item pass and keep the deadlines."""
    Deadline.objects.filter(subject_id=item.pk, kind=IMAGE_DUE, done_at__isnull=True).update(
        due_at=now() - timedelta(seconds=1)
    )
    keep_due()


def test_the_confirmation_gives_the_items_of_the_level_with_a_limit_each(office: None) -> None:
    candidate = build.permitted()
    codes = list(candidate.image_items.values_list("code", flat=True))
    assert codes == [one.code for one in EXAMPLE.items_for("B")]
    assert len(EXAMPLE.items_for("C")) < len(codes)
    keys = candidate.image_items.values("pk")
    assert Deadline.objects.filter(kind=IMAGE_DUE, subject_id__in=keys, done_at__isnull=True).count() == len(codes)
    shown = {one.astimezone(business_zone()).date() for one in candidate.image_items.values_list("due_at", flat=True)}
    assert shown == {candidate.build_until}  # readers see the date alone


def test_photos_come_in_behind_the_link_and_are_accepted(office: None, regional_officer: Actor) -> None:
    candidate = build.permitted()
    item = sent(candidate)
    assert (item.status, item.submissions.count()) == ("submitted", 1)
    done = accept_image(item.pk, acting_user=regional_officer)
    assert (done.status, done.due_at) == ("accepted", None)
    assert progress_of(candidate).accepted == 1
    verbs = list(History.objects.filter(aggregate_id=candidate.pk).values_list("verb", flat=True))
    assert {"candidate.image_sent", "candidate.image_accepted"} <= set(verbs)
    assert "candidate.image_complete" not in verbs


def test_a_rejection_says_why_and_new_photos_follow(office: None, service_management: Actor) -> None:
    candidate = build.permitted()
    item = sent(candidate)
    with pytest.raises(Invalid):
        reject_image(item.pk, reason=" ", acting_user=service_management)
    reject_image(item.pk, reason="背景墙缺少品牌标识。", acting_user=service_management)
    page = Client().get(urlsplit(link_of(candidate)).path)
    assert "背景墙缺少品牌标识。" in page.content.decode()
    again = sent(candidate, colour="green")
    accept_image(again.pk, acting_user=service_management)
    told = list(ImageSubmission.objects.order_by("attempt").values_list("attempt", "is_accepted"))
    assert told == [(1, False), (2, True)]


def test_the_same_photos_twice_stand_once_and_old_ones_are_refused(office: None, service_management: Actor) -> None:
    candidate = build.permitted()
    item = sent(candidate)
    assert sent(candidate).pk == item.pk
    assert ImageSubmission.objects.count() == 1
    with pytest.raises(WrongState):
        sent(candidate, colour="green")
    reject_image(item.pk, reason="不清晰", acting_user=service_management)
    for code in ("reception", "lounge"):
        with pytest.raises(Invalid) as caught:
            sent(candidate, code)
        assert caught.value.code == "building.reused"
    assert ImageSubmission.objects.count() == 1


def test_too_few_photos_are_refused(office: None) -> None:
    candidate = build.permitted()
    with pytest.raises(Invalid) as caught:
        sent(candidate, "sign")
    assert caught.value.code == "building.photos"
    assert candidate.image_items.get(code="sign").status == "open"


def test_nobody_visits_before_the_checklist_is_accepted(office: None, service_management: Actor) -> None:
    candidate = build.permitted()
    with pytest.raises(WrongState) as caught:
        start_acceptance(candidate.pk, acting_user=service_management)
    assert caught.value.code == "building.checklist"
    assert not Acceptance.objects.exists()
    start_acceptance(build.confirmed(name="另一家", city="宿迁").pk, acting_user=service_management)


@pytest.mark.parametrize("persona", ["auditor", "reviewer", "customer_service_manager"])
def test_nobody_else_judges(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    item = sent(build.permitted())
    before = History.objects.count()
    for act in (accept_image, lambda key, **more: reject_image(key, reason="不", **more)):
        with pytest.raises(NotAllowed):
            act(item.pk, acting_user=request.getfixturevalue(persona))
    assert (ImageItem.objects.get(pk=item.pk).status, History.objects.count()) == ("submitted", before)


def test_another_office_does_not_see_the_item(office: None, regional_officer: Actor) -> None:
    item = sent(build.permitted())
    Candidate.objects.filter(pk=item.candidate_id).update(region="south")
    with pytest.raises(NotYours):
        accept_image(item.pk, acting_user=regional_officer)
    assert ImageSubmission.objects.get().is_accepted is None


def test_what_does_not_wait_is_not_judged_and_a_judgement_stands(office: None, service_management: Actor) -> None:
    candidate = build.permitted()
    untouched = candidate.image_items.get(code="lounge")
    with pytest.raises(WrongState):
        accept_image(untouched.pk, acting_user=service_management)
    item = sent(candidate)
    accept_image(item.pk, acting_user=service_management)
    with pytest.raises(WrongState):
        reject_image(item.pk, reason="再看", acting_user=service_management)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageSubmission.objects.filter(item=item).update(is_accepted=False, reason="改判")


def test_whoever_is_late_is_marked_once_and_the_next_turn_has_its_own_limit(office: None) -> None:
    candidate = build.permitted()
    item = candidate.image_items.get(code="reception")
    late(item)
    item.refresh_from_db()
    assert item.overdue_at is not None
    assert History.objects.filter(aggregate_id=candidate.pk, verb="candidate.image_overdue").count() == 1
    item = sent(candidate)
    assert item.overdue_at is None
    late(item)
    assert History.objects.filter(aggregate_id=candidate.pk, verb="candidate.image_overdue").count() == 2


def test_the_board_tells_how_far_it_is(office: None) -> None:
    candidate = build.permitted()
    sent(candidate)
    rows = Candidate.objects.filter(pk=candidate.pk)
    progress = progress_by_candidate(rows)
    ticket = next(lane for lane in lanes(rows, set(), progress=progress) if lane.status == "confirmed").tickets[0]
    assert (ticket.progress.accepted, ticket.progress.waiting) == (0, 1)
    assert "1" in str(ticket.blocked_by)
    assert str(ticket.blocked_by) != str(what_blocks(candidate))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_behind_the_link_takes_photos_and_a_forged_one_does_not(office: None, language: str) -> None:
    candidate = build.permitted()
    address = urlsplit(link_of(candidate)).path
    photo = SimpleUploadedFile("前台.jpg", build.photo(), content_type="image/jpeg")
    answer = Client().post(address, {"item": "reception", "photos": photo}, headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert ("Thank you" in answer.content.decode()) == (language == "en")
    refused = Client().post(address, {"item": "sign", "words": "前台已完工"})
    assert refused.status_code == 422
    assert refused.content.decode().count('value="前台已完工"') == 1
    other = SimpleUploadedFile("前台.jpg", build.photo("red"), content_type="image/jpeg")
    assert Client().post(address, {"item": "nothing", "photos": other}).status_code == 404
    assert Client().get("/onboarding/building/forged/").status_code == 404


def test_the_office_judges_on_the_candidate_s_page(
    office: None, regional_officer: Actor, reviewer: Actor, client_for: SignIn
) -> None:
    candidate = build.permitted()
    item = sent(candidate)
    photo = item.submissions.get()
    accept = f"/onboarding/image/{item.pk}/accept/"
    assert accept in client_for(regional_officer).get(candidate.get_absolute_url()).content.decode()
    assert accept not in client_for(reviewer).get(candidate.get_absolute_url()).content.decode()
    assert client_for(reviewer).post(accept).status_code == 403
    assert client_for(regional_officer).post(accept).status_code == 302
    item.refresh_from_db()
    photo.refresh_from_db()
    assert (item.status, photo.is_accepted) == ("accepted", True)


def test_a_new_version_changes_nothing_for_whoever_is_confirmed(
    office: None, service_management: Actor, customer_service_manager: Actor
) -> None:
    old = build.permitted()
    values = {"items": [["sign", "门头", "Fascia", "ABC", 1]], "judge_days": 2}
    draft = RULES.draft(label="2027.1", valid_from=now(), values=values, acting_user=service_management)
    with pytest.raises(NotAllowed):
        RULES.publish(draft.pk, acting_user=service_management)
    RULES.publish(draft.pk, acting_user=customer_service_manager)
    new = build.permitted(name="另一家", city="宿迁")
    assert list(new.image_items.values_list("code", "rules")) == [("sign", "2027.1")]
    assert old.image_items.count() == len(EXAMPLE.items_for("B"))
    with pytest.raises(IntegrityError), transaction.atomic():
        BuildingRules.objects.update(summary="改")


@pytest.mark.parametrize(
    "rows", [[], [["a", "甲", "A", "ABC", 1]] * 2, [["a", "甲", "A", "X", 1]], [["a", "甲", "A", "A", 9]]]
)
def test_rules_that_nobody_could_follow_are_refused(
    office: None, service_management: Actor, rows: list[list[object]]
) -> None:
    with pytest.raises(Invalid):
        RULES.draft(label="2027.1", valid_from=now(), values={"items": rows}, acting_user=service_management)
    assert not BuildingRules.objects.exists()


def test_a_refused_candidate_s_link_works_no_more(office: None, service_management: Actor) -> None:
    candidate = build.permitted()
    address = urlsplit(link_of(candidate)).path
    assert Client().get(address).status_code == 200
    with for_office():
        Candidate.objects.filter(pk=candidate.pk).update(status="rejected")
    assert Client().get(address).status_code == 404


def test_the_office_sends_in_what_it_was_handed_and_another_person_judges(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    candidate = build.permitted()
    item = candidate.image_items.exclude(photos_needed__gt=1)[0]
    address = f"/onboarding/image/{item.pk}/send/"
    sent = {"photos": SimpleUploadedFile("a.jpg", build.photo("teal"), "image/jpeg"), "words": "当面交来"}
    assert client_for(regional_officer).get(address).status_code == 200
    assert client_for(regional_officer).post(address, sent).status_code == 302
    item.refresh_from_db()
    submission = item.submissions.get()
    assert (item.status, submission.sent_by, submission.words) == ("submitted", regional_officer.id, "当面交来")
    accept, page = f"/onboarding/image/{item.pk}/accept/", candidate.get_absolute_url()
    assert accept not in client_for(regional_officer).get(page).text
    assert accept in client_for(service_management).get(page).text
    with for_office(), pytest.raises(NotAllowed):
        accept_image(item.pk, acting_user=regional_officer)
    with pytest.raises(IntegrityError), transaction.atomic(), for_office():
        ImageSubmission.objects.filter(pk=submission.pk).update(
            is_accepted=True, judged_by=regional_officer.id, judged_at=now()
        )
    with for_office():
        assert accept_image(item.pk, acting_user=service_management).status == "accepted"
    assert (
        client_for(regional_officer)
        .post(address, {"photos": SimpleUploadedFile("b.jpg", build.photo("red"))})
        .status_code
        == 409
    )


def test_the_api_sends_photos_in_and_lists_key_posts(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    candidate = build.permitted()
    caller = Caller(client_for(regional_officer))
    item = candidate.image_items.exclude(photos_needed__gt=1)[0]
    photo = {"name": "a.jpg", "content_base64": base64.b64encode(build.photo("olive")).decode()}
    answer = caller.post(f"image-items/{item.public_id}/send", {"photos": [photo]})
    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")
    assert caller.post(f"image-items/{item.public_id}/send", {"photos": []}).status_code in (409, 422)
    posts = caller.get(f"key-posts?q={candidate.number}").json()["data"]
    assert {row["code"] for row in posts} == {one.code for one in EXAMPLE.posts_for("B")}


def test_building_rules_are_read_as_they_are_stored() -> None:
    assert policy_of("a", {"judge_days": 2}) == Policy(label="a", judge_days=2)
    with pytest.raises(ValueError, match="no_such"):
        policy_of("a", {"no_such": 1})
