"""Rows are written as Django REST framework writes them, only sooner."""

from typing import Any, ClassVar

import pytest
from rest_framework import serializers

from accounts.actors import Actor
from billing.claims.models import Claim
from common.api import RecordSerializer
from common.api.showing import RowSerializer
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.claims import a_submitted_claim


def both_ways(read: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    ours = read()
    with monkeypatch.context() as patch:
        patch.setattr(RowSerializer, "to_representation", serializers.ModelSerializer.to_representation)
        return ours, read()


def test_a_claim_with_lines_and_reasons(
    db: None, reviewer: Actor, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = a_submitted_claim(mileage_km=900_000)
    api = Caller(client_for(reviewer))
    for address in ("claims", f"claims/{claim.public_id}"):
        ours, theirs = both_ways(lambda address=address: api.get(address).json(), monkeypatch)
        assert ours == theirs
    assert ours["lines"] and ours["reasons"]


class Odd(RecordSerializer):
    """Fields with ways of their own."""

    said = serializers.CharField(source="get_status_display")  # called
    far = serializers.CharField(source="station.code")  # two steps
    absent = serializers.CharField(read_only=True)  # no such attribute: left out
    holder = serializers.CharField(source="lease", read_only=True)  # another row that is not there

    class Meta:
        model = Claim
        fields: ClassVar[tuple[str, ...]] = ("said", "far", "absent", "holder", "station", "status", "sold_on")


def test_fields_with_ways_of_their_own(
    db: None, station: Station, at_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = a_submitted_claim()
    with at_office():
        row = Claim.objects.get(pk=claim.pk)
        ours, theirs = both_ways(lambda: Odd(row).data, monkeypatch)
    assert ours == theirs
    assert "absent" not in ours
    assert (ours["said"], ours["far"]) == (str(row.get_status_display()), station.code)


class Few(RecordSerializer):
    """What a mapping can be read for."""

    items = serializers.CharField(source="values")

    class Meta:
        model = Claim
        fields: ClassVar[tuple[str, ...]] = ("items",)


def test_what_is_no_row_of_the_model() -> None:
    """A plain mapping is read by its keys, whatever methods it has."""
    assert Few({"values": "x"}).data["items"] == "x"
