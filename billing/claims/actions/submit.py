"""Signing and handing in: the appraiser's certificate is the gate."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.certification.choices import CertificateScope
from audit.certification.models import Certificate
from audit.certification.policies import certificate_on
from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimError, ClaimStatus
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Claim
from billing.claims.policies import require_complete, require_may_finish
from billing.claims.preauthorisations.using import use_up
from billing.policy.selectors import require_version_on
from common.clock import now, today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record


@transaction.atomic
def sign_and_submit(claim_id: UUID, *, acting_user: Actor, answer: str = "", version: int | None = None) -> Claim:
    """Sign as appraiser and hand the claim in; a returned one needs an answer to the question.

    Raises NotAllowed without a valid appraisal certificate today (rule `certificate.appraisal`) or for a station that is not active,
    Invalid when the record is not complete or no policy covers the repair date, WrongState when it is handed in already.
    """
    acting_user.require("claims.sign")
    claim = lock_claim(claim_id, acting_user, "vehicle__model")
    claim.expect_version(version)
    lines = lock_lines(claim)
    before = {"status": claim.status, "claimed_minor": claim.claimed_minor}
    if claim.status == ClaimStatus.RETURNED and not answer.strip():
        raise Invalid(_("Answer the reviewer's question first."), code=ClaimError.INCOMPLETE, field="answer")
    _require_with_the_station(claim)
    require_may_finish(claim.station)
    require_complete(claim, lines, today())
    certificate = _certificate(acting_user)
    policy = require_version_on(claim.repair_finished_on)
    claim.policy = policy
    use_up(claim)
    judgement = judge_and_keep(claim, lines, today())
    claim.move_to(
        ClaimStatus.SUBMITTED,
        policy=policy,
        policy_label=policy.label,
        is_clean=judgement.is_clean,
        claimed_minor=sum(line.claimed_minor for line in lines),
        appraiser_id=acting_user.id,
        appraiser_name=acting_user.name,
        certificate_id=certificate.pk,
        certificate_number=certificate.number,
        appraised_on=today(),
        submitted_at=now(),
        answer=answer.strip(),
    )
    after = {"status": claim.status, "claimed_minor": claim.claimed_minor, "certificate": claim.certificate_number}
    record(claim, "claim.submitted", acting_user, before=before, after=after, reason=claim.answer)
    return claim


def _require_with_the_station(claim: Claim) -> None:
    """A decided claim goes back to the first review as well, but by reopening: the table of moves can't tell who moves."""
    if not claim.is_editable:
        raise WrongState(status=str(claim.status))


def _certificate(actor: Actor) -> Certificate:
    station_id = actor.station_id
    held = certificate_on(actor.id, station_id, CertificateScope.APPRAISAL, today()) if station_id else None
    if held is None:
        raise NotAllowed(
            _(
                "Only an appraiser with an appraisal certificate that is valid today can sign. Ask for the renewal first."
            ),
            code=ClaimError.NO_CERTIFICATE,
            rule="certificate.appraisal",
        )
    return held
