"""The library: drafted by one and released by another, read by those it is meant for, superseded, kept at hand; who opened it is told."""

from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from network.support.actions.literature import (
    LiteratureText,
    amend_literature,
    draft_literature,
    keep_at_hand,
    open_file,
    release_literature,
    remove_literature_file,
    retire_literature,
)
from network.support.audience import Audience, is_meant, meant_for
from network.support.choices import DocumentStatus
from network.support.files import LITERATURE, files_of
from network.support.literature_models import Literature
from network.support.literature_selectors import favourites, literature_for, recently_opened
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.api import Caller
from tests.builders.catalog import a_component, a_model
from tests.builders.support import PDF
from tests.world import HOME, RIVAL, office_actor, station_actor

pytestmark = pytest.mark.django_db
EVERYBODY = [Role.STATION_MANAGER, Role.TECHNICIAN, Role.WORKSHOP]


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def a_text(**text: Any) -> LiteratureText:
    given = {"kind": "manual", "title_zh": "发动机维修手册", "body_zh": "气门间隙调整与缸盖螺栓力矩"} | text
    return LiteratureText(**given)


def a_draft(audience: Audience | None = None, *, follows: Any = None, files: Any = (PDF,), **text: Any) -> Literature:
    to = audience or Audience(posts=EVERYBODY)
    trainer = office_actor(Role.TRAINER)
    return draft_literature(a_text(**text), to, files=files, follows=follows, acting_user=trainer)


def a_piece(audience: Audience | None = None, **text: Any) -> Literature:
    return release_literature(a_draft(audience, **text).pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def seen_by(actor: Actor) -> set[Any]:
    return set(literature_for(actor).values_list("pk", flat=True))


def at(code: str) -> Any:
    return inside(Station.objects.get(code=code))


def test_whoever_drafted_it_cannot_release_it(service_management: Actor) -> None:
    draft = draft_literature(a_text(), Audience(), acting_user=service_management)
    with pytest.raises(NotAllowed):
        release_literature(draft.pk, acting_user=service_management)
    with pytest.raises(IntegrityError), transaction.atomic():
        Literature.objects.filter(pk=draft.pk).update(released_by_id=service_management.id)
    draft.refresh_from_db()
    assert draft.status == DocumentStatus.DRAFT
    assert not History.objects.filter(verb="literature.released").exists()


def test_a_station_reads_what_is_released_for_its_posts(technician: Actor, receptionist: Actor) -> None:
    draft, piece = a_draft(), a_piece()
    with at(HOME):
        assert seen_by(technician) == {piece.pk}
        assert seen_by(receptionist) == set()
        with pytest.raises(NotYours):
            literature_for(technician).get_or_404(draft.pk)


def test_a_supplier_reads_nothing(supplier_user: Actor) -> None:
    piece = a_piece()
    assert seen_by(supplier_user) == set()
    with pytest.raises(NotAllowed):
        keep_at_hand(piece.pk, is_favourite=True, acting_user=supplier_user)


def test_drafts_are_for_those_who_write_or_release(trainer: Actor, finance: Actor) -> None:
    draft = a_draft()
    assert seen_by(trainer) == {draft.pk}
    assert seen_by(finance) == set()


def test_both_sides_agree_on_whom_something_is_meant_for() -> None:
    """One question from the row's side and from the station's: over all kinds of audience they answer alike."""
    stations = list(Station.objects.filter(code__in=[HOME, RIVAL]))
    level = stations[0].level
    for regions, levels, brands, codes in product(
        ([], ["east"]), ([], [level], ["Z"]), ([], ["Haul"], ["Other"]), ([], [RIVAL])
    ):
        draft = a_draft(Audience(regions=regions, levels=levels, brands=brands, stations=codes), files=())
        for station in stations:
            from_here = Literature.objects.filter(meant_for(station), pk=draft.pk).exists()
            assert from_here == is_meant(draft, station.pk), (regions, levels, brands, codes, station.code)


def test_the_next_edition_supersedes_and_the_old_one_stays_readable(client_for: Any, technician: Actor) -> None:
    first = a_piece()
    second = a_piece(follows=first.pk, changes="力矩修订")
    first.refresh_from_db()
    assert (first.status, second.edition, second.number) == (DocumentStatus.REPLACED, 2, first.number)
    assert first.withdrawn_at is not None
    with at(HOME):
        assert seen_by(technician) == {first.pk, second.pk}
    User.objects.update(language="en")
    page = client_for(technician).get(f"/s/SHA01/support/literature/{first.pk}/").content.decode()
    assert "This edition is superseded." in page and f"/s/SHA01/support/literature/{second.pk}/" in page


def test_only_one_draft_of_the_next_edition() -> None:
    first = a_piece()
    a_draft(follows=first.pk)
    with pytest.raises(WrongState):
        a_draft(follows=first.pk)


def test_what_is_retired_is_gone_for_stations(customer_service_manager: Actor, technician: Actor) -> None:
    piece = a_piece()
    with pytest.raises(Invalid):
        retire_literature(piece.pk, reason=" ", acting_user=customer_service_manager)
    retire_literature(piece.pk, reason="车型停产", acting_user=customer_service_manager)
    with at(HOME):
        assert seen_by(technician) == set()
    assert seen_by(customer_service_manager) == {piece.pk}


def test_a_released_edition_never_changes(trainer: Actor) -> None:
    piece = a_piece()
    (file,) = files_of(piece.pk, LITERATURE)
    with pytest.raises(WrongState):
        amend_literature(piece.pk, a_text(title_zh="改"), Audience(), acting_user=trainer)
    with pytest.raises(WrongState):
        remove_literature_file(piece.pk, file.pk, acting_user=trainer)
    piece.refresh_from_db()
    assert piece.title_zh == "发动机维修手册" and len(files_of(piece.pk, LITERATURE)) == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "novel"}, {"vehicle_models": ["NONE"]}, {"component": "NONE"}, {"title_zh": ""}]
)
def test_it_refuses_what_cannot_be_filed(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        a_draft(**wrong)
    assert not Literature.objects.exists()


def test_who_opened_a_file_is_kept_and_a_station_reads_of_its_own_people(client_for: Any, technician: Actor) -> None:
    piece = a_piece()
    (file,) = files_of(piece.pk, LITERATURE)
    rival = station_actor(Role.WORKSHOP, RIVAL)
    with at(HOME):
        open_file(piece.pk, file.pk, acting_user=technician)
        assert recently_opened(technician) == [piece.family]
    with at(RIVAL):
        open_file(piece.pk, file.pk, acting_user=rival)
    told = History.objects.filter(verb="literature.downloaded")
    assert {one.actor_name for one in told} == {technician.name, rival.name}
    page = client_for(technician).get(f"/s/SHA01/support/literature/{piece.pk}/").content.decode()
    assert technician.name in page and rival.name not in page
    office = client_for(office_actor(Role.TRAINER)).get(f"/support/literature/{piece.pk}/").content.decode()
    assert technician.name in office and rival.name in office


def test_a_favourite_stays_when_a_new_edition_comes(technician: Actor, station_manager: Actor) -> None:
    first = a_piece()
    with at(HOME):
        keep_at_hand(first.pk, is_favourite=True, acting_user=technician)
    second = a_piece(follows=first.pk)
    assert favourites(technician) == [second.family]
    assert favourites(station_manager) == []
    with at(HOME):
        keep_at_hand(second.pk, is_favourite=False, acting_user=technician)
    assert favourites(technician) == []


def test_a_piece_goes_from_draft_to_a_reader(
    client_for: Any, trainer: Actor, customer_service_manager: Actor, technician: Actor
) -> None:
    model, component = a_model(), a_component()
    writer, releaser, reader = (client_for(one) for one in (trainer, customer_service_manager, technician))
    typed: dict[str, Any] = {
        "kind": "wiring", "title_zh": "整车电路图", "title_en": "Wiring", "body_zh": "后处理线束", "body_en": "Aftertreatment harness",
        "vehicle_models": [model.code], "component": component.code, "posts": ["technician"], "stations": "",
    }  # fmt: skip
    pdf = SimpleUploadedFile("电路图.pdf", PDF[1], content_type="application/pdf")
    drafted = writer.post("/support/literature/new/", typed | {"files": pdf})
    assert drafted.status_code == 302
    assert f"{drafted.url}release/" not in writer.get(drafted.url).content.decode()
    assert writer.post(f"{drafted.url}edit/", typed | {"changes": "新编"}).status_code == 302
    assert drafted.url in releaser.get("/").content.decode()
    assert releaser.post(f"{drafted.url}release/").status_code == 302
    piece = Literature.objects.get()
    mine = f"/s/SHA01/support/literature/{piece.pk}/"
    for words, found in (("线束", True), ("harness", True), ("变速箱", False)):
        assert (mine in reader.get("/s/SHA01/support/literature/", {"q": words}).content.decode()) == found
    for model_code, found in ((model.code.lower(), True), ("OTHER", False)):
        assert (mine in reader.get("/s/SHA01/support/literature/", {"model": model_code}).content.decode()) == found
    (file,) = files_of(piece.pk, LITERATURE)
    assert reader.get(f"{mine}files/{file.pk}/").content.startswith(b"%PDF")
    assert reader.post(f"{mine}keep/").status_code == 302
    for page in ("favourites/", "recent/"):
        assert mine in reader.get(f"/s/SHA01/support/literature/{page}").content.decode()
    assert reader.post(f"{mine}drop/").status_code == 302
    assert mine not in reader.get("/s/SHA01/support/literature/favourites/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, customer_service_manager: Actor, service_management: Actor, technician: Actor, language: str
) -> None:
    piece = a_piece()
    draft = a_draft(follows=piece.pk)
    (file,) = files_of(draft.pk, LITERATURE)
    User.objects.update(language=language)
    office, writer, reader = (client_for(one) for one in (customer_service_manager, service_management, technician))
    for page in (
        "",
        "favourites/",
        "recent/",
        f"{piece.pk}/",
        f"{draft.pk}/",
        f"{draft.pk}/release/",
        f"{piece.pk}/retire/",
    ):
        assert office.get(f"/support/literature/{page}").status_code == 200, page
    for page in ("new/", f"{piece.pk}/next/", f"{draft.pk}/edit/", f"{draft.pk}/files/{file.pk}/remove/"):
        assert writer.get(f"/support/literature/{page}").status_code == 200, page
    for page in ("", "favourites/", "recent/", f"{piece.pk}/", f"{piece.pk}/keep/", f"{piece.pk}/drop/"):
        assert reader.get(f"/s/SHA01/support/literature/{page}").status_code == 200, page
    assert reader.get(f"/s/SHA01/support/literature/{draft.pk}/").status_code == 404


def test_the_api_offers_each_step(
    client_for: Any, trainer: Actor, customer_service_manager: Actor, technician: Actor
) -> None:
    home = Station.objects.get(code=HOME)
    writer, releaser = Caller(client_for(trainer)), Caller(client_for(customer_service_manager))
    reader = Caller(client_for(technician), home)
    body = {"kind": "case", "title_zh": "尿素结晶排查", "body_zh": "先查喷嘴", "posts": ["technician"]}
    made = writer.post("literature", body)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert writer.post(f"literature/{key}/release").status_code == 403
    assert releaser.post(f"literature/{key}/release").json()["status"] == "in_force"
    assert [one["id"] for one in reader.get("literature").json()["data"]] == [key]
    assert reader.post(f"literature/{key}/keep").status_code == 200
    assert reader.post(f"literature/{key}/retire", {"reason": "x"}).status_code == 403


def test_a_file_taken_through_the_api_is_kept_in_the_history(client_for: Any, technician: Actor) -> None:
    piece = a_piece()
    (file,) = files_of(piece.pk, LITERATURE)
    reader = Caller(client_for(technician), Station.objects.get(code=HOME))
    (listed,) = reader.get(f"literature/{piece.public_id}/files").json()["data"]
    assert not History.objects.filter(verb="literature.downloaded").exists()
    got = reader.get(f"literature/{piece.public_id}/files/{listed['id']}")
    assert got.content == PDF[1] and file.sha256 == listed["sha256"]
    assert History.objects.get(verb="literature.downloaded").actor_id == technician.id


def test_the_history_tells_a_changed_component_by_its_code() -> None:
    draft, component = a_draft(), a_component()
    amend_literature(draft.pk, a_text(component=component.code), Audience(), acting_user=office_actor(Role.TRAINER))
    told = History.objects.get(aggregate_id=draft.pk, verb="literature.amended")
    assert (told.before["component"], told.after["component"]) == (None, component.code)
