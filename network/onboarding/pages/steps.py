"""Which buttons a candidate's page shows: the moves that are possible, for the person who may make them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from audit.inspections.selectors import inspections_for
from common.pages import Button
from network.onboarding.actions.accept import latest_visit
from network.onboarding.actions.propose import CORRECTABLE
from network.onboarding.building.people import staffing_for
from network.onboarding.building.rectify import mending
from network.onboarding.building.selectors import progress_of
from network.onboarding.choices import OFFICE_REJECTS, UNDER_WAY, CandidateStatus
from network.onboarding.models import Agreement, Candidate
from network.onboarding.signing.selectors import live_round

C = CandidateStatus


def buttons_for(candidate: Candidate, actor: Actor, *, draft: Agreement | None) -> list[Button]:
    """Return the buttons; the first is the one that matters."""
    return [one for one in _all(candidate, actor, draft) if one.open_to(actor)]


def _all(candidate: Candidate, actor: Actor, draft: Agreement | None) -> Iterator[Button]:
    yield from _steps(candidate, actor, draft)
    key = (candidate.pk,)
    if candidate.contact_phone or candidate.contact_email:
        yield Button(_("Show the number"), "onboarding:contact", "onboarding.propose", key, icon="phone")
    if candidate.status in UNDER_WAY:
        yield Button(_("Add a photo"), "onboarding:photo", "onboarding.propose", key, icon="camera")
    if candidate.status in CORRECTABLE:
        yield Button(_("Correct"), "onboarding:correct", "onboarding.propose", key, icon="pencil")
    if C.REJECTED in candidate.possible_moves() and _may_reject(candidate, actor):
        yield Button(_("Turn down"), "onboarding:reject", "onboarding.reject", key, danger=True)


def _steps(candidate: Candidate, actor: Actor, draft: Agreement | None) -> Iterator[Button]:
    """Yield the buttons of the next step."""
    key, moves = (candidate.pk,), candidate.possible_moves()
    is_selector = candidate.selected_by == actor.id
    if C.SELECTED in moves:
        yield Button(_("Score and select"), "onboarding:select", "onboarding.select", key, primary=True)
    if C.CONFIRMED in moves:
        yield Button(_("Confirm for building"), "onboarding:confirm", "onboarding.confirm", key, primary=True)
    if C.ACCEPTED in moves and not is_selector:
        yield from _acceptance(candidate, actor)
    if C.SIGNED in moves and not is_selector:
        yield from _agreement(candidate, draft)
    if C.INSTRUCTED in moves:
        yield Button(_("Instruct the opening"), "onboarding:instruct", "onboarding.instruct", key, primary=True)
    if C.OPENED in moves and _may_open(candidate, actor):
        yield Button(_("Open the station"), "onboarding:open", "onboarding.open", key, primary=True)


def _acceptance(candidate: Candidate, actor: Actor) -> Iterator[Button]:
    """Yield the button that the last visit leaves: begin, go on, repeat, or accept; none before the image checklist is accepted."""
    if not progress_of(candidate).is_done:
        return
    visit = latest_visit(candidate)
    key = (candidate.pk,)
    if visit is None:
        yield Button(_("Begin the acceptance visit"), "onboarding:visit", "onboarding.accept", key, primary=True)
        return
    inspection: Any = inspections_for(actor).filter(pk=visit.inspection_id).first()
    passed = visit.passed if inspection is None else inspection.has_passed
    if passed is None:
        page = (visit.inspection_id,)
        yield Button(_("Go on with the visit"), "inspections:inspection", "onboarding.accept", page, primary=True)
    elif passed:
        yield Button(_("Accept the site"), "onboarding:accept", "onboarding.accept", key, primary=True)
    elif mending(candidate).is_done:
        yield Button(_("Begin a repeated acceptance"), "onboarding:visit", "onboarding.accept", key, primary=True)


def _agreement(candidate: Candidate, draft: Agreement | None) -> Iterator[Button]:
    if draft is not None and live_round(draft) is not None:
        return  # it is out for signature: what may be done stands beside the round
    if draft is not None:
        yield Button(_("Send for signature"), "onboarding:send", "onboarding.sign", (draft.pk,), primary=True)
        yield Button(_("Record the signatures"), "onboarding:sign", "onboarding.sign", (draft.pk,))
    label = _("Draft the agreement") if draft is None else _("Draft it anew")
    yield Button(label, "onboarding:agree", "onboarding.sign", (candidate.pk,), primary=draft is None)


def _may_open(candidate: Candidate, actor: Actor) -> bool:
    return not candidate.is_opening and candidate.instructed_by != actor.id and staffing_for(candidate).is_done


def _may_reject(candidate: Candidate, actor: Actor) -> bool:
    return candidate.status in OFFICE_REJECTS or actor.has(Role.SERVICE_MANAGEMENT)
