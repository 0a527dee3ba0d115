"""Rules of the hotline that need no database."""

import re
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from network.hotline.choices import NEEDS, Capability, Symptom

NOT_DIGIT = re.compile(r"[^\d+]")


class HotlineError(StrEnum):
    """Why the hotline refused something."""

    DUPLICATE = "case.duplicate"
    NO_PLACE = "case.no_place"
    NO_VEHICLE = "case.no_vehicle"
    PHONE = "call.phone_unreadable"
    NO_RESULT = "case.no_result"
    STILL_OPEN = "case.still_open"
    SCRIPT = "triage.script"
    ASKED_OFTEN = "position.asked_often"
    DECIDED = "position.decided"
    SHARED_ANEW = "position.shared_anew"
    ABROAD = "case.abroad"


def plain_phone(text: str, *, field: str = "phone") -> str:
    """Return a number without spaces and dashes, without China's prefix. Raises Invalid when it can't be called; empty stays empty."""
    digits = NOT_DIGIT.sub("", text)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if digits and not 5 <= len(digits.lstrip("+")) <= 15:
        raise Invalid(_("This is not a phone number: it has 5 to 15 digits."), code=HotlineError.PHONE, field=field)
    return digits


def plain_plate(text: str) -> str:
    """Return a plate as it is compared: no dots or spaces, capital letters."""
    return re.sub(r"[\s·•.\-]", "", text).upper()


def needs_of_case(case: Any) -> list[str]:
    """Return what a crew must be able to do for a case: what its triage found out, else what its symptom usually takes.

    After a triage the agent's tick alone says whether it is towed: the script's answer was its first value.
    """
    found = set(case.triage.get("needs", ()))
    if not found:
        return needs_of(case.symptom, case.needs_tow)
    tow = Capability.TOW.value
    return sorted(found | {tow}) if case.needs_tow else sorted(found - {tow}) or [Capability.REPAIR.value]


def needs_of(symptom: str, needs_tow: bool) -> list[str]:
    """Return what a crew must be able to do for this symptom."""
    needs = set(NEEDS.get(Symptom(symptom), {Capability.REPAIR})) if symptom else {Capability.REPAIR}
    if needs_tow:
        needs.add(Capability.TOW)
    return sorted(str(one.value) for one in needs)
