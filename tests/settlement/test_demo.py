"""The demo's eighteen months of settlement leave sound books, with statements in every state."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.actors import Actor
from billing.settlement.books import compare_books
from billing.settlement.invoicing.taxes import is_right_tax
from billing.settlement.models import Invoice, Offset, PaymentBatch, PaymentLine, Statement
from billing.settlement.offsets.choices import Party
from demo import settlements
from demo.chance import dice
from demo.size import SMALL
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.ledger import claim_posting
from tests.builders.settlement import month_ago, speakers
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch) -> list[Station]:
    """Two stations with claims in eight months, and the world's people in the place of the demo's."""
    monkeypatch.setattr(settlements, "office", office_actor)
    monkeypatch.setattr(settlements, "staff", lambda station, role: station_actor(role, station.code))
    monkeypatch.setattr(settlements, "_speaker", _speaker)
    monkeypatch.setattr(settlements, "_account", settlements.account)
    stations = [station, rival_station]
    for months in range(1, 9):
        for one in stations:
            claim_posting(one.pk, 123_400 + months, on=month_ago(months) + timedelta(days=9))
    return stations


def _speaker(party: Party, station: Station) -> Actor:
    person = speakers(station.code)[party]
    if party is not Party.REGIONAL_OFFICE:
        return person
    return Actor(person.user, person.place, person.roles, region=station.region)


def test_the_story_leaves_sound_books(lived: list[Station], finance: Actor, acting: Any) -> None:
    with at_head_office():
        settlements.settle_the_months(lived, SMALL)
    with acting(finance):
        assert [one.pair.what for one in compare_books(finance) if not one.agrees] == []
        states = set(Statement.objects.values_list("status", flat=True))
        assert {"paid", "confirmed", "issued", "disputed"} <= states
        assert PaymentLine.objects.filter(status="rejected").count() == 1
        assert set(Offset.objects.values_list("status", flat=True)) == {"requested", "posted", "refused"}
        assert PaymentBatch.objects.filter(status="answered").count() > 2
    call_command("verify_ledger")


def test_each_place_leaves_its_state(lived: list[Station], finance: Actor, acting: Any) -> None:
    with at_head_office():
        settlements._bank_details(lived, lived)
        for months in range(8, 0, -1):
            settlements.close_month(month_ago(months), acting_user=finance)
        rows = list(Statement.objects.select_related("station").order_by("period", "station__code"))
    roll = dice("test")
    for place, row in zip((2, 3, 4, 5, 7, 9), rows, strict=False):
        settlements._leave(place, row, roll)
    with acting(finance):
        assert [Statement.objects.get(pk=row.pk).status for row in rows[:6]] == [
            "confirmed", "confirmed", "confirmed", "confirmed", "issued", "confirmed",
        ]  # fmt: skip
        assert sorted(Invoice.objects.values_list("status", flat=True)) == [
            "accepted",
            "refused",
            "submitted",
            "submitted",
        ]


def test_an_invoice_of_the_demo_is_right_for_every_total(lived: list[Station]) -> None:
    """Every ninth total is no sum of a net and its rounded tax: it is split as the tax platform does, or the demo would not start on some days."""
    statement, roll = Statement(station=lived[0]), dice("test")
    for total in range(100_000, 100_226):
        printed = settlements._printed(statement, total, roll, month_ago())
        assert printed.net_minor + printed.tax_minor == printed.total_minor == total
        assert printed.tax_minor
        assert is_right_tax(printed.net_minor, printed.tax_minor, printed.tax_rate)
