"""电子签: sent, signed by the station, signed by both, in force; or declined, expired, withdrawn, refused and sent again."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor
from common.channels.models import Message
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.files.store import read_stored
from common.history.models import History, Undelivered
from common.history.relay import deliver_pending
from demo.candidates import People, sign_electronically
from network.onboarding.actions import correct_candidate, draft_agreement, record_signature, reject_candidate
from network.onboarding.applications.models import Application
from network.onboarding.board import what_blocks
from network.onboarding.models import Agreement, Candidate, Signing, SigningNotice
from network.onboarding.signing.actions import SIGN_DUE, SIGN_SOON, look, send_for_signature, withdraw_signing
from network.onboarding.signing.choices import Side
from network.onboarding.signing.choose import use_provider
from network.onboarding.signing.fake import FakeProvider
from network.onboarding.signing.selectors import link_of, signatories_of, signing_words
from tests.builders import applications
from tests.builders import onboarding as build
from tests.builders.signing import a_fake, fresh, hear, requested, sent
from tests.onboarding.test_api import post

SignIn = Callable[[Actor], Client]
WEBHOOK = "/onboarding/signing/webhook/"


@pytest.fixture
def fake(office: None) -> Iterator[FakeProvider]:
    with a_fake() as one:
        yield one


def completed(fake: FakeProvider) -> Signing:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    hear(fake)
    fake.sign(signing.envelope_key, Side.OFFICE)
    hear(fake)
    return fresh(signing)


def verbs(candidate_id: UUID) -> list[str]:
    rows = History.objects.filter(aggregate_id=candidate_id, verb__startswith="candidate.sign").order_by("created_at")
    return list(rows.values_list("verb", flat=True))


def due_now(kind: str) -> None:
    Deadline.objects.filter(kind=kind, done_at__isnull=True).update(due_at=now())
    keep_due()


def test_both_sign_in_their_order_and_the_agreement_is_in_force(
    fake: FakeProvider, customer_service_manager: Actor
) -> None:
    signing = sent()
    assert signing.status == "sent"
    fake.sign(signing.envelope_key, Side.STATION)
    hear(fake)
    assert fresh(signing).status == "station_signed"
    assert Agreement.objects.get().status == "draft"
    fake.sign(signing.envelope_key, Side.OFFICE)
    hear(fake)
    done = fresh(signing)
    agreement, candidate = done.agreement, done.agreement.candidate
    assert (done.status, agreement.status, candidate.status) == ("completed", "signed", "signed")
    assert (agreement.office_signatory, candidate.signed_by) == (
        customer_service_manager.name,
        customer_service_manager.id,
    )
    assert verbs(candidate.pk) == [
        "candidate.signing_requested",
        "candidate.signing_sent",
        "candidate.signing_station",
        "candidate.signed",
    ]


def test_the_signed_copy_is_our_paper_with_signatures_and_its_hash_is_kept(fake: FakeProvider) -> None:
    agreement = completed(fake).agreement
    copy = read_stored(StoredFile.objects.get(subject_id=agreement.pk, kind="agreement_signed"))
    paper = read_stored(StoredFile.objects.get(subject_id=agreement.pk, kind="agreement_zh"))
    assert copy.startswith(paper)
    assert agreement.signed_sha256 == hashlib.sha256(copy).hexdigest() != agreement.sha256_zh


def test_a_document_that_was_tampered_with_is_refused(fake: FakeProvider) -> None:
    fake.tampers = True
    signing = completed(fake)
    assert (signing.status, signing.problem) == ("refused", "document")
    assert (signing.agreement.status, signing.agreement.candidate.status) == ("draft", "accepted")
    assert not StoredFile.objects.filter(kind="agreement_signed").exists()


def test_a_paper_that_was_changed_here_is_not_even_sent(fake: FakeProvider) -> None:
    signing = requested()
    Signing.objects.filter(pk=signing.pk).update(sha256="0" * 64)
    deliver_pending()
    assert (fresh(signing).status, fresh(signing).problem) == ("refused", "document")
    assert fake.drawer.state["envelopes"] == {}  # type: ignore[attr-defined]


def test_doubles_delays_and_a_wrong_order_change_nothing(fake: FakeProvider) -> None:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    fake.sign(signing.envelope_key, Side.OFFICE)
    untidy = fake.untidy(Random(4))
    news = hear(fake, untidy)
    assert (sum(news), len(news)) == (2, 4)
    told = verbs(signing.agreement.candidate_id)
    assert told.count("candidate.signed") == 1
    assert fresh(signing).status == "completed"
    version = fresh(signing).version
    assert hear(fake, untidy) == [False] * 4
    assert (fresh(signing).version, verbs(signing.agreement.candidate_id)) == (version, told)
    assert SigningNotice.objects.count() == 2


def test_a_notice_that_never_comes_is_made_up_for(fake: FakeProvider) -> None:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    due_now(SIGN_SOON)
    assert fresh(signing).status == "station_signed"


def test_while_the_provider_is_down_the_event_comes_again(fake: FakeProvider) -> None:
    fake.is_down = True
    signing = requested()
    deliver_pending()
    assert (fresh(signing).status, Undelivered.objects.filter(event__verb="candidate.signing_requested").count()) == (
        "requested",
        1,
    )
    fake.is_down = False
    Undelivered.objects.update(not_before=now())
    deliver_pending()
    assert fresh(signing).status == "sent"


def test_who_declines_says_why_and_it_is_sent_again_with_a_reason(
    fake: FakeProvider, mailoutbox: list[EmailMessage]
) -> None:
    signing = sent()
    fake.decline(signing.envelope_key, Side.STATION, "区域写错了")
    hear(fake)
    assert (fresh(signing).status, fresh(signing).reason) == ("declined", "区域写错了")
    with pytest.raises(Invalid):
        requested(signing.agreement)
    again = sent(signing.agreement, reason="已与站方沟通")
    assert (again.attempt, again.status, again.again_reason) == (2, "sent", "已与站方沟通")
    assert again.envelope_key != signing.envelope_key
    deliver_pending()
    assert sum(link_of(again).rsplit(":", 2)[0] in one.body for one in mailoutbox) == 1


def test_after_the_limit_the_round_is_over_at_the_provider_too(fake: FakeProvider) -> None:
    signing = sent()
    due_now(SIGN_DUE)
    assert fresh(signing).status == "expired"
    assert fake.get(signing.envelope_key).state == "cancelled"
    hear(fake)
    assert fresh(signing).status == "expired"
    candidate = Candidate.objects.get()
    assert candidate.pk in signing_words([candidate.pk])  # the board says that it has to be sent again


def test_the_limit_is_that_of_the_rules_and_the_station_is_reminded(
    fake: FakeProvider, mailoutbox: list[EmailMessage]
) -> None:
    signing = sent()
    deliver_pending()
    assert timedelta(days=10) <= signing.due_at - signing.created_at
    assert Deadline.objects.get(kind=SIGN_SOON).due_at == signing.due_at - timedelta(days=2)
    before = len(mailoutbox)
    due_now(SIGN_SOON)
    deliver_pending()
    assert len(mailoutbox) == before + 1
    assert verbs(signing.agreement.candidate_id)[-1] == "candidate.signing_reminded"


def test_nobody_signs_what_they_prepared(
    fake: FakeProvider, service_management: Actor, regional_officer: Actor, customer_service_manager: Actor
) -> None:
    agreement = build.drafted()
    assert [one.pk for one in signatories_of(agreement)] == [customer_service_manager.id]
    for person in (service_management, regional_officer):
        with pytest.raises(Invalid):
            requested(agreement, signatory=person.id)
    assert not Signing.objects.exists()
    signing = requested(agreement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signing.objects.filter(pk=signing.pk).update(office_signatory=service_management.id)


@pytest.mark.parametrize("persona", ["regional_officer", "reviewer", "customer_service_manager", "administrator"])
def test_nobody_else_sends_or_withdraws(fake: FakeProvider, persona: str, request: pytest.FixtureRequest) -> None:
    signing = sent()
    actor = request.getfixturevalue(persona)
    with pytest.raises(NotAllowed):
        send_for_signature(signing.agreement_id, signatory=actor.id, acting_user=actor)
    with pytest.raises(NotAllowed):
        withdraw_signing(signing.pk, reason="x", acting_user=actor)
    assert (Signing.objects.count(), fresh(signing).status) == (1, "sent")


def test_while_it_is_out_neither_paper_nor_a_new_draft_is_possible(
    fake: FakeProvider, service_management: Actor
) -> None:
    signing = sent()
    with pytest.raises(WrongState) as caught:
        record_signature(signing.agreement_id, build.signature(), acting_user=service_management)
    assert caught.value.code == "signing.live"
    with pytest.raises(WrongState):
        draft_agreement(signing.agreement.candidate_id, build.terms(), acting_user=service_management)
    with pytest.raises(WrongState):
        requested(signing.agreement, reason="x")
    with pytest.raises(WrongState):
        correct_candidate(signing.agreement.candidate_id, build.facts(name="别的公司"), acting_user=service_management)
    assert Candidate.objects.get().name == signing.agreement.party_name
    withdraw_signing(signing.pk, reason="改为纸质签署", acting_user=service_management)
    assert fake.get(signing.envelope_key).state == "cancelled"
    record_signature(signing.agreement_id, build.signature(), acting_user=service_management)
    assert (fresh(signing).status, Candidate.objects.get().status) == ("withdrawn", "signed")


def test_who_applied_by_the_form_is_reached_as_it_wrote_there(fake: FakeProvider) -> None:
    applied = applications.application()
    agreement = build.drafted(contact_phone="", contact_email="")
    Application.objects.filter(pk=applied.pk).update(candidate=agreement.candidate_id, status="taken")
    signing = sent(Agreement.objects.get(pk=agreement.pk))
    assert signing.status == "sent"
    [message] = Message.objects.filter(template="onboarding.sign")
    assert message.to == applications.PHONE


def test_what_both_have_signed_can_not_be_withdrawn(fake: FakeProvider, service_management: Actor) -> None:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    fake.sign(signing.envelope_key, Side.OFFICE)
    with pytest.raises(WrongState):
        withdraw_signing(signing.pk, reason="x", acting_user=service_management)
    fake.is_down = True
    with pytest.raises(WrongState) as caught:
        withdraw_signing(signing.pk, reason="x", acting_user=service_management)
    assert caught.value.code == "signing.unreachable"
    fake.is_down = False
    hear(fake)
    assert fresh(signing).status == "completed"


def test_an_agreement_with_somebody_who_was_turned_down_is_taken_back(
    fake: FakeProvider, service_management: Actor
) -> None:
    signing = sent()
    reject_candidate(signing.agreement.candidate_id, reason="资金不足", acting_user=service_management)
    deliver_pending()
    assert fresh(signing).status == "withdrawn"
    assert fake.get(signing.envelope_key).state == "cancelled"


def test_signatures_that_come_after_a_refusal_bind_nobody(fake: FakeProvider, service_management: Actor) -> None:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    fake.sign(signing.envelope_key, Side.OFFICE)
    reject_candidate(signing.agreement.candidate_id, reason="资金不足", acting_user=service_management)
    look(signing.pk)
    assert (fresh(signing).status, Agreement.objects.get().status) == ("withdrawn", "void")


def test_without_a_provider_it_is_signed_on_paper(
    office: None, monkeypatch: pytest.MonkeyPatch, service_management: Actor
) -> None:
    use_provider(None)
    monkeypatch.setattr("network.onboarding.signing.actions.provider", lambda: None)
    agreement = build.drafted()
    with pytest.raises(WrongState) as caught:
        requested(agreement)
    assert caught.value.code == "signing.no_provider"
    record_signature(agreement.pk, build.signature(), acting_user=service_management)


def test_the_board_says_for_whom_it_waits(fake: FakeProvider) -> None:
    signing = sent()
    candidate = signing.agreement.candidate
    waits = signing_words([candidate.pk])[candidate.pk]
    assert what_blocks(candidate, has_draft=True, signing=waits) == waits != what_blocks(candidate, has_draft=True)
    fake.sign(signing.envelope_key, Side.STATION)
    hear(fake)
    assert signing.office_signatory_name in str(signing_words([candidate.pk])[candidate.pk])


def test_the_door_believes_what_is_signed_and_takes_it_once(fake: FakeProvider, client: Client) -> None:
    signing = sent()
    fake.sign(signing.envelope_key, Side.STATION)
    [(_event, payload, headers)] = fake.deliveries()

    def deliver(body: bytes) -> Any:
        return client.post(WEBHOOK, body, content_type="application/json", headers=headers)

    assert deliver(payload).json() == {"received": True, "fresh": True}
    assert deliver(payload).json() == {"received": True, "fresh": False}
    assert deliver(payload + b" ").status_code == 400
    assert deliver(b"x" * (64 * 1024 + 1)).status_code == 413
    assert client.get(WEBHOOK).status_code == 405
    keep_due()
    assert fresh(signing).status == "station_signed"


def test_the_station_signs_behind_its_link_and_the_manufacturer_behind_a_button(
    fake: FakeProvider, client: Client, client_for: SignIn, customer_service_manager: Actor, service_management: Actor
) -> None:
    signing = sent()
    site = "/" + link_of(signing).split("/", 3)[3]
    page = client.get(site).content.decode()
    assert signing.sha256 in page
    assert 'href="?go=1"' in page
    station = client.get(f"{site}?go=1")
    assert station.status_code == 302
    there = "/" + station["Location"].split("/", 3)[3]
    assert signing.sha256 in client.get(there).content.decode()
    assert client.post(there, {"sign": "1"}).status_code == 200
    assert client.post(there, {"sign": "1"}).status_code == 409
    keep_due()
    assert 'href="?go=1"' not in client.get(f"{site}?go=1").content.decode()
    way = f"/onboarding/signing/{signing.pk}/countersign/"
    manager = client_for(customer_service_manager)
    assert way in manager.get(signing.agreement.candidate.get_absolute_url()).content.decode()
    assert client_for(service_management).get(way).status_code == 403
    office = client_for(customer_service_manager).get(way)
    assert office.status_code == 302
    client.post("/" + office["Location"].split("/", 3)[3], {"sign": "1"})
    keep_due()
    assert fresh(signing).status == "completed"


def test_forged_links_and_pages_of_no_provider_are_not_found(fake: FakeProvider, client: Client) -> None:
    assert client.get("/onboarding/signing/nonsense/").status_code == 404
    assert client.get("/onboarding/signing/fake/env-1/station/").status_code == 404
    assert client.get("/onboarding/signing/fake/env-1/nobody/").status_code == 404


def test_the_office_sends_and_withdraws_on_its_pages(
    fake: FakeProvider, client_for: SignIn, service_management: Actor, customer_service_manager: Actor
) -> None:
    agreement = build.drafted()
    office, page = client_for(service_management), agreement.candidate.get_absolute_url()
    assert f"/agreements/{agreement.pk}/send/" in office.get(page).content.decode()
    form = office.get(f"/onboarding/agreements/{agreement.pk}/send/").content.decode()
    assert customer_service_manager.name in form
    assert service_management.name not in form.split('id="id_signatory"')[1].split("</select>")[0]
    chosen = {"signatory": str(customer_service_manager.id)}
    assert office.post(f"/onboarding/agreements/{agreement.pk}/send/", chosen).status_code == 302
    again = office.post(f"/onboarding/agreements/{agreement.pk}/send/", chosen, HTTP_ACCEPT_LANGUAGE="en")
    assert "It was sent already" in again.content.decode() or "已经发送" in again.content.decode()
    signing = Signing.objects.get()
    shown = office.get(page).content.decode()
    assert f"/agreements/{agreement.pk}/sign/" not in shown
    assert f"/signing/{signing.pk}/withdraw/" in shown
    gone = office.post(f"/onboarding/signing/{signing.pk}/withdraw/", {"reason": "改为纸质"})
    assert (gone.status_code, fresh(signing).status) == (302, "withdrawn")
    assert f"/agreements/{agreement.pk}/sign/" in office.get(page).content.decode()


def test_the_api_sends_shows_and_withdraws(
    fake: FakeProvider, client_for: SignIn, service_management: Actor, customer_service_manager: Actor
) -> None:
    agreement, section = build.drafted(), client_for(service_management)
    way = f"agreements/{agreement.public_id}/send-for-signature"
    unknown = post(section, way, {"signatory": "nobody@x.example"}, key="a")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "signing.signatory")
    made = post(section, way, {"signatory": customer_service_manager.user.email}, key="b").json()
    assert (made["status"], made["sha256"]) == ("requested", agreement.sha256_zh)
    deliver_pending()
    [listed] = section.get("/api/v1/agreement-signings?status=sent").json()["data"]
    assert listed["id"] == made["id"]
    gone = post(section, f"agreement-signings/{made['id']}/withdraw", {"reason": "改为纸质"})
    assert gone.json()["status"] == "withdrawn"


def test_the_demo_shows_one_that_was_declined_and_one_that_waits_for_the_manager(
    fake: FakeProvider, service_management: Actor, customer_service_manager: Actor
) -> None:
    build.accepted()
    build.accepted(name="盐城通达汽车服务有限公司", city="盐城", lat=33.35, lon=120.16, contact_phone="13900000001")
    sign_electronically(People(service_management, service_management, customer_service_manager))
    assert sorted(Signing.objects.values_list("status", flat=True)) == ["declined", "sent", "station_signed"]
    deliver_pending()
    keep_due()
    assert sorted(Signing.objects.values_list("status", flat=True)) == ["declined", "sent", "station_signed"]
