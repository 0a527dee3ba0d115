"""Which rounds of signatures a person may see, who may sign, what is in the way, and the round behind a link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core import signing as links
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from accounts.role_table import roles_for
from accounts.selectors import office_people, user_by_email
from common.errors import Invalid, NotYours, WrongState
from common.pages.addresses import public_address
from common.records import RecordQuerySet
from common.text import Text
from network.onboarding.choices import AgreementStatus, CandidateStatus
from network.onboarding.models import Agreement, Signing
from network.onboarding.selectors import agreements_for
from network.onboarding.signing.choices import LIVE, SigningError, SigningStatus

LINK_SALT = "onboarding.signing"
VALID_S = 180 * 24 * 3600
S = SigningStatus
WORDS: Mapping[SigningStatus, Text] = {
    S.REQUESTED: _("The agreement is on its way to the signature provider"),
    S.SENT: _("Electronic signature: waits for the station until %(day)s"),
    S.STATION_SIGNED: _("Electronic signature: waits for %(name)s until %(day)s"),
    S.DECLINED: _("Electronic signature declined: send it again, or sign on paper"),
    S.EXPIRED: _("Electronic signature: the limit has passed. Send it again, or sign on paper"),
    S.REFUSED: _("Electronic signature not accepted: send it again, or sign on paper"),
}


def signings_for(actor: Actor) -> RecordQuerySet:
    """Return the rounds of the agreements in the person's sight."""
    rows = Signing.objects.filter(agreement__in=agreements_for(actor))
    return rows.select_related("agreement", "agreement__candidate")


def live_round(agreement: Agreement) -> Signing | None:
    """Return the round that is under way."""
    return agreement.signings.filter(status__in=LIVE).first()


def refuse_while_signing(agreement: Agreement) -> None:
    """Raise WrongState while the agreement is out for electronic signature."""
    if agreement.signings.filter(status__in=LIVE).exists():
        raise WrongState(_("The agreement is out for electronic signature. Withdraw it first."), code=SigningError.LIVE)


def signatories_of(agreement: Agreement) -> list[User]:
    """Return who may sign for the manufacturer: neither who prepared the agreement nor who selected the candidate."""
    barred = {agreement.drafted_by, agreement.candidate.selected_by}
    return [one for one in office_people(*roles_for("onboarding.countersign")) if one.pk not in barred]


def signatory_called(email: str) -> UUID:
    """Return the key of whoever has this login; whether they may sign is asked when it is sent. Raises Invalid."""
    found = user_by_email(email)
    if found is None:
        raise Invalid(_("Nobody has this login."), code=SigningError.SIGNATORY, field="signatory")
    return found.pk


def to_countersign(actor: Actor) -> RecordQuerySet:
    """Return the rounds that wait for this person's signature, the most urgent first."""
    mine = signings_for(actor).filter(status=S.STATION_SIGNED, office_signatory=actor.id)
    return mine.order_by("due_at")


def signing_words(candidates: Any) -> dict[UUID, Text]:
    """Return how the signatures of these candidates' agreements stand, with one statement; without a round they are left out."""
    rows = Signing.objects.filter(
        agreement__candidate__in=candidates,
        agreement__status=AgreementStatus.DRAFT,
        agreement__candidate__status=CandidateStatus.ACCEPTED,
    )
    latest = {one.agreement.candidate_id: one for one in rows.select_related("agreement").order_by("attempt")}
    return {key: _told(one) for key, one in latest.items() if one.status in WORDS}


def _told(signing: Signing) -> Text:
    given = {"day": f"{localtime(signing.due_at):%Y-%m-%d}", "name": signing.office_signatory_name}
    return WORDS[SigningStatus(signing.status)] % given


def link_of(signing: Signing) -> str:
    """Return the address from which the station's representative is led to the provider. Only they are given it."""
    return public_address("onboarding:signing", links.dumps(str(signing.pk), salt=LINK_SALT))


def signing_of(token: str) -> Signing:
    """Return the round behind a link. The caller stands in head office's scope. Raises NotYours for a forged or old link."""
    try:
        key = UUID(links.loads(token, salt=LINK_SALT, max_age=VALID_S))
    except (links.BadSignature, ValueError, AttributeError) as error:
        raise NotYours from error
    found: Signing = Signing.objects.select_related("agreement").get_or_404(key)
    return found
