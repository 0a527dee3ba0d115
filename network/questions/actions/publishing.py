"""A solved question becomes a technical case of the library: anonymous, and released there by a second person."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import WrongState
from common.history.record import record
from network.questions.choices import QuestionError, QuestionStatus
from network.questions.locks import lock_question
from network.questions.models import TechnicalQuestion
from network.support.actions.literature import LiteratureText, draft_literature, require_nobody_named
from network.support.audience import Audience
from network.support.choices import DocumentStatus, LiteratureKind

READERS = (Role.STATION_MANAGER, Role.WORKSHOP, Role.TECHNICIAN, Role.APPRAISER)
TAIL = 8  # the characters of a VIN that people read out


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """What the case says. English is optional, as everywhere in the library."""

    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""


@transaction.atomic
def propose_case(question_id: UUID, text: CaseText, *, acting_user: Actor) -> TechnicalQuestion:
    """Draft a technical case of a solved question: its models and component, and nothing of station, person and vehicle.

    Raises WrongState unless it is solved and without a case, Invalid for a text that names somebody or a vehicle; who may draft
    literature does it, and the library has it released by a second person.
    """
    acting_user.require("library.draft")
    question = lock_question(acting_user, question_id)
    if question.status != QuestionStatus.SOLVED:
        raise WrongState(_("Only a solved question becomes a technical case."), code=QuestionError.NOT_SOLVED)
    if question.literature is not None and question.literature.status != DocumentStatus.WITHDRAWN:
        sentence = _("There is a technical case of this question already: %(number)s.")
        raise WrongState(sentence % {"number": question.literature.number}, code=QuestionError.PUBLISHED_CASE)
    require_nobody_named(asdict(text), names_of(question))
    drafted = LiteratureText(
        kind=LiteratureKind.CASE,
        vehicle_models=models_of(question),
        component=question.component.code if question.component else "",
        **asdict(text),
    )
    made = draft_literature(drafted, Audience(posts=READERS), acting_user=acting_user)
    question.change(literature=made)
    record(question, "technical_question.case_proposed", acting_user, after={"number": made.number})
    return question


def names_of(question: TechnicalQuestion) -> list[str]:
    """Return what would give away station, people and vehicle of the question, whatever its form: the last word of a name, a VIN's end."""
    station = [question.station.name, question.station.code] if question.station else []
    people = [one.split()[-1] for one in (question.asked_by_name, question.taken_by_name) if one.strip()]
    vehicle = [question.vin, question.vin[-TAIL:], question.reference] if question.vin else [question.reference]
    return [*station, *people, *vehicle, question.number]


def models_of(question: TechnicalQuestion) -> list[str]:
    """Return the models for which the solution holds, or the vehicle's own."""
    return list(question.solution_models) or ([question.model.code] if question.model else [])


def first_words(question: TechnicalQuestion) -> CaseText:
    """Return what the case could say, in the library's language: what was noticed and measured, cause, remedy and parts."""
    with override("zh-hans"):
        built = f"{question.model.code} {question.built_month}".strip() if question.model else ""
        lines = (
            (now_("model"), built),
            (now_("what is noticed"), question.description),
            (now_("fault codes"), "、".join(question.fault_codes)),
            (now_("measurements"), question.measurements),
            (now_("what was tried"), question.tried),
            (pgettext("technical question", "cause found"), question.cause),
            (pgettext("technical question", "remedy"), question.remedy),
            (now_("parts needed"), "、".join(question.solution_parts)),
        )
        body = "\n".join(f"{label}：{value}" for label, value in lines if value)
    return CaseText(title_zh=question.title, body_zh=body)
