"""The knowledge base: found by words in both languages, reviewed by a second person, read by those for whom it is."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from common.errors import Invalid, NotAllowed, WrongState
from common.scope import for_office
from network.dispatch.phone import state_of
from network.hotline.knowledge.actions import (
    ArticleText,
    amend_article,
    publish_article,
    retire_article,
    write_article,
)
from network.hotline.knowledge.models import Article
from network.hotline.knowledge.selectors import suggested
from tests.builders.catalog import a_vehicle
from tests.builders.dispatch import a_crew, a_rescue, accepted, an_offer


def a_text(**changes):
    given = {
        "title_zh": "燃油压力过低", "title_en": "Fuel pressure too low", "body_zh": "先看滤清器是否堵塞", "body_en": "Look at the filter",
        "audiences": ("hotline", "station"), "symptoms": ("engine",),
    }  # fmt: skip
    return ArticleText(**(given | changes))


@pytest.fixture
def published(trainer, service_management, acting):
    def make(**changes):
        with acting(trainer):
            made = write_article(a_text(**changes), acting_user=trainer)
        with acting(service_management):
            return publish_article(made.pk, acting_user=service_management)

    return make


def test_whoever_wrote_it_does_not_review_it(trainer, acting):
    with acting(trainer):
        made = write_article(a_text(), acting_user=trainer)
        with pytest.raises(NotAllowed):
            publish_article(made.pk, acting_user=trainer)
    assert Article.objects.get().status == "draft"


def test_the_next_version_replaces_the_one_before(published, trainer, service_management, acting):
    first = published()
    with acting(trainer):
        with pytest.raises(WrongState):
            amend_article(first.pk, a_text(), acting_user=trainer)
        second = write_article(a_text(title_en="New"), follows=first.pk, acting_user=trainer)
        assert (second.number, second.edition) == (first.number, 2)
        assert Article.objects.get(status="published").pk == first.pk
    with acting(service_management):
        publish_article(second.pk, acting_user=service_management)
        assert Article.objects.get(status="published").pk == second.pk
        retire_article(second.pk, reason="wrong", acting_user=service_management)
    assert not Article.objects.filter(status="published").exists()


@pytest.mark.parametrize(
    "change", [{"body_en": "other words"}, {"status": "draft"}, {"status": "replaced", "title_zh": "别的"}]
)
def test_the_database_refuses_to_change_what_was_published(published, trainer, service_management, acting, change):
    article = published()
    rows = Article.objects.filter(pk=article.pk)
    with acting(trainer), pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)
    with acting(service_management):
        retire_article(article.pk, reason="wrong", acting_user=service_management)
        for refused in (lambda: rows.update(status="published"), rows.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                refused()


@pytest.mark.parametrize(
    "wrong", [{"body_en": " "}, {"audiences": ()}, {"audiences": ("nobody",)}, {"symptoms": ("x",)}]
)
def test_an_article_needs_both_languages_and_readers(trainer, acting, wrong):
    with acting(trainer), pytest.raises(Invalid):
        write_article(a_text(**wrong), acting_user=trainer)
    assert not Article.objects.exists()


@pytest.mark.parametrize("words", ["滤清器", "压力", "FILTER", "p0087", "KB-"])
def test_it_is_found_in_both_languages_and_by_code(published, dispatcher, client_for, words):
    published(fault_codes=("p0087",))
    published(title_zh="别的", title_en="Other", body_zh="别的", body_en="Other")
    rows = client_for(dispatcher).get("/api/v1/articles", {"q": words}).json()["data"]
    assert "Fuel pressure too low" in [one["title_en"] for one in rows]
    assert len(rows) == (2 if words == "KB-" else 1)


def test_a_station_reads_what_is_published_for_it(published, trainer, acting, station_manager, client_for):
    ours, hotline = published(), published(audiences=("hotline",))
    with acting(trainer):
        draft = write_article(a_text(), acting_user=trainer)
    reader = client_for(station_manager)
    assert reader.get(f"/s/SHA01/hotline/knowledge/{ours.pk}/").status_code == 200
    for other in (hotline, draft):
        assert reader.get(f"/s/SHA01/hotline/knowledge/{other.pk}/").status_code == 404
    page = reader.get("/s/SHA01/hotline/knowledge/").content.decode()
    assert ours.number in page and hotline.number not in page


def test_what_fits_the_call_comes_first_and_other_models_are_left_out(published, dispatcher, acting, client_for):
    vehicle = a_vehicle(plate="沪A12345")
    by_symptom = published()
    by_model = published(vehicle_models=(vehicle.model.code,))
    by_code = published(symptoms=(), fault_codes=("P0087",))
    published(vehicle_models=("NOT-THIS",))
    published(audiences=("crew",))
    with acting(dispatcher):
        found = suggested(dispatcher, "hotline", symptom="engine", model=vehicle.model.code, code="P0087")
    assert [one.pk for one in found] == [by_code.pk, by_model.pk, by_symptom.pk]
    asked = {"symptom": "engine", "vehicle": "沪A12345", "words": "灯亮 p0087"}
    page = client_for(dispatcher).get("/hotline/knowledge/suggest/", asked).content.decode()
    assert page.index(by_code.number) < page.index(by_model.number) < page.index(by_symptom.number)


def test_the_crew_reads_what_fits_its_rescue(published, technician, acting, client_for):
    article = published(audiences=("crew",), symptoms=("tyre",))
    published(audiences=("hotline",), symptoms=("tyre",))
    a_crew()
    accepted(an_offer(a_rescue(symptom="tyre")))
    with acting(technician):
        (job,) = state_of(technician)["jobs"]
    (shown,) = job["articles"]
    assert str(article.pk) in shown["url"]


def test_the_pages_write_review_and_go_on(trainer, service_management, client_for):
    writer, second = client_for(trainer), client_for(service_management)
    typed = {
        "title_zh": "一", "title_en": "One", "body_zh": "文", "body_en": "Text", "audiences": ["crew"], "symptoms": ["tyre"],
        "vehicle_models": "a1， b2", "fault_codes": "SPN 157", "form_token": str(uuid4()),
    }  # fmt: skip
    made = writer.post("/hotline/knowledge/write/", typed)
    assert made.status_code == 302
    with for_office():
        article = Article.objects.get()
    assert (article.vehicle_models, article.fault_codes) == (["A1", "B2"], ["SPN 157"])
    for page in ("", "edit/", "next/"):
        assert writer.get(f"{made.url}{page}").status_code == 200
    assert writer.post(f"{made.url}edit/", typed | {"title_en": "Two", "form_token": str(uuid4())}).status_code == 302
    assert writer.post(f"{made.url}publish/").status_code == 403
    assert second.post(f"{made.url}publish/").status_code == 302
    assert second.post(f"{made.url}retire/", {"reason": ""}).status_code == 422
    assert second.post(f"{made.url}retire/", {"reason": "old"}).status_code == 302


def test_others_may_not_write(reviewer, acting, dispatcher, client_for):
    with acting(reviewer), pytest.raises(NotAllowed):
        write_article(a_text(), acting_user=reviewer)
    assert client_for(reviewer).get("/hotline/knowledge/").status_code == 403
    assert not Article.objects.exists()


def test_the_api_writes_and_reviews(trainer, service_management, client_for):
    body = json.dumps({name: list(one) if isinstance(one, tuple) else one for name, one in vars_of(a_text()).items()})
    made = client_for(trainer).post("/api/v1/articles", body, "application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    path = f"/api/v1/articles/{made.json()['id']}"
    for number, (who, step, sent) in enumerate(
        [
            (service_management, "publish", "{}"),
            (trainer, "next-version", body),
            (service_management, "retire", '{"reason": "old"}'),
        ]
    ):
        answer = client_for(who).post(
            f"{path}/{step}", sent, "application/json", headers={"Idempotency-Key": f"k{number}"}
        )
        assert answer.status_code == 200, answer.content
    assert Article.objects.count() == 2


def vars_of(text):
    return {name: getattr(text, name) for name in ArticleText.__dataclass_fields__}
