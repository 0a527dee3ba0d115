"""Documents, tasks, surveys and papers, through the real actions."""

from datetime import timedelta
from typing import Any

from accounts.actors import Actor
from accounts.roles import Place, Role
from common.clock import today
from network.support.actions import DocumentText, draft_document, release_document, sign_copy
from network.support.actions.papers import pass_paper, write_paper
from network.support.actions.surveys import SurveyText, draft_survey, save_answer, start_survey
from network.support.audience import Audience
from network.support.models import DocumentCopy, IssuedDocument, StationPaper
from network.support.questions import Question
from network.support.survey_models import Survey, SurveyAnswer
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.world import HOME, office_actor, station_actor

PDF = ("照片.pdf", b"%PDF-1.7 x")
QUESTIONS = (
    Question(code="", kind="number", zh="持证技师人数", en="Certified technicians", required=True, minimum="0"),
    Question(code="", kind="yes_no", zh="是否夜间值班", required=True),
    Question(code="", kind="choice", zh="最缺的工种", choices=(("机修", "mechanics"), ("电工", ""))),
    Question(code="", kind="file", zh="花名册", required=True),
    Question(code="", kind="text", zh="意见"),
)
GIVEN: dict[str, Any] = {"q1": "7", "q2": True, "q3": "2"}


def a_draft(audience: Audience | None = None, *, files: Any = (), follows: Any = None, **text: Any) -> IssuedDocument:
    """Return a draft, written by service management."""
    given = {"kind": "bulletin", "title_zh": "制动软管检查通讯", "body_zh": "进厂车辆一律检查左前接头。"} | text
    with at_head_office():
        return draft_document(
            DocumentText(**given),
            audience or Audience(),
            files=files,
            follows=follows,
            acting_user=office_actor(Role.SERVICE_MANAGEMENT),
        )


def a_document(audience: Audience | None = None, **text: Any) -> IssuedDocument:
    """Return a document in force, released by the customer-service manager."""
    draft = a_draft(audience, **text)
    with at_head_office():
        return release_document(draft.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def the_copy(document: IssuedDocument, code: str = HOME, post: Role = Role.STATION_MANAGER) -> DocumentCopy:
    """Return the copy of a post."""
    with at_head_office():
        return DocumentCopy.objects.get(document=document, station__code=code, post=post)


def a_signed_copy(document: IssuedDocument, code: str = HOME, post: Role = Role.STATION_MANAGER) -> DocumentCopy:
    """Return the copy of a post after its holder signed."""
    with inside(Station.objects.get(code=code)):
        return sign_copy(the_copy(document, code, post).pk, acting_user=station_actor(post, code))


def survey_text(**text: Any) -> SurveyText:
    """Return what a survey asks."""
    given: dict[str, Any] = {
        "kind": "survey", "title_zh": "站点人员调研", "title_en": "Staff of stations", "purpose_zh": "摸清持证人员",
        "due_on": today() + timedelta(days=5), "questions": QUESTIONS,
    } | text  # fmt: skip
    return SurveyText(**given)


def a_survey_draft(audience: Audience | None = None, **text: Any) -> Survey:
    """Return a draft of service management."""
    with at_head_office():
        asker = office_actor(Role.SERVICE_MANAGEMENT)
        return draft_survey(survey_text(**text), audience or Audience(), acting_user=asker)


def a_survey(audience: Audience | None = None, **text: Any) -> Survey:
    """Return a survey that was sent out."""
    draft = a_survey_draft(audience, **text)
    with at_head_office():
        return start_survey(draft.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def the_answer(survey: Survey, code: str = HOME) -> SurveyAnswer:
    """Return what the station's manager has to answer."""
    with at_head_office():
        return SurveyAnswer.objects.get(survey=survey, station__code=code)


def an_answer(survey: Survey, code: str = HOME, **given: Any) -> SurveyAnswer:
    """Return the answer of a station's manager, handed in."""
    with inside(Station.objects.get(code=code)):
        return save_answer(
            the_answer(survey, code).pk,
            GIVEN | given,
            files={"q4": [PDF]},
            hand_in=True,
            acting_user=station_actor(Role.STATION_MANAGER, code),
        )


def a_paper(code: str = HOME, **facts: Any) -> StationPaper:
    """Return a question that the station's manager has just sent; the regional office has it."""
    given: dict[str, Any] = {
        "kind": "question", "section": "claims_reviewer", "title": "外购滤芯能否索赔", "text": "机油泵损坏",
    } | facts  # fmt: skip
    with inside(Station.objects.get(code=code)):
        return write_paper(acting_user=station_actor(Role.STATION_MANAGER, code), **given)


def a_passed_paper(code: str = HOME, **facts: Any) -> StationPaper:
    """Return a question that the regional office has passed to its section."""
    paper = a_paper(code, **facts)
    with at_head_office():
        return pass_paper(paper.pk, acting_user=a_regional_officer(paper.station.region))


def a_regional_officer(region: str) -> Actor:
    """Return the person of a regional office, as if it were this region's."""
    person = office_actor(Role.REGIONAL_OFFICE)
    return Actor(person.user, Place.OFFICE, person.roles, region=region)
