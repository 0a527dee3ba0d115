"""The applicant's link comes by SMS and mail; numbers are masked for whoever needn't call; the flood limit knows the proxy."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from accounts.actors import Actor
from common.channels.models import Message
from common.history.models import History
from common.history.relay import deliver_pending
from network.onboarding.actions import correct_candidate
from network.onboarding.applications.actions import ask_applicant, take_application
from network.onboarding.applications.models import Application
from network.onboarding.applications.policies import MOST_PER_SENDER
from network.onboarding.applications.selectors import key_of as application_key
from network.onboarding.building.actions import reject_image
from network.onboarding.building.public import send_image
from tests.builders import applications
from tests.builders import onboarding as build

SignIn = Callable[[Actor], Client]
PHONE = "13900000000"  # of the candidate that the builder proposes
APPLY = "/onboarding/apply/"


def sent(template: str) -> list[Message]:
    """The messages with this text, the oldest first, once all events are delivered."""
    deliver_pending()
    return list(Message.objects.filter(template=template).order_by("created_at"))


def token_in(message: Message) -> str:
    """The last part of the link that a message brings."""
    return str(message.values["link"]).rstrip("/").rsplit("/", 1)[1]


def test_the_own_link_comes_by_sms_and_mail_and_twice_is_once(office: None) -> None:
    application = applications.application()
    [message] = sent("onboarding.received")
    assert (message.to, application_key(token_in(message))) == (applications.PHONE, application.pk)
    deliver_pending()
    [letter] = [one for one in mail.outbox if one.to == ["li@tongda.example"]]
    assert message.values["link"] in letter.body


def test_a_number_is_written_to_once_a_day_about_new_applications(office: None) -> None:
    applications.application()
    applications.application(company="别的公司", email="")
    assert len(sent("onboarding.received")) == 1
    applications.application(company="第三家", phone="13977778888", email="", language="en")
    assert [one.language for one in sent("onboarding.received")] == ["zh-hans", "en"]


def test_a_question_is_told_unless_it_is_answered_by_now(office: None, regional_officer: Actor) -> None:
    first, second = applications.application(), applications.application(company="别的", phone="13977778888")
    ask_applicant(first.pk, question="请补充产权证明", acting_user=regional_officer)
    ask_applicant(second.pk, question="请补充产权证明", acting_user=regional_officer)
    take_application(second.pk, acting_user=regional_officer)
    assert [one.subject_id for one in sent("onboarding.asked")] == [first.pk]


def test_the_link_for_photos_comes_with_the_confirmation_and_after_a_rejection(
    office: None, service_management: Actor
) -> None:
    build.permitted()
    [message] = sent("onboarding.building")
    assert message.to == PHONE
    item = send_image(token_in(message), "reception", [("前台.jpg", build.photo())])
    reject_image(item.pk, reason="太暗", acting_user=service_management)
    assert [one.to for one in sent("onboarding.image_rejected")] == [PHONE]
    assert token_in(message) not in str(list(History.objects.values_list("after", "before")))


@pytest.mark.parametrize("persona", ["regional_officer", "reviewer", "customer_service_manager"])
def test_a_candidate_s_number_is_masked_on_page_api_and_in_history(
    office: None, persona: str, request: pytest.FixtureRequest, client_for: SignIn, regional_officer: Actor
) -> None:
    candidate = build.lead()
    correct_candidate(candidate.pk, build.facts(contact_phone="13912340000"), acting_user=regional_officer)
    client = client_for(request.getfixturevalue(persona))
    for address in (candidate.get_absolute_url(), f"/api/v1/candidates/{candidate.public_id}", "/api/v1/candidates"):
        text = client.get(address).content.decode()
        assert PHONE not in text
        assert "13912340000" not in text
        assert "wang@hengyuan.example" not in text
    assert "139****0000" in client.get(candidate.get_absolute_url()).content.decode()


def test_whoever_has_to_call_sees_the_number_and_the_look_is_recorded(
    office: None, regional_officer: Actor, reviewer: Actor, client_for: SignIn
) -> None:
    candidate = build.lead()
    address = f"{candidate.get_absolute_url()}contact/"
    assert client_for(reviewer).post(address).status_code == 403
    assert not History.objects.filter(verb="candidate.contact_shown").exists()
    assert PHONE in client_for(regional_officer).post(address).content.decode()
    assert History.objects.filter(aggregate_id=candidate.pk, verb="candidate.contact_shown").count() == 1


def test_behind_our_proxy_each_sender_has_a_share_of_its_own(office: None, settings: LazySettings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    def apply(number: int, sender: str, peer: str = "10.0.0.2") -> int:
        form = applications.form(company=f"公司{number}")
        return Client(REMOTE_ADDR=peer, headers={"x-forwarded-for": sender}).post(APPLY, form).status_code

    assert [apply(n, "198.51.100.1") for n in range(MOST_PER_SENDER)] == [302] * MOST_PER_SENDER
    assert apply(20, "203.0.113.50, 198.51.100.1") == 429
    assert apply(21, "198.51.100.2") == 302
    assert [apply(30 + n, f"192.0.2.{n}", "203.0.113.9") for n in range(MOST_PER_SENDER)] == [302] * MOST_PER_SENDER
    assert apply(40, "192.0.2.200", "203.0.113.9") == 429
    assert Application.objects.count() == 2 * MOST_PER_SENDER + 1
