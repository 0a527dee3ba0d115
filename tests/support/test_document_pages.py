"""The pages and the API of documents, end to end, in both languages."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from common.clock import today
from common.files.models import StoredFile
from common.scope import for_office
from network.support.actions import release_document
from network.support.audience import Audience
from network.support.models import DocumentCopy, IssuedDocument
from tests.builders.api import Caller
from tests.builders.support import PDF, a_document, a_draft, a_signed_copy, the_copy
from tests.world import RIVAL, station_actor

pytestmark = pytest.mark.django_db
TYPED: dict[str, Any] = {
    "kind": "bulletin",
    "title_zh": "离合器技术通讯",
    "title_en": "Clutch bulletin",
    "body_zh": "按新扭矩装配",
    "body_en": "Use the new torque",
    "sign_days": 3,
    "execute_days": 5,
    "evidence": "照片",
    "posts": ["station_manager"],
    "regions": ["east"],
    "stations": "",
}


def upload(name: str = "记录.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 x", content_type="application/pdf")


def test_a_document_goes_from_draft_to_accepted_evidence(
    client_for: Any, service_management: Actor, customer_service_manager: Actor, station_manager: Actor, at_office: Any
) -> None:
    writer, releaser = client_for(service_management), client_for(customer_service_manager)
    station = client_for(station_manager)
    drafted = writer.post("/support/documents/new/", TYPED | {"files": upload()})
    assert drafted.status_code == 302
    page = writer.get(drafted.url).content.decode()
    assert "记录.pdf" in page and f"{drafted.url}release/" not in page
    assert writer.get(f"{drafted.url}edit/").status_code == 200
    assert writer.post(f"{drafted.url}edit/", TYPED | {"title_zh": "离合器维修通讯"}).status_code == 302
    assert drafted.url in releaser.get("/").content.decode()
    assert releaser.post(f"{drafted.url}release/").status_code == 302
    with at_office():
        copy, file = DocumentCopy.objects.get(), StoredFile.objects.get()
    base = f"/s/SHA01/support/inbox/{copy.pk}/"
    assert base in station.get("/s/SHA01/").content.decode()
    shown = station.get(base).content.decode()
    assert "离合器维修通讯" in shown and f"{base}sign/" in shown
    assert station.get(f"{base}files/{file.pk}/").content.startswith(b"%PDF")
    assert station.post(f"{base}sign/").status_code == 302
    assert station.post(f"{base}report/", {"report": "已装配"}).status_code == 422
    assert station.post(f"{base}report/", {"report": "已装配", "files": upload()}).status_code == 302
    later = today() + timedelta(days=2)
    check = f"/support/copies/{copy.pk}/"
    assert check in releaser.get("/").content.decode()
    assert releaser.post(f"{check}return/", {"remark": "不清楚", "due_on": later}).status_code == 302
    assert station.post(f"{base}report/", {"report": "重拍"}).status_code == 302
    assert releaser.get(f"{check}accept/").status_code == 200
    assert releaser.post(f"{check}accept/", {"remark": ""}).status_code == 302
    with at_office():
        evidence = StoredFile.objects.get(subject_id=copy.pk)
    assert releaser.get(f"{check}evidence/{evidence.pk}/").status_code == 200
    assert station.get(f"{base}evidence/{evidence.pk}/").status_code == 200
    assert client_for(station_actor(Role.STATION_MANAGER, RIVAL)).get(base).status_code == 404


def test_head_office_sees_who_signed_by_office(client_for: Any, customer_service_manager: Actor) -> None:
    document = a_document()
    a_signed_copy(document)
    office = client_for(customer_service_manager)
    page = office.get(f"/support/documents/{document.pk}/").content.decode()
    link = f"/support/copies/?number={document.number}&amp;edition=1&amp;region=east"
    assert link in page
    listed = office.get(link.replace("&amp;", "&")).content.decode()
    assert "SHA01" in listed and "BJS01" not in listed


@pytest.mark.parametrize(
    ("word", "found"),
    [("左前接头", True), ("软管", True), ("torque", True), ("TORQUE", True), ("变速箱", False)],
)
def test_a_document_is_found_by_words_of_either_language(
    client_for: Any, service_management: Actor, station_manager: Actor, word: str, found: bool
) -> None:
    document = a_document(title_en="Brake hoses", body_en="Check the torque")
    office, station = client_for(service_management), client_for(station_manager)
    copy = the_copy(document)
    for client, pages, link in (
        (office, ("/support/documents/", "/search/"), document.get_absolute_url()),
        (station, ("/s/SHA01/support/inbox/", "/s/SHA01/search/"), str(copy.pk)),
    ):
        for page in pages:
            assert (link in client.get(page, {"q": word}).content.decode()) == found, page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, service_management: Actor, customer_service_manager: Actor, station_manager: Actor, language: str
) -> None:
    document = a_document(execute_days=5, evidence="照片", files=[PDF])
    draft = a_draft(follows=document.pk)
    copy = a_signed_copy(document)
    User.objects.update(language=language)
    office, station = client_for(customer_service_manager), client_for(station_manager)
    pages = [
        "documents/",
        "documents/new/",
        f"documents/{document.pk}/",
        f"documents/{document.pk}/next/",
        f"documents/{document.pk}/withdraw/",
        f"documents/{draft.pk}/",
        f"documents/{draft.pk}/edit/",
        f"documents/{draft.pk}/release/",
        "copies/",
        f"copies/{copy.pk}/",
        f"copies/{copy.pk}/return/",
    ]
    for page in pages:
        assert office.get(f"/support/{page}").status_code == 200, page
    for page in ("inbox/", f"inbox/{copy.pk}/", f"inbox/{copy.pk}/sign/", f"inbox/{copy.pk}/report/"):
        assert station.get(f"/s/SHA01/support/{page}").status_code == 200, page
    assert office.get("/").status_code == station.get("/s/SHA01/").status_code == 200


def test_a_file_is_taken_out_of_a_draft(client_for: Any, service_management: Actor, at_office: Any) -> None:
    draft = a_draft(files=[PDF])
    with at_office():
        file = StoredFile.objects.get()
    address = f"/support/documents/{draft.pk}/files/{file.pk}/"
    office = client_for(service_management)
    assert office.get(address).content.startswith(b"%PDF")
    assert office.get(f"{address}remove/").status_code == 200
    assert office.post(f"{address}remove/").status_code == 302
    assert office.get(address).status_code == 404


def test_the_api_does_each_step(
    client_for: Any, service_management: Actor, customer_service_manager: Actor, station_manager: Actor, station: Any
) -> None:
    writer, releaser = Caller(client_for(service_management)), Caller(client_for(customer_service_manager))
    at_station = Caller(client_for(station_manager), station)
    file = {"name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7 x").decode()}
    body = {name: value for name, value in TYPED.items() if name != "stations"}
    drafted = writer.post("documents", body | {"files": [file]})
    assert drafted.status_code == 201, drafted.content
    key = drafted.json()["id"]
    assert writer.post(f"documents/{key}/amend", body | {"title_zh": "改"}).json()["title_zh"] == "改"
    stored = stored_file_of(key)
    assert writer.post(f"documents/{key}/remove-file", {"file": stored}).status_code == 200
    assert writer.post(f"documents/{key}/release").status_code == 403
    assert releaser.post(f"documents/{key}/release").json()["status"] == "in_force"
    copy = at_station.get("document-copies").json()["data"][0]
    address = f"document-copies/{copy['id']}"
    assert at_station.post(f"{address}/sign").json()["status"] == "signed"
    assert at_station.post(f"{address}/report", {"report": "已做", "files": [file]}).json()["status"] == "reported"
    later = str(today() + timedelta(days=1))
    assert releaser.post(f"{address}/send-back", {"remark": "缺", "due_on": later}).json()["status"] == "returned"
    assert at_station.post(f"{address}/report", {"report": "补"}).status_code == 200
    assert releaser.post(f"{address}/accept", {}).json()["status"] == "done"
    following = writer.post(f"documents/{key}/next-edition", body).json()
    assert following["edition"] == 2
    assert releaser.post(f"documents/{following['id']}/withdraw", {"reason": "不需要"}).json()["status"] == "withdrawn"
    assert writer.get("documents?q=扭矩").json()["data"]


def stored_file_of(key: str) -> str:
    """Return the one file of a document."""
    with for_office():
        return str(StoredFile.objects.get(subject_id=IssuedDocument.key_of(key)).pk)


def test_only_the_post_is_offered_the_signature(client_for: Any, technician: Actor) -> None:
    copy = the_copy(a_document(Audience()))
    page = client_for(technician).get(f"/s/SHA01/support/inbox/{copy.pk}/").content.decode()
    assert f"{copy.pk}/sign/" not in page
    assert client_for(technician).post(f"/s/SHA01/support/inbox/{copy.pk}/sign/").status_code == 403


def test_each_side_has_its_entries_in_the_menu(
    client_for: Any, service_management: Actor, station_manager: Actor
) -> None:
    office, station = client_for(service_management), client_for(station_manager)
    for part in ("documents", "copies", "surveys", "answers", "papers"):
        assert f'href="/support/{part}/"' in office.get("/").content.decode(), part
    for part in ("inbox", "answers", "papers"):
        assert f'href="/s/SHA01/support/{part}/"' in station.get("/s/SHA01/").content.decode(), part


def test_a_superseded_copy_leads_to_the_post_s_copy_of_the_edition_in_force(
    client_for: Any, station_manager: Actor, customer_service_manager: Actor, at_office: Any
) -> None:
    first = a_document()
    old, draft = the_copy(first), a_draft(follows=first.pk)
    with at_office():
        release_document(draft.pk, acting_user=customer_service_manager)
    following = the_copy(draft)
    page = client_for(station_manager).get(f"/s/SHA01/support/inbox/{old.pk}/").content.decode()
    assert f"/support/inbox/{following.pk}/" in page
    newest = client_for(station_manager).get(f"/s/SHA01/support/inbox/{following.pk}/").content.decode()
    assert f"/support/inbox/{old.pk}/" not in newest
