"""The office decides on an application: ask for more, take it over as a candidate, decline it; and look at the number."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from network.onboarding.actions.propose import CandidateFacts, propose_candidate
from network.onboarding.applications.choices import ApplicationError, ApplicationStatus, DeclineReason, Speaker
from network.onboarding.applications.models import Application, ApplicationWord
from network.onboarding.choices import Level, Source
from network.onboarding.models import Candidate
from network.onboarding.selectors import applications_for


@transaction.atomic
def ask_applicant(application_id: UUID, *, question: str, acting_user: Actor) -> Application:
    """Ask for something more; the applicant sees it on the own page. Raises Invalid without words, WrongState once it is decided."""
    acting_user.require("onboarding.propose")
    application = lock_application(application_id, acting_user)
    expect_open(application)
    if not question.strip():
        raise Invalid(_("Say what is needed."), code=ApplicationError.EMPTY, field="question")
    before = application.status
    if before != ApplicationStatus.ASKED:
        application.move_to(ApplicationStatus.ASKED)
    ApplicationWord.objects.create(
        application=application, speaker=Speaker.OFFICE, text=question.strip()[:2000], said_by=acting_user.id
    )
    after = {"status": application.status}
    record(application, "application.asked", acting_user, before={"status": before}, after=after, reason=question)
    return application


@transaction.atomic
def take_application(application_id: UUID, *, level: str = Level.B, acting_user: Actor) -> Candidate:
    """Take an application over as a candidate. The number stays here, masked. Raises what proposing raises, WrongState once it is decided."""
    acting_user.require("onboarding.propose")
    application = lock_application(application_id, acting_user)
    expect_open(application)
    candidate = propose_candidate(facts_of(application, level), acting_user=acting_user)
    before = {"status": application.status}
    application.move_to(ApplicationStatus.TAKEN, candidate=candidate, decided_by=acting_user.id, decided_at=now())
    after = {"status": application.status, "candidate": candidate.number}
    record(application, "application.taken", acting_user, before=before, after=after)
    return candidate


@transaction.atomic
def decline_application(application_id: UUID, *, reason: str, note: str = "", acting_user: Actor) -> Application:
    """Decline; the applicant reads a polite sentence, the note stays ours. Raises Invalid for no reason, WrongState once it is decided."""
    acting_user.require("onboarding.reject")
    application = lock_application(application_id, acting_user)
    expect_open(application)
    if reason not in DeclineReason.values:
        raise Invalid(_("Choose a reason."), code=ApplicationError.REASON, field="reason")
    before = {"status": application.status}
    application.move_to(
        ApplicationStatus.DECLINED,
        decline_reason=reason,
        decline_note=note.strip()[:500],
        decided_by=acting_user.id,
        decided_at=now(),
    )
    after = {"status": application.status, "decline_reason": reason}
    record(application, "application.declined", acting_user, before=before, after=after, reason=note)
    return application


@transaction.atomic
def show_contact(application_id: UUID, *, acting_user: Actor) -> Application:
    """Return the application, whose number and mail address may now be shown in full; who looked is recorded."""
    acting_user.require("onboarding.propose")
    application = lock_application(application_id, acting_user)
    record(application, "application.contact_shown", acting_user)
    return application


def facts_of(application: Application, level: str) -> CandidateFacts:
    """Return what a candidate is made of. Number and mail address stay with the application, where each look is recorded."""
    size = _("%(area)s m², %(bays)s bays") % {"area": application.area_m2, "bays": application.bays}
    return CandidateFacts(
        name=application.company,
        province_code=application.province_code,
        city=application.city,
        lat=application.lat,
        lon=application.lon,
        contact_name=application.contact_name,
        address=application.address,
        source=Source.APPLICATION,
        level=level,
        brands=list(application.brands),
        note="\n".join(filter(None, (size, application.premises, application.statement)))[:2000],
    )


def lock_application(application_id: UUID, actor: Actor) -> Application:
    """Lock an application that the actor sees. Raises NotYours."""
    found: Application = applications_for(actor).locked().get_or_404(application_id)
    return found


def expect_open(application: Application) -> None:
    """Raise WrongState once it is decided."""
    if not application.is_open:
        raise WrongState(_("This application is decided already."))
