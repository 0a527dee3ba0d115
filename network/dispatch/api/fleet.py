"""Positions of many crews in one request. Read here by hand: a serializer for each of thousands of rows costs more than storing them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.errors import NotYours
from common.ids import public_id
from network.dispatch.actions.positions import FleetTaken
from network.dispatch.intake import UNREADABLE, Report
from network.dispatch.models import Crew
from network.dispatch.policies import DispatchError

MOST = 10_000
ROW_SCHEMA = {
    "type": "array",
    "maxItems": MOST,
    "items": {
        "type": "object",
        "required": ["crew", "client_id", "at", "lat", "lon"],
        "properties": {
            "crew": {"type": "string", "example": "crw_01j9z3n4…"},
            "client_id": {"type": "string", "format": "uuid"},
            "at": {"type": "string", "format": "date-time"},
            "lat": {"type": "number"},
            "lon": {"type": "number"},
            "accuracy_m": {"type": "number", "nullable": True},
        },
    },
}
WORDS: dict[DispatchError, Promise | str] = {
    DispatchError.CREW_UNKNOWN: _("There is no such crew."),
    DispatchError.CREW_OFF_DUTY: _("The crew was off duty and on no rescue: its positions are not kept."),
    DispatchError.POSITION_UNSOUND: _("No place on Earth, or a time that is not now or of the last three days."),
    DispatchError.POSITION_UNREADABLE: _(
        "A position needs a key of its own, a time with its zone, latitude and longitude."
    ),
}


@dataclass(slots=True)
class Fleet:
    """What a gateway has sent: positions by crew, and how many rows could not be read, by the crew's id as it was sent."""

    reports: dict[UUID, list[Report]] = field(default_factory=dict)
    unreadable: Counter[str] = field(default_factory=Counter)


def read_rows(rows: Sequence[Any]) -> Fleet:
    """Return what can be read of the rows; the others are counted."""
    fleet, by_text = Fleet(), dict[str, list[Report]]()
    for row in rows:
        try:
            one = Report.read(row, "client_id")
            sent = row["crew"]
            if sent not in by_text:
                by_text[sent] = fleet.reports.setdefault(Crew.key_of(sent), [])
            by_text[sent].append(one)
        except (*UNREADABLE, NotYours):
            fleet.unreadable[_sent(row)] += 1
    return fleet


def _sent(row: Any) -> str:
    return str(row.get("crew", ""))[:40] if isinstance(row, dict) else ""


@extend_schema_field(ROW_SCHEMA)
class FleetField(serializers.Field):
    """The rows of a gateway."""

    def to_internal_value(self, data: Any) -> Fleet:
        """Return the rows by crew."""
        if not isinstance(data, list) or not 1 <= len(data) <= MOST:
            raise serializers.ValidationError(f"Give a list of 1 to {MOST:,} positions.")
        return read_rows(data)

    def to_representation(self, value: Any) -> Any:
        """Rows are only taken in."""
        return None


class FleetBody(serializers.Serializer):
    """Positions of many crews; `client_id` is the gateway's own key, so that a repeated one is stored once."""

    positions = FleetField()


class FleetRefusalAnswer(serializers.Serializer):
    """Why so many positions of a crew were not taken; `crew` as it was sent."""

    crew = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()
    count = serializers.IntegerField()


class FleetAnswer(serializers.Serializer):
    """What became of the positions."""

    stored = serializers.IntegerField()
    known = serializers.IntegerField()
    refused = serializers.IntegerField()
    refusals = FleetRefusalAnswer(many=True)


def answer_of(done: FleetTaken, unreadable: Counter[str]) -> dict[str, Any]:
    """Return the answer to the gateway."""
    named = [(public_id(Crew.public_prefix, one.crew_id), one.why, one.count) for one in done.refused]
    named += [(sent, DispatchError.POSITION_UNREADABLE, count) for sent, count in unreadable.items()]
    return {
        "stored": done.taken.stored,
        "known": done.taken.known,
        "refused": done.taken.refused + unreadable.total(),
        "refusals": [
            {"crew": crew, "code": str(why), "detail": str(WORDS[why]), "count": count} for crew, why, count in named
        ],
    }
