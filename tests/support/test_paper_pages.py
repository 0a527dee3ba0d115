"""The pages and the API of stations' papers, end to end, in both languages."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.models import User
from network.support.paper_models import StationPaper
from tests.builders.api import Caller
from tests.builders.support import a_paper, a_passed_paper

pytestmark = pytest.mark.django_db


def test_a_question_goes_from_station_to_answer(
    client_for: Any, station_manager: Actor, regional_officer: Actor, reviewer: Actor, at_office: Any
) -> None:
    station, region, section = client_for(station_manager), client_for(regional_officer), client_for(reviewer)
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    typed = {"kind": "question", "section": "claims_reviewer", "title": "外购件索赔", "text": "可否索赔？"}
    sent = station.post("/s/SHA01/support/papers/new/", typed | {"files": file})
    assert sent.status_code == 302
    with at_office():
        paper = StationPaper.objects.get()
    office, base = f"/support/papers/{paper.pk}/", f"/s/SHA01/support/papers/{paper.pk}/"
    assert section.get(office).status_code == 404
    assert office in region.get("/").content.decode()
    assert region.post(f"{office}return/", {"reason": "写明车型"}).status_code == 302
    assert base in station.get("/s/SHA01/").content.decode()
    assert "写明车型" in station.get(base).content.decode()
    assert station.post(f"{base}again/", {"title": "外购件索赔", "text": "Haul 可否索赔？"}).status_code == 302
    assert region.post(f"{office}pass/", {"section": "claims_reviewer", "note": "属实"}).status_code == 302
    assert office in section.get("/").content.decode()
    assert f"{office}answer/" in section.get(office).content.decode()
    assert section.post(f"{office}answer/", {"answer": "不予索赔"}).status_code == 302
    shown = station.get(base).content.decode()
    assert "不予索赔" in shown and "照片.pdf" in shown
    address = next(part.split('"')[0] for part in shown.split('href="') if part.startswith(f"{base}files/"))
    assert station.get(address).content.startswith(b"%PDF")
    assert station.get(f"{base}again/").status_code == 409


@pytest.mark.parametrize(("word", "found"), [("滤芯", True), ("机油泵", True), ("变速箱", False)])
def test_a_paper_is_found_by_its_words(
    client_for: Any, station_manager: Actor, regional_officer: Actor, word: str, found: bool
) -> None:
    paper = a_paper()
    for client, root in ((client_for(regional_officer), ""), (client_for(station_manager), "/s/SHA01")):
        for page in ("/support/papers/", "/search/"):
            assert (str(paper.pk) in client.get(f"{root}{page}", {"q": word}).content.decode()) == found, page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, station_manager: Actor, regional_officer: Actor, reviewer: Actor, language: str
) -> None:
    first, passed = a_paper(), a_passed_paper()
    User.objects.update(language=language)
    station, region, section = client_for(station_manager), client_for(regional_officer), client_for(reviewer)
    for page in ("", f"{first.pk}/", f"{first.pk}/pass/", f"{first.pk}/return/"):
        assert region.get(f"/support/papers/{page}").status_code == 200, page
    for page in ("", f"{passed.pk}/", f"{passed.pk}/answer/"):
        assert section.get(f"/support/papers/{page}").status_code == 200, page
    for page in ("", "new/", f"{first.pk}/", f"{first.pk}/withdraw/"):
        assert station.get(f"/s/SHA01/support/papers/{page}").status_code == 200, page


def test_the_api_does_each_step(
    client_for: Any, station_manager: Actor, regional_officer: Actor, reviewer: Actor, station: Any
) -> None:
    at_station, region = Caller(client_for(station_manager), station), Caller(client_for(regional_officer))
    section = Caller(client_for(reviewer))
    file = {"name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7 x").decode()}
    body = {"kind": "question", "section": "claims_reviewer", "title": "滤芯", "text": "能否索赔", "files": [file]}
    sent = at_station.post("station-papers", body)
    assert sent.status_code == 201, sent.content
    address = f"station-papers/{sent.json()['id']}"
    assert section.post(f"{address}/answer", {"answer": "x"}).status_code == 404
    assert region.post(f"{address}/send-back", {"reason": "车型"}).json()["status"] == "returned"
    assert at_station.post(f"{address}/resend", {"title": "滤芯", "text": "Haul"}).json()["status"] == "review"
    assert region.post(f"{address}/pass-on", {}).json()["status"] == "passed"
    assert section.post(f"{address}/answer", {"answer": "不予"}).json()["status"] == "answered"
    other = at_station.post("station-papers", body).json()["id"]
    assert at_station.post(f"station-papers/{other}/withdraw").json()["status"] == "withdrawn"
