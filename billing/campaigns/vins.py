"""Reading a list of VINs: which can be called in, which are on the list already, and what is wrong with the others, by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from billing.campaigns.models import Campaign, CampaignVehicle
from catalog.models import Vehicle
from catalog.vin import check_vin, normalise
from common.errors import DomainError
from common.text import Text

MOST = 200_000


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that can't be used, and why."""

    line: int
    vin: str
    why: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """A list of VINs, looked through."""

    fresh: Sequence[str]
    known: Sequence[str]
    bad: Sequence[Bad]


def check_list(campaign: Campaign | None, text: str) -> Checked:
    """Look through a text with a VIN at the beginning of each line; a first line that names the column is passed over."""
    lines = _lines(text)
    built = set(Vehicle.objects.filter(vin__in=[vin for _number, vin in lines]).values_list("vin", flat=True))
    listed = set(CampaignVehicle.objects.filter(campaign=campaign).values_list("vin", flat=True)) if campaign else set()
    fresh: dict[str, None] = {}
    known: list[str] = []
    bad: list[Bad] = []
    for number, vin in lines:
        why = _wrong(vin, built, fresh)
        if why:
            bad.append(Bad(number, vin, why))
        elif vin in listed:
            known.append(vin)
        else:
            fresh[vin] = None
    return Checked(list(fresh), known, bad)


def _lines(text: str) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(text.splitlines()[:MOST], start=1):
        first = line.replace("\t", ",").replace(";", ",").split(",")[0].strip().strip('"').strip("'")
        if first and not (number == 1 and first.lower() in ("vin", "车架号", "车辆识别代号")):
            found.append((number, normalise(first)))
    return found


def _wrong(vin: str, built: set[str], before: dict[str, None]) -> Text:
    if vin in before:
        return _("stands in this list twice")
    if vin in built:
        return ""
    try:
        check_vin(vin)
    except DomainError as error:
        return error.message
    return _("no such vehicle was built")
