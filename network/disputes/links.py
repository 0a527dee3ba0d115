"""The driver's link: a signed address that shows a dispute to whoever holds it, and takes the driver's word."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.errors import NotYours, WrongState
from common.pages.addresses import public_address
from common.people import Process
from common.scope import for_office
from network.disputes.actions.answering import answer
from network.disputes.actions.closing import settle
from network.disputes.actions.stating import Upload, say
from network.disputes.choices import Channel, Side
from network.disputes.locks import lock_dispute_at_once
from network.disputes.models import DisputeStatement, ServiceDispute

SALT = "disputes.driver"
VALID_S = 90 * 24 * 3600
MOST_STATEMENTS = 10  # by one link
DRIVER = Process(gettext_noop("Driver's link"))


def driver_link(dispute: ServiceDispute) -> str:
    """Return the address to send to the driver."""
    token = signing.dumps(str(dispute.pk), salt=SALT)
    return public_address("disputes:driver", token)


def dispute_of(token: str) -> ServiceDispute:
    """Return the dispute of a link. The caller stands in head office's scope. Raises NotYours for a forged or old one."""
    found: ServiceDispute = ServiceDispute.objects.select_related("station").get_or_404(_key(token))
    return found


def driver_states(token: str, text: str, photos: Sequence[Upload] = ()) -> ServiceDispute:
    """Take in what the driver says; the same words sent once more (a second tap) stand once.

    Raises NotYours for the link, WrongState for too many or too late, Invalid without words.
    """
    with _locked(token) as dispute:
        said = list(
            DisputeStatement.objects.filter(dispute=dispute, channel=Channel.LINK).values_list("text", flat=True)
        )
        if said and said[-1] == text.strip() and not photos:
            return dispute
        if len(said) >= MOST_STATEMENTS:
            raise WrongState(_("This link has been used too often. Call the hotline."))
        say(dispute, Side.DRIVER, Channel.LINK, text, photos, by=DRIVER)
        return dispute


def driver_answers(token: str, *, accepts: bool, reason: str) -> ServiceDispute:
    """Take in the driver's answer to the proposal. Raises what `answer` raises, NotYours for the link."""
    with _locked(token) as dispute:
        answer(dispute, Side.DRIVER, Channel.LINK, accepts=accepts, reason=reason, by=DRIVER)
        return dispute


def driver_confirms(token: str) -> ServiceDispute:
    """The driver has what was agreed. Raises WrongState before the station has reported it, NotYours for the link."""
    with _locked(token) as dispute:
        settle(dispute, Channel.LINK, "", by=DRIVER)
        return dispute


@contextmanager
def _locked(token: str) -> Iterator[ServiceDispute]:
    key = _key(token)
    with for_office(), transaction.atomic():
        yield lock_dispute_at_once(key)


def _key(token: str) -> UUID:
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=VALID_S))
    except (signing.BadSignature, ValueError) as error:
        raise NotYours from error
