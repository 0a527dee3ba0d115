"""The check compares what stands on the part with what was claimed, and keeps weight and photo."""

import io

import pytest
from PIL import Image

from accounts.actors import Actor
from billing.oldparts.actions import Seen, confirm_part, receive_part, reject_part, waive_part, weigh_in
from billing.oldparts.choices import OldPartError, PartStatus
from billing.oldparts.photos import photos_of
from common.errors import Invalid, NotAllowed
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_shipped_part
from tests.builders.oldparts import a_labelled_part, a_received_part
from tests.claims.support import refused


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    return out.getvalue()


def test_small_letters_and_blanks_match(final_reviewer: Actor) -> None:
    part = a_received_part()
    seen = Seen(f" {part.part_number.lower()} ", "")
    with at_head_office():
        done = confirm_part(part.pk, seen=seen, acting_user=final_reviewer)
    assert (done.status, done.seen_number) == (PartStatus.CONFIRMED, part.part_number.lower())


def test_another_part_is_not_confirmed(final_reviewer: Actor) -> None:
    part = a_received_part()
    with at_head_office(), refused(Invalid, OldPartError.MISMATCH) as caught:
        confirm_part(part.pk, seen=Seen("OTHER-1"), acting_user=final_reviewer)
    assert caught.value.field == "seen_number"
    assert part.part_number in str(caught.value.message)


def test_too_few_are_not_confirmed(final_reviewer: Actor) -> None:
    part = a_shipped_part()
    with at_head_office():
        receive_part(part.label_code, quantity=0, acting_user=final_reviewer)
        with refused(Invalid, OldPartError.MISMATCH):
            confirm_part(part.pk, acting_user=final_reviewer)


def test_a_refusal_keeps_what_was_read(final_reviewer: Actor) -> None:
    part = a_received_part()
    with at_head_office():
        done = reject_part(part.pk, reason="不符", seen=Seen("OTHER-1", "SN-9"), acting_user=final_reviewer)
    assert (done.seen_number, done.seen_serial) == ("OTHER-1", "SN-9")


def test_it_is_weighed_and_photographed(final_reviewer: Actor) -> None:
    part = a_received_part()
    with at_head_office():
        done = weigh_in(part.pk, weight_g=1250, photo=a_photo(), name="a.jpg", acting_user=final_reviewer)
        assert (done.weight_g, photos_of(part).count()) == (1250, 1)
        with refused(Invalid):
            weigh_in(part.pk, weight_g=None, photo=b"no picture", acting_user=final_reviewer)
        with refused(Invalid, OldPartError.NOTHING_CHOSEN):
            weigh_in(part.pk, weight_g=None, photo=None, acting_user=final_reviewer)


def test_only_authorised_people_waive(reviewer: Actor, customer_service_manager: Actor) -> None:
    part = a_labelled_part()
    with at_head_office():
        with refused(NotAllowed):
            waive_part(part.pk, reason="x", acting_user=reviewer)
        done = waive_part(part.pk, reason="客服经理批示", acting_user=customer_service_manager)
    assert done.status == PartStatus.WAIVED


@pytest.mark.parametrize("who", ["parts_clerk", "auditor"])
def test_nobody_else_weighs(db: None, who: str, request: pytest.FixtureRequest) -> None:
    part = a_received_part()
    with at_head_office(), refused(NotAllowed):
        weigh_in(part.pk, weight_g=1, photo=None, acting_user=request.getfixturevalue(who))
