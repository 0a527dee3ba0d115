"""Applying by the public form, the applicant's own page, the office's decision."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from network.onboarding.actions import reject_candidate
from network.onboarding.applications.actions import (
    ask_applicant,
    decline_application,
    show_contact,
    take_application,
)
from network.onboarding.applications.choices import ON_THE_WAY
from network.onboarding.applications.models import Application
from network.onboarding.applications.policies import MAX_AGE, MOST_PER_SENDER, plain_company, plain_phone
from network.onboarding.applications.public import add_to_application
from network.onboarding.applications.selectors import link_of
from network.onboarding.choices import CANDIDATE_MOVES
from network.onboarding.models import Candidate
from network.onboarding.selectors import applications_for, files_for
from tests.builders import applications as build
from tests.builders.onboarding import photo

SignIn = Callable[[Actor], Client]
ADDRESS = "/onboarding/apply/"


def path_of(application: Application) -> str:
    """Return the applicant's page as the browser asks for it."""
    return urlsplit(link_of(application)).path


def token_of(application: Application) -> str:
    """Return the last part of the link."""
    return path_of(application).rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_is_open_to_everybody_in_both_languages(db: None, language: str) -> None:
    page = Client().get(ADDRESS, headers={"accept-language": language})
    assert page.status_code == 200
    assert ("Become a service station" in page.content.decode()) == (language == "en")


def test_a_stranger_applies_and_is_led_to_the_own_page(office: None) -> None:
    answer = Client().post(ADDRESS, build.form())
    application = Application.objects.get()
    assert answer.status_code == 302
    page = Client().get(urlsplit(answer["Location"]).path)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert application.number in page.content.decode() and "江苏" in page.content.decode()
    english = Client().get(urlsplit(answer["Location"]).path, headers={"accept-language": "en"}).content.decode()
    assert "Jiangsu" in english and "江苏" not in english
    assert (application.region, application.province, application.brands) == ("east", "江苏", ["Haul", "轻卡"])
    assert 34 < application.lat < 35


def test_the_place_on_the_map_counts_before_the_city(office: None) -> None:
    assert build.application(lat=34.1, lon=117.3).lat == 34.1


def test_a_city_that_nobody_knows_needs_a_click(office: None) -> None:
    answer = Client().post(ADDRESS, build.form(city="无此城"))
    assert answer.status_code == 422
    assert "city" in answer.context["form"].errors
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"website": "http://spam.example"}, 422),
        ({"stamp": ""}, 422),
        ({"stamp": "forged"}, 422),
        ({"phone": "12"}, 422),
        ({"statement": "x" * 4001}, 422),
        ({"company": ""}, 422),
        ({"province_code": "99"}, 422),
    ],
)
def test_what_a_machine_would_send_is_not_taken_in(office: None, changes: dict[str, str], code: int) -> None:
    assert Client().post(ADDRESS, build.form(**changes)).status_code == code
    assert not Application.objects.exists()


def test_a_form_that_is_seconds_or_days_old_is_not_taken_in_and_can_be_sent_again(office: None) -> None:
    quick = build.stamp(timedelta(seconds=1))
    answer = Client().post(ADDRESS, build.form(stamp=quick))
    assert (answer.status_code, answer.context["stamp"]) == (422, quick)
    old = build.stamp(MAX_AGE + timedelta(minutes=1))
    answer = Client().post(ADDRESS, build.form(stamp=old))
    assert answer.status_code == 422
    assert answer.context["stamp"] not in ("", old)
    assert not Application.objects.exists()


def test_one_address_sends_so_many_and_no_more(office: None) -> None:
    for number in range(MOST_PER_SENDER):
        assert Client().post(ADDRESS, build.form(company=f"公司{number}")).status_code == 302
    assert Client().post(ADDRESS, build.form(company="又一家")).status_code == 429
    assert Client().post(ADDRESS, build.form(company="又一家"), REMOTE_ADDR="198.51.100.9").status_code == 302
    assert Application.objects.count() == MOST_PER_SENDER + 1


def test_the_same_company_or_number_is_told_to_the_office_and_not_to_the_applicant(
    office: None, regional_officer: Actor, client_for: SignIn
) -> None:
    first = build.application()
    answer = Client().post(ADDRESS, build.form(company="徐州通达商用车服务（有限公司）", phone="+86 139-1111-2222"))
    second = Application.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 302
    assert second.twin == first
    assert first.number not in Client().get(path_of(second)).content.decode()
    assert first.number in client_for(regional_officer).get(second.get_absolute_url()).content.decode()
    assert build.application(company="别的公司", phone=build.PHONE).twin == first


def test_numbers_are_sealed_masked_and_in_no_history_or_log(
    office: None, regional_officer: Actor, client_for: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().post(ADDRESS, build.form())
    application = Application.objects.get()
    take_application(application.pk, acting_user=regional_officer)
    assert build.PHONE not in application.phone_sealed
    assert application.masked_phone == "139****5678"
    told = str(list(History.objects.values_list("after", "before", "reason")))
    assert build.PHONE not in told + caplog.text
    for address in ("/onboarding/applications/", application.get_absolute_url(), path_of(application)):
        assert build.PHONE not in client_for(regional_officer).get(address).content.decode()


def test_a_look_at_the_number_is_recorded(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    application = build.application()
    shown = client_for(regional_officer).post(f"{application.get_absolute_url()}contact/")
    assert build.PHONE in shown.content.decode()
    assert History.objects.filter(aggregate_id=application.pk, verb="application.contact_shown").count() == 1


@pytest.mark.parametrize("token", ["nothing", "ImFiYyI:1abc:xyz", "a" * 300])
def test_a_forged_link_shows_nothing(db: None, token: str) -> None:
    assert Client().get(f"{ADDRESS}{token}/").status_code == 404
    assert Client().post(f"{ADDRESS}{token}/", {"text": "x"}).status_code == 404


def test_a_link_expires(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(build.application())
    monkeypatch.setattr("network.onboarding.applications.selectors.VALID_S", -1)
    assert Client().get(f"{ADDRESS}{token}/").status_code == 404
    with pytest.raises(NotYours):
        add_to_application(token, "x")


def test_the_office_asks_and_the_applicant_answers_with_photos(
    office: None, regional_officer: Actor, client_for: SignIn
) -> None:
    application = build.application()
    asked = client_for(regional_officer).post(f"{application.get_absolute_url()}ask/", {"question": "请提供产权证明"})
    assert asked.status_code == 302
    page = Client().get(path_of(application))
    assert "请提供产权证明" in page.content.decode()
    upload = SimpleUploadedFile("门头.jpg", photo(), "image/jpeg")
    answer = Client().post(path_of(application), {"text": "附照片", "photos": upload})
    assert answer.status_code == 200
    application.refresh_from_db()
    assert application.status == "received"
    kept = StoredFile.objects.get(subject_id=application.pk)
    assert kept in files_for(regional_officer)
    assert "附照片" in client_for(regional_officer).get(application.get_absolute_url()).content.decode()


def test_what_is_no_picture_is_refused_and_the_words_stay_typed(office: None) -> None:
    application = build.application()
    upload = SimpleUploadedFile("x.jpg", b"MZ", "image/jpeg")
    answer = Client().post(path_of(application), {"text": "附照片", "photos": upload})
    assert answer.status_code == 422
    assert "附照片" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not application.words.exists()


def test_words_that_are_sent_twice_stand_once(office: None) -> None:
    application = build.application()
    for text in ("有举升机", "有举升机 ", "共四台"):
        add_to_application(token_of(application), text)
    assert list(application.words.order_by("created_at").values_list("text", flat=True)) == ["有举升机", "共四台"]


def test_nothing_can_be_added_once_it_is_decided(office: None, regional_officer: Actor) -> None:
    application = build.application()
    decline_application(application.pk, reason="covered", acting_user=regional_officer)
    with pytest.raises(WrongState):
        add_to_application(token_of(application), "还有一点")
    assert not application.words.exists()


def test_it_is_taken_over_as_a_candidate_whose_way_the_applicant_follows(
    office: None, regional_officer: Actor, client_for: SignIn
) -> None:
    application = build.application()
    answer = client_for(regional_officer).post(f"{application.get_absolute_url()}take/", {"level": "A"})
    candidate = Candidate.objects.get()
    assert answer["Location"] == candidate.get_absolute_url()
    assert (candidate.source, candidate.level, candidate.contact_phone) == ("application", "A", "")
    assert application.number in client_for(regional_officer).get(candidate.get_absolute_url()).content.decode()
    reject_candidate(candidate.pk, reason="场地产权不清", acting_user=regional_officer)
    page = Client().get(path_of(application)).content.decode()
    assert "场地产权不清" not in page
    assert "感谢您的关注" in page


def test_declining_says_a_polite_sentence_and_keeps_the_note(
    office: None, regional_officer: Actor, client_for: SignIn
) -> None:
    application = build.application()
    sent = {"reason": "not_serious", "note": "电话空号"}
    assert client_for(regional_officer).post(f"{application.get_absolute_url()}decline/", sent).status_code == 302
    page = Client().get(path_of(application)).content.decode()
    assert "电话空号" not in page
    assert "data-submit" not in page
    with pytest.raises(WrongState):
        take_application(application.pk, acting_user=regional_officer)


def test_each_state_of_a_candidate_has_a_sentence() -> None:
    assert set(ON_THE_WAY) == set(CANDIDATE_MOVES)


def test_another_office_or_role_decides_nothing(
    office: None, regional_officer: Actor, reviewer: Actor, finance: Actor
) -> None:
    other = build.application(province_code="44", city="湛江", lat=21.2, lon=110.4)
    steps: list[Callable[[Actor], object]] = [
        lambda who: take_application(other.pk, acting_user=who),
        lambda who: ask_applicant(other.pk, question="?", acting_user=who),
        lambda who: decline_application(other.pk, reason="covered", acting_user=who),
        lambda who: show_contact(other.pk, acting_user=who),
    ]
    for step in steps:
        with pytest.raises(NotYours):
            step(regional_officer)
        with pytest.raises(NotAllowed):
            step(reviewer)
    other.refresh_from_db()
    assert other.status == "received"
    assert History.objects.filter(aggregate_id=other.pk).count() == 1
    assert not applications_for(finance).exists()


def test_a_question_without_words_and_a_reason_that_is_none_are_refused(office: None, regional_officer: Actor) -> None:
    application = build.application()
    with pytest.raises(Invalid):
        ask_applicant(application.pk, question=" ", acting_user=regional_officer)
    with pytest.raises(Invalid):
        decline_application(application.pk, reason="", acting_user=regional_officer)


def test_the_list_filters_and_exports_without_numbers(
    office: None, regional_officer: Actor, client_for: SignIn
) -> None:
    application = build.application()
    client = client_for(regional_officer)
    assert application.number in client.get("/onboarding/applications/?q=通达&status=received").content.decode()
    assert application.number not in client.get("/onboarding/applications/?late=true").content.decode()
    assert build.PHONE not in client.get("/onboarding/applications/?format=csv").content.decode("utf-8-sig")


def test_programs_decide_by_the_api(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    application, client = build.application(), client_for(regional_officer)
    address = f"/api/v1/station-applications/{application.public_id}"
    body = client.get(address).json()
    assert (body["phone"], body["status"]) == ("139****5678", "received")
    send: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "a-1"}}
    assert client.post(f"{address}/take", {"level": "B"}, **send).json()["status"] == "taken"
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("typed", ["139 1234 5678", "+86 13912345678", "0086-139-1234-5678"])
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert plain_phone(typed) == "13912345678"


def test_a_company_is_the_same_with_and_without_its_legal_form() -> None:
    assert plain_company("通达 汽车（徐州）有限公司") == plain_company("通达汽车徐州")
