"""Literature that its readers sign for: the library sends each post a copy like any other document, and chases it in the same way."""

from accounts.actors import Actor
from network.support.actions.documents import send_out, take_back
from network.support.actions.editions import place_of
from network.support.choices import DocumentKind, DocumentStatus
from network.support.literature_models import Literature
from network.support.models import IssuedDocument

SHARED = ("title_zh", "title_en", "body_zh", "body_en", "changes", "sign_days", "drafted_by_id", "drafted_by_name")
AUDIENCE = ("regions", "levels", "brands", "stations", "posts")


def ask_to_sign(edition: Literature, acting_user: Actor) -> IssuedDocument | None:
    """Send a released edition to its readers if they are to sign for it; what was sent of the edition before is waited for no more.

    In the caller's transaction. Raises Invalid when no station would get it.
    """
    sent = IssuedDocument.objects.filter(literature__family=edition.family).order_by("-edition")
    if not edition.sign_days:
        stop_asking(edition, str(edition), acting_user)
        return None
    values = {name: getattr(edition, name) for name in (*SHARED, *AUDIENCE)}
    document = IssuedDocument(
        **place_of(sent.first(), "DOC"), **values, kind=DocumentKind.LITERATURE, literature=edition
    )
    document.save(force_insert=True)
    return send_out(document, acting_user)


def stop_asking(edition: Literature, why: str, acting_user: Actor) -> None:
    """Nobody signs any more for a piece, with the reason: it was taken out of the library, or its next edition asks for nothing.

    In the caller's transaction.
    """
    rows = IssuedDocument.objects.filter(literature__family=edition.family, status=DocumentStatus.IN_FORCE)
    for document in rows.locked():
        take_back(document, why, acting_user)
