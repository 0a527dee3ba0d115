"""Canary markers: what a station wrote is searched for in everything that another station, a supplier or a log gets to see.

The station's rows carry a text that stands nowhere else. A rival asks every address with the keys of those very rows.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.test import Client

from accounts.actors import Actor
from accounts.keys import make_key
from accounts.roles import Role
from billing.claims.models import Claim
from common.records import Placement, Record
from common.scope import Scope
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_first_reviewed_claim
from tests.builders.dispatch import a_crew, accepted
from tests.builders.workshop import a_delivered_order
from tests.isolation.surface import Cell, cells
from tests.isolation.test_matrix import LIBRARIES
from tests.world import HOME, RIVAL, station_actor

MARKER = "§只属于SHA01§"
PHONE = "13987654321"


@pytest.fixture
def lived_in(db: None) -> dict[type[Record], Record]:
    """Let the home station live a little; return one of its rows of each kind."""
    clerk = station_actor(Role.APPRAISER, HOME)
    marked = {"customer_name": MARKER, "customer_phone": PHONE, "complaint": MARKER}
    with inside(clerk.station):
        a_delivered_order(clerk, **marked)
    a_first_reviewed_claim(HOME, **marked)
    a_crew(HOME)
    with transaction.atomic():
        accepted(code=HOME)
    return dict(_rows_of(clerk.station))


def _rows_of(station: Station) -> Iterator[tuple[type[Record], Record]]:
    for model in apps.get_models():
        if not issubclass(model, Record):
            continue
        columns = {field.attname for field in model._meta.concrete_fields}
        if model.placement is Placement.STATION:
            with inside(station):
                row = model._default_manager.first()
        elif model.placement is Placement.EXCHANGE and "station_id" in columns:
            with at_head_office():
                row = model._default_manager.filter(station_id=station.pk).first()
        else:
            continue
        if row is not None:
            yield model, row


def signed_in(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def questions(rows: dict[type[Record], Record], tree: str) -> Iterator[tuple[Cell, str]]:
    """Yield every GET address of a tree: lists as they are, details with the keys of the home station's rows of that room or kind."""
    for cell in cells():
        if cell.tree != tree or cell.method != "GET" or cell.module.startswith(LIBRARIES):
            continue
        if "<uuid:" in cell.route:
            room = cell.route.split("/")[1]
            for row in [one for model, one in rows.items() if model._meta.app_label == room]:
                yield cell, cell.address("", **dict.fromkeys(_names(cell.route), str(row.pk)))
        elif "(?P<id>" in cell.route:
            for row in [one for model, one in rows.items() if model.__name__ == cell.model]:
                yield cell, cell.address("", id=row.public_id)
        else:
            yield cell, cell.address("")


def _names(route: str) -> list[str]:
    return [piece.split(">", 1)[0] for piece in route.split("<uuid:")[1:]]


def hunt(
    client: Client, addresses: Iterator[tuple[Cell, str]], prefix: str = "", **headers: str
) -> tuple[int, list[str]]:
    """Ask each address; return how many there were and which of them showed the marker or the phone number."""
    count, leaks = 0, []
    for _cell, address in addresses:
        count += 1
        answer = client.get(prefix + address, headers=headers)
        body = answer.content.decode(errors="replace")
        if MARKER in body or json.dumps(MARKER) in body or PHONE in body or PHONE.encode() in answer.content:
            leaks.append(f"{prefix}{address} ({answer.status_code})")
    return count, leaks


@pytest.mark.parametrize("role", [Role.STATION_MANAGER, Role.APPRAISER])
def test_a_rival_station_finds_nothing_of_ours(
    lived_in: dict[type[Record], Record],
    role: Role,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rival = station_actor(role, RIVAL)
    with caplog.at_level(logging.INFO):
        pages, found = hunt(signed_in(rival), questions(lived_in, "station"), f"/s/{RIVAL}")
        _, text = make_key(rival.user, label="t", station_id=rival.station_id, station_code=RIVAL)
        asked, more = hunt(
            Client(raise_request_exception=False), questions(lived_in, "office"), Authorization=f"Bearer {text}"
        )
    with capsys.disabled():
        print(f"\nisolation: rows={len(lived_in)} cells={pages + asked} leaks={len(found + more)} ({role} of {RIVAL})")
    assert len(lived_in) > 12
    assert found + more == []
    assert MARKER not in caplog.text
    assert PHONE not in caplog.text


def test_the_supplier_finds_nothing_of_our_customers(
    lived_in: dict[type[Record], Record], supplier_user: Actor
) -> None:
    count, leaks = hunt(signed_in(supplier_user), questions(lived_in, "office"))
    assert count > 50
    assert leaks == []


def test_no_mail_carries_what_a_customer_told_us(lived_in: dict[type[Record], Record]) -> None:
    assert [message.subject for message in mail.outbox if MARKER in f"{message.subject}{message.body}"] == []


def test_a_seeded_leak_is_found(lived_in: dict[type[Record], Record], monkeypatch: pytest.MonkeyPatch) -> None:
    """Red control: with the gate of claims and the row security out of the way, the same hunt finds the marker."""

    def leaky(actor: Actor) -> Any:
        return Claim.objects.all()

    for module in (
        "billing.claims.pages.shared",
        "billing.claims.pages.station",
        "billing.claims.pages.headoffice",
        "billing.claims.selectors",
    ):
        try:
            monkeypatch.setattr(f"{module}.claims_for", leaky)
        except (AttributeError, ImportError):
            continue
    monkeypatch.setattr("accounts.actors.Actor.scope", property(lambda actor: Scope(office=True)))
    rival = station_actor(Role.APPRAISER, RIVAL)
    claim: UUID = lived_in[Claim].pk
    _, leaks = hunt(signed_in(rival), iter([(cells()[0], f"/claims/{claim}/")]), f"/s/{RIVAL}")
    assert leaks != []
