"""Documents, through the real actions."""

from typing import Any

from accounts.roles import Role
from network.support.actions import DocumentText, draft_document, release_document, sign_copy
from network.support.audience import Audience
from network.support.models import DocumentCopy, IssuedDocument
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.world import HOME, office_actor, station_actor

PDF = ("照片.pdf", b"%PDF-1.7 x")


def a_draft(audience: Audience | None = None, *, files: Any = (), follows: Any = None, **text: Any) -> IssuedDocument:
    """Return a draft, written by service management."""
    given = {"kind": "bulletin", "title_zh": "制动软管检查通讯", "body_zh": "进厂车辆一律检查左前接头。"} | text
    with at_head_office():
        return draft_document(
            DocumentText(**given),
            audience or Audience(),
            files=files,
            follows=follows,
            acting_user=office_actor(Role.SERVICE_MANAGEMENT),
        )


def a_document(audience: Audience | None = None, **text: Any) -> IssuedDocument:
    """Return a document in force, released by the customer-service manager."""
    draft = a_draft(audience, **text)
    with at_head_office():
        return release_document(draft.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def the_copy(document: IssuedDocument, code: str = HOME, post: Role = Role.STATION_MANAGER) -> DocumentCopy:
    """Return the copy of a post."""
    with at_head_office():
        return DocumentCopy.objects.get(document=document, station__code=code, post=post)


def a_signed_copy(document: IssuedDocument, code: str = HOME, post: Role = Role.STATION_MANAGER) -> DocumentCopy:
    """Return the copy of a post after its holder signed."""
    with inside(Station.objects.get(code=code)):
        return sign_copy(the_copy(document, code, post).pk, acting_user=station_actor(post, code))
