"""The office's table of what each detector weighs and allows: the edition in force, and what a new one says."""

from collections.abc import Mapping
from dataclasses import dataclass

from billing.claims.anomalies.models import AnomalyTable
from billing.claims.anomalies.registry import DETECTORS, Setting


@dataclass(frozen=True, slots=True)
class Table:
    """An edition with the setting of every detector; edition 0 is the table as delivered."""

    edition: int
    settings: Mapping[str, Setting]


def table_in_force() -> Table:
    """Return the last edition; a detector that is newer than it has the setting with which it was delivered."""
    row = AnomalyTable.objects.order_by("-edition").first()
    return Table(row.edition if row else 0, settings_of(row.settings if row else {}))


def settings_of(stored: Mapping[str, Mapping[str, int]]) -> dict[str, Setting]:
    """Return the setting of each detector from the stored form `{code: {"weight": 30, "days": 90}}`."""
    return {code: _setting(code, stored.get(code, {})) for code in DETECTORS}


def _setting(code: str, stored: Mapping[str, int]) -> Setting:
    usual = DETECTORS[code]
    limits = {name: stored.get(name, value) for name, value in usual.limits.items()}
    return Setting(stored.get("weight", usual.weight), limits)


def stored_form(settings: Mapping[str, Setting]) -> dict[str, dict[str, int]]:
    """Return settings as they are stored."""
    return {code: {"weight": one.weight, **one.limits} for code, one in settings.items()}
