"""Photos of a claim: kept with hour, place and hashes, shown to those who may see the claim."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from billing.claims.actions import return_claim
from billing.claims.choices import PhotoSubject
from billing.claims.photos import MOST_AT_ONCE, add_photos, photos_of, remove_photo
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.ids import new_id
from tenants.registry.standing import at_head_office, inside
from tests.builders.beforehand import wanting
from tests.builders.claims import a_draft_claim, a_submitted_claim
from tests.builders.pictures import a_photo
from tests.claims.support import refused

HERE = "/s/SHA01/claims/"


def add(claim: Any, actor: Actor, *photos: bytes, subject: PhotoSubject = PhotoSubject.ODOMETER) -> Any:
    with inside(actor.station):
        given = [(f"{number}.jpg", photo) for number, photo in enumerate(photos)]
        return add_photos(claim.pk, subject=subject, photos=given, acting_user=actor)


def test_hour_place_and_hashes_are_kept_apart_from_the_upload(appraiser: Actor) -> None:
    claim = a_draft_claim()
    photo = a_photo(taken="2026:05:04 10:00:00", offset="+08:00", place=(31.2, 121.5))
    [file] = add(claim, appraiser, photo)
    assert file.captured_at.isoformat() == "2026-05-04T10:00:00+08:00"
    assert (file.captured_lat, file.captured_lon) == (31.2, 121.5)
    assert file.created_at > file.captured_at
    assert len({file.sha256, file.source_sha256}) == 2
    assert len(file.perceptual_hash) == 16


def test_the_same_photo_is_found_again_by_its_hashes(appraiser: Actor) -> None:
    one, two, photo = a_draft_claim(), a_draft_claim(), a_photo()
    [first], [second] = add(one, appraiser, photo), add(two, appraiser, photo)
    assert (first.sha256, first.perceptual_hash) == (second.sha256, second.perceptual_hash)


def test_a_photo_makes_the_rule_silent(appraiser: Actor) -> None:
    wanting(photos=[{"clause": "13.2", "claim_type": "warranty", "subject": "odometer"}])
    claim = a_draft_claim()
    with at_head_office():
        missing = claim.reasons.get(rule="evidence.photo_missing")
        assert (missing.clause, missing.params) == ("13.2", {"missing_subjects": "odometer"})
    add(claim, appraiser, a_photo())
    with at_head_office():
        assert not claim.reasons.filter(rule="evidence.photo_missing").exists()


def test_what_is_no_picture_is_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with refused(Invalid):
        add(claim, appraiser, a_photo(), b"<html>")


def test_too_many_at_once_are_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with refused(Invalid):
        add(claim, appraiser, *[a_photo()] * (MOST_AT_ONCE + 1))


def test_nothing_is_added_to_what_was_handed_in(appraiser: Actor) -> None:
    claim = a_submitted_claim()
    with refused(WrongState):
        add(claim, appraiser, a_photo())


def test_a_returned_claim_gets_more_photos_but_loses_none(appraiser: Actor, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    with at_head_office():
        return_claim(claim.pk, question="?", acting_user=reviewer)
    [file] = add(claim, appraiser, a_photo())
    with inside(appraiser.station), refused(WrongState):
        remove_photo(claim.pk, file.pk, acting_user=appraiser)


def test_a_photo_is_taken_off_a_draft(appraiser: Actor) -> None:
    claim = a_draft_claim()
    [file] = add(claim, appraiser, a_photo())
    with inside(appraiser.station):
        remove_photo(claim.pk, file.pk, acting_user=appraiser)
        assert not photos_of(claim)


def test_a_technician_adds_none(technician: Actor) -> None:
    claim = a_draft_claim()
    with refused(NotAllowed):
        add(claim, technician, a_photo())


def test_a_rival_neither_adds_nor_removes(appraiser: Actor, rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    [file] = add(claim, appraiser, a_photo())
    with refused(NotYours):
        add(claim, rival_appraiser, a_photo())
    with inside(rival_appraiser.station), refused(NotYours):
        remove_photo(claim.pk, file.pk, acting_user=rival_appraiser)


def test_photos_are_sent_and_shown_on_pages(client_for: Any, appraiser: Actor, reviewer: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    address = f"{HERE}{claim.pk}/photos/"
    upload = SimpleUploadedFile("x.jpg", a_photo(size=(900, 700)), "image/jpeg")
    assert client.post(address, {"subject": "vin_plate", "photos": [upload]}).status_code == 302
    with at_head_office():
        file = StoredFile.objects.get(subject_id=claim.pk)
    shown = client.get(f"{address}{file.pk}/")
    small = client.get(f"{address}{file.pk}/?small")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert len(small.content) < len(shown.content)
    assert str(file.pk) in client.get(address).content.decode()
    assert (
        client_for(reviewer).get(f"/claims/{claim.pk}/photos/{file.pk}/").status_code == 404
    )  # a draft is the station's


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG"])
def test_a_bad_file_comes_back_with_a_sentence(client_for: Any, appraiser: Actor, content: bytes) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    upload = SimpleUploadedFile("x.jpg", content, "image/jpeg")
    answer = client.post(f"{HERE}{claim.pk}/photos/", {"subject": "odometer", "photos": [upload]})
    assert answer.status_code == 422
    assert "JPEG" in answer.content.decode()


def test_a_rival_sees_no_photo(client_for: Any, appraiser: Actor, rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    [file] = add(claim, appraiser, a_photo())
    assert client_for(rival_appraiser).get(f"/s/BJS01/claims/{claim.pk}/photos/{file.pk}/").status_code == 404
    assert client_for(appraiser).get(f"{HERE}{claim.pk}/photos/{new_id()}/").status_code == 404
