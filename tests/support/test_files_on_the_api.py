"""Files of documents, copies, papers and answers on the API: listed and handed out to whoever sees the record, to nobody else."""

import base64
import hashlib
from typing import Any

import pytest

from accounts.actors import Actor
from common.files.models import StoredFile
from network.support.survey_models import SurveyAnswer
from tests.builders.api import Caller
from tests.builders.support import a_document, a_paper, a_survey, the_answer, the_copy

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 x"
FILES = [("说明.pdf", PDF)]
SENT = [{"name": "a.pdf", "content": base64.b64encode(PDF).decode()}]


def listed(caller: Caller, address: str) -> list[dict[str, Any]]:
    answer = caller.get(f"{address}/files")
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_a_paper_and_its_file(
    client_for: Any, station_manager: Actor, regional_officer: Actor, reviewer: Actor, rival_manager: Actor
) -> None:
    paper = a_paper(files=FILES)
    address = f"station-papers/{paper.public_id}"
    own, region = Caller(client_for(station_manager), paper.station), Caller(client_for(regional_officer))
    for caller in (own, region):
        (row,) = listed(caller, address)
        assert (row["part"], row["name"], row["sha256"]) == ("paper", "说明.pdf", hashlib.sha256(PDF).hexdigest())
        handed = caller.get(f"{address}/files/{row['id']}")
        assert handed.content == PDF and handed["X-Content-Type-Options"] == "nosniff"
    (row,) = listed(own, address)
    section, rival = Caller(client_for(reviewer)), Caller(client_for(rival_manager), rival_manager.station)
    for stranger in (section, rival):
        assert stranger.get(f"{address}/files").status_code == 404
        assert stranger.get(f"{address}/files/{row['id']}").status_code == 404
    other = f"station-papers/{a_paper().public_id}"
    assert listed(own, other) == [] and own.get(f"{other}/files/{row['id']}").status_code == 404


def test_a_copy_brings_the_files_of_its_document(
    client_for: Any, station_manager: Actor, service_management: Actor, at_office: Any
) -> None:
    with at_office():
        document = a_document(files=FILES)
        copy = the_copy(document)
    own, head = Caller(client_for(station_manager), copy.station), Caller(client_for(service_management))
    assert [one["part"] for one in listed(own, f"document-copies/{copy.public_id}")] == ["document"]
    assert [one["part"] for one in listed(head, f"documents/{document.public_id}")] == ["document"]
    assert own.get(f"documents/{document.public_id}/files").status_code in (403, 404)


def test_files_of_a_draft_answer_are_the_stations_alone(
    client_for: Any, station_manager: Actor, service_management: Actor, at_office: Any
) -> None:
    with at_office():
        answer = the_answer(a_survey())
    own, head = Caller(client_for(station_manager), answer.station), Caller(client_for(service_management))
    code = next(one["code"] for one in answer.survey.questions if one["kind"] == "file")
    address = f"survey-answers/{answer.public_id}"
    saved = own.post(f"{address}/save", {"answers": {}, "files": {code: SENT}})
    assert saved.status_code == 200, saved.content
    (row,) = listed(own, address)
    assert row["part"] == code
    assert listed(head, address) == [] and head.get(f"{address}/files/{row['id']}").status_code == 404
    key = StoredFile.key_of(row["id"])
    assert client_for(service_management).get(f"/support/answers/{answer.pk}/{code}/{key}/").status_code == 404
    with at_office():
        SurveyAnswer.objects.filter(pk=answer.pk).update(submitted_at=answer.created_at, status="submitted")
    assert [one["id"] for one in listed(head, address)] == [row["id"]]
