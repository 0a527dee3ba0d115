"""A station becomes another company's: the agreement with the one before ends, and one with the new company follows it.

It is drafted from the template in force and signed like the first one, on paper or electronically, while the station goes on working.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from network.onboarding.actions.agree import Terms, check_terms, new_agreement, refuse_selector, write_papers
from network.onboarding.choices import AgreementStatus, OnboardingError
from network.onboarding.models import Agreement, Candidate
from network.onboarding.signing.selectors import refuse_while_signing


@transaction.atomic
def draft_successor(
    before: Agreement, terms: Terms, *, party_name: str, contact_email: str, acting_user: Actor
) -> Agreement:
    """Draft the agreement with a station's next owner as PDFs in both languages; an earlier draft becomes void.

    The caller has passed the station's gate. Raises WrongState once the next one is signed or while it is out for signature, Invalid for
    impossible terms and when the person selected the candidate.
    """
    acting_user.require("onboarding.sign")
    candidate: Candidate = Candidate.objects.all().locked().get_or_404(before.candidate_id)
    refuse_selector(candidate, acting_user)
    check_terms(terms)
    if not party_name.strip():
        raise Invalid(_("This is needed."), code=OnboardingError.TERM, field="party_name")
    _clear(before)
    party = {"party_name": party_name.strip(), "contact_email": contact_email.strip(), "replaces": before}
    agreement = new_agreement(candidate, terms, acting_user, **party)
    write_papers(agreement)
    after = {"agreement": agreement.number, "replaces": before.number, "party_name": agreement.party_name}
    record(candidate, "candidate.agreement_drafted", acting_user, after=after | asdict(terms))
    return agreement


def _clear(before: Agreement) -> None:
    """Void an earlier draft. Raises WrongState when it is signed already."""
    for earlier in before.successors.exclude(status=AgreementStatus.VOID).locked():
        if earlier.status != AgreementStatus.DRAFT:
            raise WrongState(_("The agreement with the next owner is signed already."))
        refuse_while_signing(earlier)
        earlier.move_to(AgreementStatus.VOID)


def supersede_agreement(number: str, *, reason: str, acting_user: Person) -> Agreement | None:
    """End the signed agreement with a station whose owner has changed, in the caller's transaction. None when it has ended already."""
    agreement: Agreement | None = (
        Agreement.objects.filter(number=number, status=AgreementStatus.SIGNED).locked().first()
    )
    if agreement is None:
        return None
    agreement.move_to(AgreementStatus.SUPERSEDED)
    after = {"agreement": agreement.number, "followed_by": str(agreement.successor or "")}
    record(agreement.candidate, "candidate.agreement_superseded", acting_user, after=after, reason=reason)
    return agreement
