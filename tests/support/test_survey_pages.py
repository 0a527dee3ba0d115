"""The pages and the API of tasks and surveys, end to end, in both languages."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.models import User
from common.clock import today
from common.files.models import StoredFile
from network.support.survey_models import Survey, SurveyAnswer
from tests.builders.api import Caller
from tests.builders.support import a_survey, a_survey_draft, an_answer, the_answer

pytestmark = pytest.mark.django_db


def rows(*questions: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of questions as the form sends them."""
    sent: dict[str, Any] = {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0}
    for place, one in enumerate(questions):
        sent |= {f"questions-{place}-{name}": value for name, value in one.items()}
    return sent


def test_a_survey_goes_from_draft_to_answers(
    client_for: Any, service_management: Actor, station_manager: Actor, at_office: Any
) -> None:
    office, station = client_for(service_management), client_for(station_manager)
    typed = {
        "kind": "survey", "title_zh": "备件满足率调研", "purpose_zh": "请如实填写", "due_on": today() + timedelta(days=5),
        "posts": ["station_manager"], "regions": ["east"],
    }  # fmt: skip
    asked = rows(
        {"zh": "满足率", "kind": "number", "required": "on", "minimum": "0", "maximum": "100"},
        {"zh": "缺件最多的系统", "kind": "choice", "choices": "制动 | Brakes\n转向"},
        {"zh": "清单", "kind": "file"},
        {"zh": "是否有代用件", "kind": "yes_no"},
        {"zh": "盘点日", "kind": "date"},
    )
    wrong = office.post("/support/surveys/new/", typed | rows({"zh": "哪个", "kind": "choice"}))
    assert wrong.status_code == 422 and "哪个" in wrong.content.decode()
    drafted = office.post("/support/surveys/new/", typed | asked)
    assert drafted.status_code == 302
    edit = office.get(f"{drafted.url}edit/").content.decode()
    assert "制动 | Brakes" in edit
    again = typed | asked | {"questions-INITIAL_FORMS": 5, "title_zh": "备件调研"}
    assert office.post(f"{drafted.url}edit/", again).status_code == 302
    assert office.post(f"{drafted.url}start/").status_code == 302
    with at_office():
        answer = SurveyAnswer.objects.get()
    base = f"/s/SHA01/support/answers/{answer.pk}/"
    assert base in station.get("/s/SHA01/").content.decode()
    assert "备件调研" in station.get(f"{base}fill/").content.decode()
    kept = station.post(f"{base}fill/", {"draft": "1", "q2": "2", "q4": "no"})
    assert kept.status_code == 302 and kept.url == f"{base}fill/"
    missing = station.post(f"{base}fill/", {"q2": "2"})
    assert missing.status_code == 422
    too_much = station.post(f"{base}fill/", {"q1": "101", "q2": "2"})
    assert too_much.status_code == 422 and 'value="101"' in too_much.content.decode()
    file = SimpleUploadedFile("清单.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    full = {"q1": "87.5", "q2": "2", "q3": file, "q4": "no", "q5": str(today())}
    assert station.post(f"{base}fill/", full).status_code == 302
    shown = station.get(base).content.decode()
    assert "87.5" in shown and "转向" in shown and "清单.pdf" in shown
    with at_office():
        stored = StoredFile.objects.get(subject_id=answer.pk)
    address = f"/support/answers/{answer.pk}/"
    assert office.get(f"{address}q3/{stored.pk}/").content.startswith(b"%PDF")
    sheet = office.get(f"{drafted.url}answers/").content.decode()
    assert "87.5" in sheet and "SHA01" in sheet
    back = {"remark": "请复核", "due_on": today() + timedelta(days=2)}
    assert office.post(f"{address}return/", back).status_code == 302
    reopened = station.get(f"{base}fill/").content.decode()
    assert "请复核" in reopened and "87.5" in reopened
    assert station.post(f"{base}q3/{stored.pk}/remove/").status_code == 302
    assert office.post(f"{drafted.url}close/").status_code == 302
    assert station.get(f"{base}fill/").status_code == 409


def test_what_is_not_handed_in_is_the_stations_own(
    client_for: Any, service_management: Actor, station_manager: Actor
) -> None:
    answer = the_answer(a_survey())
    station = client_for(station_manager)
    assert (
        station.post(f"/s/SHA01/support/answers/{answer.pk}/fill/", {"draft": "1", "q5": "悄悄话"}).status_code == 302
    )
    assert "悄悄话" in station.get(f"/s/SHA01/support/answers/{answer.pk}/").content.decode()
    assert "悄悄话" not in client_for(service_management).get(f"/support/answers/{answer.pk}/").content.decode()
    told = Caller(client_for(service_management)).get("survey-answers").json()["data"]
    assert all(not one["answers"] for one in told)


@pytest.mark.parametrize(("word", "found"), [("人员", True), ("staff", True), ("变速箱", False)])
def test_a_survey_is_found_by_words_of_either_language(
    client_for: Any, service_management: Actor, station_manager: Actor, word: str, found: bool
) -> None:
    survey = a_survey()
    office, station, own = client_for(service_management), client_for(station_manager), the_answer(survey)
    assert (str(survey.pk) in office.get("/search/", {"q": word}).content.decode()) == found
    assert (str(survey.pk) in office.get("/support/surveys/", {"q": word}).content.decode()) == found
    assert (str(own.pk) in station.get("/s/SHA01/search/", {"q": word}).content.decode()) == found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, service_management: Actor, station_manager: Actor, language: str
) -> None:
    survey, draft = a_survey(), a_survey_draft()
    answer, other = an_answer(survey), the_answer(a_survey())
    User.objects.update(language=language)
    office, station = client_for(service_management), client_for(station_manager)
    pages = [
        "surveys/",
        "surveys/new/",
        f"surveys/{survey.pk}/",
        f"surveys/{survey.pk}/close/",
        f"surveys/{survey.pk}/answers/",
        f"surveys/{draft.pk}/",
        f"surveys/{draft.pk}/edit/",
        f"surveys/{draft.pk}/start/",
        "answers/",
        f"answers/{answer.pk}/",
        f"answers/{answer.pk}/return/",
    ]
    for page in pages:
        assert office.get(f"/support/{page}").status_code == 200, page
    for page in ("answers/", f"answers/{answer.pk}/", f"answers/{other.pk}/fill/"):
        assert station.get(f"/s/SHA01/support/{page}").status_code == 200, page
    assert office.get("/").status_code == station.get("/s/SHA01/").status_code == 200


def test_the_api_does_each_step(
    client_for: Any, service_management: Actor, station_manager: Actor, station: Any, at_office: Any
) -> None:
    office, at_station = Caller(client_for(service_management)), Caller(client_for(station_manager), station)
    body = {
        "kind": "task", "title_zh": "核对标识", "purpose_zh": "核对门头标识", "due_on": str(today() + timedelta(days=3)),
        "posts": ["station_manager"], "regions": ["east"],
        "questions": [
            {"kind": "yes_no", "zh": "是否一致", "required": True},
            {"kind": "choice", "zh": "程度", "choices": [["好", "good"], ["差", ""]]},
            {"kind": "file", "zh": "照片"},
        ],
    }  # fmt: skip
    drafted = office.post("surveys", body)
    assert drafted.status_code == 201, drafted.content
    key = drafted.json()["id"]
    assert office.post(f"surveys/{key}/amend", body | {"title_zh": "改"}).json()["title_zh"] == "改"
    assert office.post(f"surveys/{key}/start").json()["status"] == "running"
    address = f"survey-answers/{at_station.get('survey-answers').json()['data'][0]['id']}"
    file = {"name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7 x").decode()}
    saved = at_station.post(f"{address}/save", {"answers": {"q2": "1"}, "files": {"q3": [file]}})
    assert saved.json()["answers"] == {"q2": "1"}
    assert at_station.post(f"{address}/hand-in", {"answers": {"q2": "1"}}).status_code == 422
    with at_office():
        stored = StoredFile.objects.get()
    removed = at_station.post(f"{address}/remove-file", {"question": "q3", "file": str(stored.pk)})
    assert removed.status_code == 200
    assert at_station.post(f"{address}/hand-in", {"answers": {"q1": True}}).json()["status"] == "submitted"
    back = {"remark": "照片", "due_on": str(today() + timedelta(days=1))}
    assert office.post(f"{address}/send-back", back).json()["status"] == "returned"
    assert office.post(f"surveys/{key}/close").json()["status"] == "closed"
    with at_office():
        assert Survey.objects.get().status == "closed"
