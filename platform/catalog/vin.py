"""The vehicle identification number: ISO 3779 (GB 16735), its check digit, its maker and its model year."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from catalog.models import Wmi
from common.clock import today
from common.errors import Invalid
from common.text import Text

LENGTH = 17
CHECK_AT = 8  # the ninth character
YEAR_AT = 9
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"  # no I, O, Q, U, Z and no 0; A is 1980, again 2010
FIRST_YEAR = 1980
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
LOOKALIKES = frozenset("IOQ")
CHINA = "L"


class VinError(StrEnum):
    """Why a VIN was refused."""

    LENGTH = "vin.length"
    CHARACTERS = "vin.characters"
    CHECK_DIGIT = "vin.check_digit"


@dataclass(frozen=True, slots=True)
class VinFacts:
    """What a VIN says. `manufacturer` is None when our WMI table does not know it, `model_year` when its code is not one."""

    vin: str
    wmi: str
    manufacturer: str | None
    model_year: int | None
    warnings: tuple[Text, ...] = ()


def check_vin(text: str) -> VinFacts:
    """Check a VIN as it was typed or scanned; spaces, hyphens and small letters are forgiven.

    Raises Invalid(field="vin") for a wrong length, a character that no VIN has, or, for a vehicle made in China (`L…`, where
    GB 16735 prescribes it), a wrong check digit. Elsewhere a wrong check digit is a warning: many European makers use none.
    """
    vin = normalise(text)
    _require_form(vin)
    warnings = _check_digit_warnings(vin)
    maker = Wmi.objects.filter(code=vin[:3]).first()
    if maker is None:
        warnings.append(
            _("The maker %(wmi)s is not in the table. Compare with the vehicle's plate.") % {"wmi": vin[:3]}
        )
    year = model_year(vin, today())
    if year is None:
        warnings.append(_("The tenth character is not the code of a model year."))
    return VinFacts(vin, vin[:3], maker.name if maker else None, year, tuple(warnings))


def normalise(text: str) -> str:
    """Return the VIN in capitals, without spaces and hyphens."""
    return "".join(text.split()).replace("-", "").upper()


def check_digit(vin: str) -> str:
    """Return the ninth character that these 17 should have: the weighted sum modulo 11, 10 written as X."""
    total = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def model_year(vin: str, day: date) -> int | None:
    """Return the latest year of the 30-year cycle that is not after next year, as seen on `day`; None for another code."""
    place = YEAR_CODES.find(vin[YEAR_AT])
    if place < 0:
        return None
    first = FIRST_YEAR + place
    return first + (day.year + 1 - first) // len(YEAR_CODES) * len(YEAR_CODES)


def year_code(year: int) -> str:
    """Return the tenth character of a model year."""
    return YEAR_CODES[(year - FIRST_YEAR) % len(YEAR_CODES)]


def make_vin(wmi: str, vds: str, year: int, plant: str, serial: int) -> str:
    """Return a valid VIN: maker (3), description (5), check digit, model year, plant (1), serial number (6 digits).

    Raises ValueError when a part has another length or a character that no VIN has.
    """
    bare = f"{wmi}{vds}0{year_code(year)}{plant}{serial:06d}"
    if len(wmi) != 3 or len(vds) != 5 or len(bare) != LENGTH or set(bare) - set(VALUES):
        raise ValueError(f"no VIN can be made of {wmi!r}, {vds!r}, {plant!r}, {serial!r}")
    return bare[:CHECK_AT] + check_digit(bare) + bare[CHECK_AT + 1 :]


def _require_form(vin: str) -> None:
    if len(vin) != LENGTH:
        raise Invalid(
            _("A VIN has 17 characters; this has %(count)d.") % {"count": len(vin)}, code=VinError.LENGTH, field="vin"
        )
    wrong = sorted(set(vin) - set(VALUES))
    if wrong:
        raise Invalid(_sentence_on(wrong), code=VinError.CHARACTERS, field="vin")


def _sentence_on(wrong: list[str]) -> Text:
    if set(wrong) <= LOOKALIKES:
        return _("A VIN never has the letters I, O or Q. Read them again: they are the digits 1 and 0.")
    return _("A VIN has only capital letters and digits, not “%(wrong)s”.") % {"wrong": " ".join(wrong)}


def _check_digit_warnings(vin: str) -> list[Text]:
    if check_digit(vin) == vin[CHECK_AT]:
        return []
    if vin[0] == CHINA:
        raise Invalid(
            _("The check digit is wrong, so one character was misread. Compare the VIN with the vehicle's plate."),
            code=VinError.CHECK_DIGIT,
            field="vin",
        )
    return [_("The check digit does not fit. Some makers outside China use none; compare with the vehicle's plate.")]
