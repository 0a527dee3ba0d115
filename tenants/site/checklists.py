"""The checklists of recurring duties, as data. To add an item, add a row and its translation; kept answers name items by code."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.text import Text
from tenants.site.choices import DutyKind


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty: who does it (posts), how often, and what is looked at. `per_week` 0 means each day before opening."""

    kind: DutyKind
    posts: tuple[str, ...]
    per_week: int
    rhythm: Text
    items: Mapping[str, Text]


DUTIES: dict[str, Duty] = {
    DutyKind.ENVIRONMENT: Duty(
        DutyKind.ENVIRONMENT,
        ("environment_officer", "station_manager", "service_manager"),
        2,
        _("At least twice a week"),
        {
            "waste_oil": _("Waste oil is in closed, labelled drums on a sealed floor, apart from other waste"),
            "batteries": _("Old lead batteries are upright, dry and in a tray that holds acid"),
            "filters": _("Oily filters and rags are in a closed bin of their own"),
            "ledger": _("The hazardous-waste ledger agrees with what lies there"),
            "waste_water": _("The oil separator works, and no oil goes into the drain"),
            "waste_gas": _("Exhaust extraction and the paint booth's filters work"),
            "refrigerant": _("Refrigerant is taken up by machine, never let out"),
            "fire": _("Extinguishers are in place, in date and not blocked"),
        },
    ),
    DutyKind.LOUNGE: Duty(
        DutyKind.LOUNGE,
        ("lounge_host", "support_manager", "station_manager"),
        0,
        _("Each day before opening"),
        {
            "clean": _("Tables, seats and floor are clean"),
            "papers": _("Newspapers and magazines are of today"),
            "drinks": _("Tea, water and cups are filled up"),
            "facilities": _("Screen, network and charging points work"),
            "climate": _("Temperature, light and air are pleasant"),
            "rest_room": _("The rest room is clean and stocked"),
            "chart": _("The organisation chart and the prices hang where customers see them"),
        },
    ),
}


def item_name(kind: str, code: str) -> Text:
    """Return the words of a checklist item; an item that is gone keeps its code."""
    return DUTIES[kind].items.get(code, code) if kind in DUTIES else code
