"""What each kind of change touches, what it needs, and whether its values make sense. A new kind is a row of `SPECS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import Invalid
from common.text import Text
from network.lifecycle.choices import ChangeKind, LifecycleError
from network.onboarding.choices import Capability, Level
from network.onboarding.reaching import require_number
from network.onboarding.selectors import agreement_in_force
from network.planning.provinces import BY_GB, province_named, short_name
from tenants.registry.models import Station

K = ChangeKind


@dataclass(frozen=True, slots=True)
class Spec:
    """The fields that change, whether papers are needed, and whether the regional office has to have been there.

    `follows` are fields that nobody enters: a province decides which office looks after the station.
    """

    fields: tuple[str, ...]
    follows: tuple[str, ...] = ()
    needs_evidence: bool = False
    needs_visit: bool = False


SPECS: Mapping[ChangeKind, Spec] = {
    K.ADDRESS: Spec(("address",), needs_evidence=True),
    K.CONTACT: Spec(("contact_name", "phone")),
    K.NAME: Spec(("name",), needs_evidence=True),
    K.POSITION: Spec(("lat", "lon")),
    K.RELOCATION: Spec(
        ("province", "city", "address", "lat", "lon"), ("region",), needs_evidence=True, needs_visit=True
    ),
    K.OWNER: Spec(("name", "representative", "manager_name", "manager_email"), needs_evidence=True, needs_visit=True),
    K.LEVEL: Spec(("level",)),
    K.BRANDS: Spec(("brands",)),
    K.CAPABILITIES: Spec(("capabilities",), needs_evidence=True),
    K.RENEWAL: Spec(("ends_on",), needs_evidence=True),
    K.DEREGISTRATION: Spec(("closing_contact",), needs_evidence=True),
}
OPTIONAL = frozenset({"brands"})
LONGEST = {
    "address": 200,
    "contact_name": 80,
    "phone": 30,
    "name": 120,
    "representative": 80,
    "city": 60,
    "closing_contact": 120,
    "manager_name": 80,
    "manager_email": 254,
}
OF_NO_ROW: Mapping[str, Text] = {
    "ends_on": _("Agreement until"),
    "closing_contact": _("Whom to call during the closing"),
    "manager_name": _("New station manager"),
    "manager_email": _("New manager's e-mail"),
}


def label_of(field: str) -> Text:
    """Return what a field is called."""
    if field in OF_NO_ROW:
        return OF_NO_ROW[field]
    own: Any = Station._meta.get_field(field)
    words: Text = own.verbose_name
    return words


def now_of(kind: str, station: Station) -> dict[str, Any]:
    """Return what stands now in the fields of a kind. Raises Invalid for a renewal without an agreement."""
    if kind == K.RENEWAL:
        agreement = agreement_in_force(station.pk)
        if agreement is None:
            raise Invalid(
                _("This station has no signed agreement that could be renewed."), code=LifecycleError.NO_AGREEMENT
            )
        return {"ends_on": agreement.ends_on.isoformat()}
    if kind == K.DEREGISTRATION:
        return {"closing_contact": ""}
    spec = SPECS[K(kind)]
    return {name: "" if name in OF_NO_ROW else getattr(station, name) for name in (*spec.fields, *spec.follows)}


def of_the_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of a change's values that stand in the registry's row."""
    return {name: value for name, value in values.items() if name not in OF_NO_ROW}


def cleaned(kind: str, given: Mapping[str, Any], station: Station) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (before, after) of the fields of a kind. Raises Invalid for a value that can't be, and when nothing would change."""
    fields = SPECS[K(kind)].fields
    strange = sorted(set(given) - set(fields))
    if strange:
        raise Invalid(
            _("This kind of change has no such field: %(name)s.") % {"name": strange[0]},
            code=LifecycleError.VALUE,
            field="values",
        )
    before = now_of(kind, station)
    after = {name: _value(name, given.get(name), before) for name in fields}
    if "region" in SPECS[K(kind)].follows:
        after["region"] = _region(after["province"], before)
    row = of_the_row(after)
    if after == before or (row and row == of_the_row(before)):
        raise Invalid(
            _("This is what stands already. Enter what changes."), code=LifecycleError.NOTHING_CHANGED, field=fields[0]
        )
    return before, after


def _value(name: str, given: Any, before: Mapping[str, Any]) -> Any:
    readers: Mapping[str, Callable[[], Any]] = {
        "phone": lambda: require_number(_text(name, given), name),
        "lat": lambda: _degrees(name, given, 3, 54),
        "lon": lambda: _degrees(name, given, 73, 136),
        "level": lambda: _one_of(name, given, Level.values),
        "brands": lambda: _words(name, given),
        "capabilities": lambda: [_one_of(name, one, Capability.values) for one in _words(name, given)],
        "ends_on": lambda: _later(name, given, before[name]),
        "manager_email": lambda: _address(name, given),
        "province": lambda: _province(name, given, before[name]),
    }
    return readers[name]() if name in readers else _text(name, given)


def _text(name: str, given: Any) -> str:
    text = str(given or "").strip()
    if not text or len(text) > LONGEST[name]:
        raise Invalid(
            _("Give this in up to %(most)d characters.") % {"most": LONGEST[name]},
            code=LifecycleError.VALUE,
            field=name,
        )
    return text


def _address(name: str, given: Any) -> str:
    """Return a mail address to which an invitation can go."""
    text = _text(name, given)
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), code=LifecycleError.VALUE, field=name) from error
    return text.lower()


def _province(name: str, given: Any, before: str) -> str:
    """Return the province's name; the one before as it is written there, also when none is named."""
    if not given:
        return before
    found = BY_GB.get(str(given)) or province_named(str(given))
    if found is None:
        raise Invalid(_("Choose a province."), code=LifecycleError.VALUE, field=name)
    return before if short_name(before) == found.name_zh else found.name_zh


def _region(province: str, before: Mapping[str, Any]) -> str:
    """Return the office that looks after a province; within the province it stays the one that it was."""
    found = province_named(province)
    return str(before["region"] if found is None or province == before["province"] else found.region)


def _degrees(name: str, given: Any, least: float, most: float) -> float:
    """Return a coordinate inside the country's rectangle."""
    try:
        value = round(float(given), 6)
    except (TypeError, ValueError):
        value = float("nan")
    if not least <= value <= most:
        raise Invalid(
            _("This position is not in the country. Latitude and longitude may be swapped."),
            code=LifecycleError.VALUE,
            field=name,
        )
    return value


def _one_of(name: str, given: Any, values: list[str]) -> str:
    if given not in values:
        raise Invalid(
            _("Choose one of these: %(values)s.") % {"values": ", ".join(values)}, code=LifecycleError.VALUE, field=name
        )
    return str(given)


def _words(name: str, given: Any) -> list[str]:
    found = [str(one).strip() for one in given if str(one).strip()] if isinstance(given, list | tuple) else []
    if not found:
        raise Invalid(_("Name at least one."), code=LifecycleError.VALUE, field=name)
    return list(dict.fromkeys(found))[:20]


def _later(name: str, given: Any, before: str) -> str:
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as error:
        raise Invalid(_("Give a day."), code=LifecycleError.VALUE, field=name) from error
    if day <= max(date.fromisoformat(before), today()):
        raise Invalid(
            _("A renewed agreement ends later than before, and in the future."), code=LifecycleError.DATE, field=name
        )
    return day.isoformat()
