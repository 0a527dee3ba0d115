"""The five parties of an offset (抵扣), its states, and what can be wrong."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role


class Party(TextChoices):
    """Who has to agree, each with its own person."""

    STATION = "station", _("Station")
    REGIONAL_OFFICE = "regional_office", _("Regional office")
    PARTS_SALES = "parts_sales", _("Parts sales section")
    VEHICLE_SALES = "vehicle_sales", _("Vehicle sales department")
    FINANCE = "finance", _("Finance")


SPOKEN_BY: Mapping[Party, frozenset[Role]] = {
    Party.STATION: frozenset({Role.STATION_MANAGER, Role.STATION_FINANCE}),
    Party.REGIONAL_OFFICE: frozenset({Role.REGIONAL_OFFICE}),
    Party.PARTS_SALES: frozenset({Role.PARTS_SALES}),
    Party.VEHICLE_SALES: frozenset({Role.VEHICLE_SALES}),
    Party.FINANCE: frozenset({Role.FINANCE, Role.FINANCE_LEAD}),
}


class OffsetStatus(TextChoices):
    """Where an offset stands."""

    REQUESTED = "requested", pgettext_lazy("offset", "Waiting for confirmations")
    POSTED = "posted", _("Posted")
    REFUSED = "refused", pgettext_lazy("offset", "Refused")
    EXPIRED = "expired", pgettext_lazy("offset", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("offset", "Withdrawn")


O = OffsetStatus  # noqa: E741  the table reads best so

OFFSET_MOVES: Mapping[OffsetStatus, set[OffsetStatus]] = {
    O.REQUESTED: {O.POSTED, O.REFUSED, O.EXPIRED, O.WITHDRAWN},
    O.POSTED: set(),
    O.REFUSED: set(),
    O.EXPIRED: set(),
    O.WITHDRAWN: set(),
}


class OffsetError(StrEnum):
    """Why an offset was refused."""

    NOT_POSITIVE = "offset.amount_not_positive"
    OVER_PAYABLE = "offset.over_payable"
    OVER_DEBT = "offset.over_debt"
    PARTY_CONFIRMED = "offset.party_confirmed_already"
    PERSON_CONFIRMED = "offset.person_confirmed_already"
    NOT_OF_PARTY = "offset.not_of_this_party"
    EXPIRED = "offset.expired"
