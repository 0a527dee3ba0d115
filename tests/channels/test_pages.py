"""Head office sees how messages went, never to whom in full, nor the link."""

import pytest

from common.channels.actions import Letter, send_message
from common.channels.models import Message
from common.channels.sending import send_due
from common.people import Process
from common.scope import for_office
from common.webhooks import key_of, signed

PHONE = "13987654321"


@pytest.fixture
def message(db, words, provider):
    values = {"link": "https://x.example/secret", "time": "10:30"}
    with for_office():
        made = send_message(Letter(to=PHONE, template=words, key="k", values=values), acting_user=Process("tests"))
    send_due()
    return made


@pytest.mark.parametrize("address", ["/messages/", "/messages/{}/"])
def test_the_pages_mask_number_and_link(dispatcher, client_for, message, address):
    text = client_for(dispatcher).get(address.format(message.pk)).content.decode()
    assert "139****4321" in text
    assert PHONE not in text and "x.example" not in text


def test_the_api_masks_them_too(dispatcher, client_for, message):
    (row,) = client_for(dispatcher).get("/api/v1/messages").json()["data"]
    assert (row["number"], row["text"], row["status"]) == ("139****4321", "Dear driver, open … before 10:30.", "sent")


def test_others_do_not_see_them(reviewer, station_manager, client_for, message):
    assert client_for(reviewer).get("/messages/").status_code == 403
    assert client_for(station_manager).get(f"/messages/{message.pk}/").status_code == 404


def test_the_webhook_believes_the_signature_alone(client, message):
    told = {"id": "fake-1", "reference": str(message.pk), "state": "undelivered"}
    body, headers = signed("fake-1", told, key_of("wrong"))
    assert client.post("/messages/receipts/", body, "application/json", headers=headers).status_code == 400
    with for_office():
        assert Message.objects.get().status == "sent"
    body, headers = signed("fake-1", told, key_of("s3cret"))
    for _time in range(2):
        assert client.post("/messages/receipts/", body, "application/json", headers=headers).status_code == 204
    with for_office():
        assert Message.objects.get().status == "failed"


def test_what_did_not_arrive_is_sent_once_more(client, dispatcher, client_for, message):
    test_the_webhook_believes_the_signature_alone(client, message)
    assert client_for(dispatcher).post(f"/messages/{message.pk}/again/").status_code == 302
    assert (
        client_for(dispatcher)
        .post(
            f"/api/v1/messages/{message.public_id}/send-again",
            "{}",
            "application/json",
            headers={"Idempotency-Key": "k"},
        )
        .status_code
        == 200
    )
    with for_office():
        assert Message.objects.count() == 2
