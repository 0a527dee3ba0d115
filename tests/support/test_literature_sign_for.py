"""Literature that is signed for (签收): each post gets a copy, is chased like for any document, and the next edition asks anew."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.relay import deliver_pending
from desk.models import Notification
from network.support.actions import DocumentText, draft_document
from network.support.actions.copies import sign_copy
from network.support.actions.literature import retire_literature
from network.support.audience import Audience
from network.support.choices import Stage
from network.support.deadlines import KINDS
from network.support.literature_models import Literature
from network.support.literature_selectors import signed_of, to_sign_for
from network.support.models import DocumentCopy, IssuedDocument
from network.support.selectors import copies_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.api import Caller
from tests.support.test_literature import a_draft, a_piece, at
from tests.world import HOME, RIVAL, office_actor

pytestmark = pytest.mark.django_db
READERS = Audience(posts=[Role.TECHNICIAN])


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def to_sign(**text: Any) -> Literature:
    """A piece in the library that technicians sign for within three working days."""
    return a_piece(READERS, **({"sign_days": 3} | text))


def copy_of(piece: Literature, code: str = HOME) -> DocumentCopy:
    """The copy of a station's technicians."""
    return DocumentCopy.objects.get(document__literature=piece, station__code=code)


def test_its_readers_get_a_copy_and_sign_on_its_own_page(client_for: Any, technician: Actor) -> None:
    piece = to_sign()
    copy = copy_of(piece)
    address = f"/s/SHA01/support/literature/{piece.pk}/"
    assert f"/support/inbox/{copy.pk}/sign/" in client_for(technician).get(address).content.decode()
    with at(HOME):
        assert [one.pk for one in to_sign_for(piece, technician)] == [copy.pk]
        assert sign_copy(copy.pk, acting_user=technician).status == "done"
        assert to_sign_for(piece, technician) == []
    document = IssuedDocument.objects.get(literature=piece)
    assert signed_of(document) == (2, 1, 0)
    office = client_for(office_actor(Role.TRAINER)).get(piece.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in office


def test_without_days_nobody_signs(client_for: Any, technician: Actor) -> None:
    a_piece(READERS)
    assert not IssuedDocument.objects.exists() and not DocumentCopy.objects.exists()


@pytest.mark.parametrize("persona", ["receptionist", "rival_manager", "supplier_user"])
def test_another_post_another_station_and_a_supplier_do_not_sign(persona: str, request: pytest.FixtureRequest) -> None:
    copy, actor = copy_of(to_sign()), request.getfixturevalue(persona)
    code = RIVAL if persona.startswith("rival") else HOME
    with inside(Station.objects.get(code=code)), pytest.raises((NotAllowed, NotYours)):
        sign_copy(copy.pk, acting_user=actor)
    copy.refresh_from_db()
    assert (copy.status, copy.signed_by_name) == ("to_sign", "")


def test_who_has_left_signs_nothing(technician: Actor, client_for: Any) -> None:
    copy, client = copy_of(to_sign()), client_for(technician)
    technician.user.memberships.update(ended_at=now())
    assert client.post(f"/s/SHA01/support/inbox/{copy.pk}/sign/").status_code in (302, 403, 404)
    copy.refresh_from_db()
    assert copy.status == "to_sign"


def test_who_is_late_is_told_and_marked(technician: Actor) -> None:
    piece = to_sign()
    deliver_pending()
    Deadline.objects.filter(kind=KINDS[Stage.SIGN]).update(due_at=now() - timedelta(days=1), step=1)
    DocumentCopy.objects.update(sign_by=now() - timedelta(hours=1))
    keep_due()
    deliver_pending()
    assert signed_of(IssuedDocument.objects.get(literature=piece))[2] == 2
    assert Notification.objects.filter(user=technician.user).count() >= 2


def test_the_next_edition_asks_anew_or_stops_asking(technician: Actor) -> None:
    first = to_sign()
    second = to_sign(follows=first.pk)
    assert copy_of(first).status == "withdrawn" and copy_of(second).status == "to_sign"
    old, new = IssuedDocument.objects.order_by("edition")
    assert (old.number, old.status, new.number, new.edition) == (new.number, "replaced", old.number, 2)
    a_piece(READERS, follows=second.pk)
    assert copy_of(second).status == "withdrawn"


def test_retired_literature_is_signed_for_no_more(customer_service_manager: Actor) -> None:
    piece = to_sign()
    retire_literature(piece.pk, reason="车型停产", acting_user=customer_service_manager)
    assert copy_of(piece).status == "withdrawn"
    assert not Deadline.objects.filter(kind=KINDS[Stage.SIGN], done_at__isnull=True).exists()


def test_a_piece_for_no_station_is_not_released(customer_service_manager: Actor) -> None:
    nowhere = Audience(posts=[Role.TECHNICIAN], levels=["Z"])
    with pytest.raises(Invalid):
        a_piece(nowhere, sign_days=3)
    with pytest.raises(Invalid):
        a_draft(READERS, sign_days=251)
    assert not IssuedDocument.objects.exists()


def test_what_the_library_sends_is_not_written_by_hand(service_management: Actor) -> None:
    document = IssuedDocument.objects.get(literature=to_sign())
    text = DocumentText(kind="bulletin", title_zh="甲", body_zh="乙")
    with pytest.raises(WrongState):
        draft_document(text, Audience(), follows=document.pk, acting_user=service_management)
    with pytest.raises(Invalid):
        draft_document(
            DocumentText(kind="literature", title_zh="甲", body_zh="乙"), Audience(), acting_user=service_management
        )


def test_its_files_are_those_of_the_library(client_for: Any, technician: Actor, service_management: Actor) -> None:
    piece = to_sign()
    copy = copy_of(piece)
    User.objects.update(language="en")
    page = client_for(technician).get(f"/s/SHA01/support/inbox/{copy.pk}/").content.decode()
    assert f"/support/inbox/{copy.pk}/files/" in page and f"/support/literature/{piece.pk}/" in page
    with at(HOME):
        assert copies_for(technician).filter(pk=copy.pk).exists()
    api = Caller(client_for(service_management)).get(f"documents/{copy.document.public_id}/files").json()
    assert [one["part"] for one in api["data"]] == ["document"]


def test_the_api_says_and_takes_the_days(client_for: Any, service_management: Actor) -> None:
    body = {"kind": "manual", "title_zh": "手册", "body_zh": "内容", "posts": ["technician"], "sign_days": 5}
    made = Caller(client_for(service_management)).post("literature", body).json()
    assert made["sign_days"] == 5
