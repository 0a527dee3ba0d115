"""Drafting, changing, publishing and withdrawing scripts; and keeping what a caller answered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from common.clock import database_now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from network.hotline.choices import Symptom
from network.hotline.policies import HotlineError
from network.hotline.triage.models import TriageScript
from network.hotline.triage.script import Script, Walk, problems, read, stored, walk
from network.hotline.triage.selectors import script_of_version, scripts_for


@transaction.atomic
def draft_script(symptom: str, script: Script, *, summary: str = "", acting_user: Actor) -> TriageScript:
    """Begin the next version of a symptom's script; it may have gaps until it is published. Raises Invalid for an unknown symptom."""
    acting_user.require("triage.draft")
    if symptom not in Symptom.values:
        raise Invalid(_("There is no such symptom."), field="symptom")
    last = TriageScript.objects.filter(symptom=symptom).aggregate(last=Max("number"))["last"] or 0
    version = TriageScript.objects.create(
        symptom=symptom,
        number=last + 1,
        steps=stored(script),
        summary=summary,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    record(version, "triage_script.drafted", acting_user, after={"symptom": symptom, "number": version.number})
    return version


@transaction.atomic
def amend_script(script_id: UUID, script: Script, *, summary: str = "", acting_user: Actor) -> TriageScript:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require("triage.draft")
    version: TriageScript = scripts_for(acting_user).locked().get_or_404(script_id)
    if version.status != PolicyStatus.DRAFT:
        raise WrongState(_("A published version is never changed. Draft a new one."))
    before = {"summary": version.summary}
    version.change(steps=stored(script), summary=summary, drafted_by=acting_user.id, drafted_by_name=acting_user.name)
    record(version, "triage_script.amended", acting_user, before=before, after={"summary": summary})
    return version


@transaction.atomic
def publish_script(script_id: UUID, *, acting_user: Actor) -> TriageScript:
    """Put a draft in force for calls from now on.

    Raises NotAllowed for its drafter, Invalid for a script with gaps, WrongState unless it is a draft.
    """
    acting_user.require("triage.publish")
    version: TriageScript = scripts_for(acting_user).locked().get_or_404(script_id)
    if version.drafted_by == acting_user.id:
        raise NotAllowed(_("Whoever drafted a version can't publish it. Ask a second person."))
    if wrong := list(problems(read(version.steps))):
        raise Invalid(" ".join(str(one) for one in wrong), code=HotlineError.SCRIPT)
    version.move_to(
        PolicyStatus.PUBLISHED,
        published_by=acting_user.id,
        published_by_name=acting_user.name,
        published_at=database_now(),
    )
    record(version, "triage_script.published", acting_user, after={"status": version.status})
    return version


@transaction.atomic
def withdraw_script(script_id: UUID, *, acting_user: Actor) -> TriageScript:
    """Put a draft away. Raises WrongState for a published one, which the next version replaces."""
    acting_user.require("triage.draft")
    version: TriageScript = scripts_for(acting_user).locked().get_or_404(script_id)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "triage_script.withdrawn", acting_user, after={"status": version.status})
    return version


def answered(script_id: UUID | None, keys: Sequence[int]) -> tuple[TriageScript, Walk] | None:
    """Return the script and what follows from the answers, or None without any. Raises Invalid for answers that it does not have."""
    if script_id is None or not keys:
        return None
    version = script_of_version(str(script_id))
    if version is None:
        raise Invalid(_("This answer is not in the script. Begin it again."), code=HotlineError.SCRIPT)
    return version, walk(read(version.steps), keys)


def kept(version: TriageScript, done: Walk) -> dict[str, Any]:
    """Return what a case keeps of its triage: in both languages, since the script may be another by then."""
    return {
        "script": str(version.pk),
        "version": version.number,
        "answers": [
            {"code": question.code, "ask": asdict(question.ask), "say": asdict(option.say)}
            for question, option in done.given
        ],
        "needs": list(done.needs),
        "parts": [asdict(one) for one in done.parts],
        "urgency": done.urgency,
        "finished": done.current is None,
    }
