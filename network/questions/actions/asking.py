"""Raising a technical question from a repair order, a case, a major event, or from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from catalog.selectors import vehicle_by_vin
from common.clock import now
from common.errors import NotAllowed
from common.files.store import store_evidence
from common.history.record import record
from common.numbering.next_number import next_number
from network.hotline.choices import Symptom
from network.questions.choices import EVIDENCE, Origin, Urgency
from network.questions.deadlines import put_new_under
from network.questions.models import TechnicalQuestion
from network.questions.origins import component_of, matter_of, vehicle_of
from network.questions.policies import codes_of, policy_on, text_of

Upload = tuple[str, bytes]  # the file's name and its content
MOST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What is known when a question is raised. `vehicle` is a VIN or plate; left empty it is the order's or the case's."""

    title: str
    description: str
    urgency: str = Urgency.NORMAL
    origin: str = Origin.FREE
    reference: str = ""
    vehicle: str = ""
    mileage_km: int | None = None
    component: str = ""
    symptom: str = ""
    failure_code: str = ""
    fault_codes: str | Sequence[str] = ""
    measurements: str = ""
    tried: str = ""
    photos: Sequence[Upload] = ()


@transaction.atomic
def ask_question(facts: QuestionFacts, *, acting_user: Actor) -> TechnicalQuestion:
    """Raise it: it gets a number, its place in the queue and the limit of its first answer.

    Raises Invalid for a number, vehicle or code that nobody knows, or without words.
    """
    acting_user.require("questions.ask")
    if not (acting_user.is_station or acting_user.is_office):
        raise NotAllowed
    matter = matter_of(Origin(facts.origin), facts.reference, actor=acting_user)
    vehicle = vehicle_of(facts.vehicle) or vehicle_by_vin(matter.vin)
    failure_code, component = component_of(facts.component, facts.failure_code)
    question = TechnicalQuestion(
        number=next_number("TQN"),
        station_id=acting_user.station_id,
        urgency=Urgency(facts.urgency),
        origin=facts.origin,
        origin_id=matter.key,
        reference=matter.reference,
        vin=vehicle.vin if vehicle else matter.vin,
        model=vehicle.model if vehicle else None,
        built_on=vehicle.built_on if vehicle else None,
        mileage_km=facts.mileage_km if facts.mileage_km is not None else matter.mileage_km,
        component=component,
        symptom=Symptom(facts.symptom) if facts.symptom else "",
        failure_code=failure_code,
        fault_codes=codes_of(facts.fault_codes, "fault_codes"),
        title=text_of(facts.title, "title")[:MOST_TITLE],
        description=text_of(facts.description, "description"),
        measurements=facts.measurements.strip(),
        tried=facts.tried.strip(),
        asked_by_id=acting_user.id,
        asked_by_name=acting_user.name,
        due_at=now() + policy_on(now()).time_of_first(facts.urgency),
    )
    question.save(force_insert=True)
    put_new_under(question)
    keep_evidence(question, question.pk, facts.photos, acting_user)
    after = {
        "status": question.status,
        "urgency": question.urgency,
        "reference": question.reference,
        "due_at": question.due_at,
    }
    record(question, "technical_question.raised", acting_user, after=after, reason=question.title)
    return question


def keep_evidence(question: TechnicalQuestion, subject_id: UUID, photos: Sequence[Upload], by: Actor) -> None:
    """Keep pictures and documents of a question or of a line of its thread: who may read it reads them."""
    for name, content in photos:
        store_evidence(
            content, subject_id=subject_id, kind=EVIDENCE, name=name, station_id=question.station_id, uploaded_by=by.id
        )
