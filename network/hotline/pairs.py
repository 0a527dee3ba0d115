"""Two numbers in a text: decimal degrees, or degrees, minutes and seconds with their letters."""

import re
from collections.abc import Sequence

NUMBER = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")
HALF_WIDTH = str.maketrans("，。；、（）－０１２３４５６７８９．", ",.;,()-0123456789.")
ANGLE = re.compile(
    r"""(?P<before>[NSEW]|北纬|南纬|东经|西经)?\s*
        (?P<degrees>\d{1,3})\s*[°º度]\s*
        (?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′’分]\s*
        (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:["″”秒]|''))?\s*
        (?P<after>[NSEW])?""",
    re.VERBOSE | re.IGNORECASE,
)
LETTERED = re.compile(
    r"""(?:(?P<before>(?<![A-Z])[NSEW]|北纬|南纬|东经|西经)\s*(?P<led>\d{1,3}(?:\.\d+)?)
        |(?P<followed>\d{1,3}(?:\.\d+)?)\s*[°º度]?\s*(?P<after>[NSEW](?![A-Z])))""",
    re.VERBOSE | re.IGNORECASE,
)
SPOKEN = r"(?P<degrees>\d{1,3})\s+(?P<minutes>\d{1,2}\.\d+)(?![\d.])"  # `31 13.8`, as receivers show it: whole degrees, then minutes
LED = re.compile(rf"(?P<before>(?<![A-Z])[NSEW]|北纬|南纬|东经|西经)\s*{SPOKEN}(?P<after>)(?P<seconds>)", re.IGNORECASE)
FOLLOWED = re.compile(rf"(?P<before>)(?<![\d.]){SPOKEN}\s*(?P<after>[NSEW](?![A-Z]))(?P<seconds>)", re.IGNORECASE)
UNSIGNED = re.compile(rf"(?<![\d.]){SPOKEN}")
EXACT = re.compile(r"(?<![\d.])[-+]?\d{1,3}\.\d{3,}(?![\d.])")  # so exact is a position, and hardly anything beside it
DEGREES = re.compile(r"\d\s*[°º度]")
NORTHWARD, BACKWARD = {"N", "S", "北纬", "南纬"}, {"S", "W", "南纬", "西经"}


def pair_in(text: str) -> tuple[float, float] | None:
    """Return the only two numbers of a text, in the order of the text, or None.

    Of more numbers (a time, an accuracy, a telephone) the only two that are as exact as a position is.
    """
    text = text.translate(HALF_WIDTH)
    numbers = NUMBER.findall(text)
    if len(numbers) > 2 and not DEGREES.search(text) and len(UNSIGNED.findall(text)) < 2:
        numbers = EXACT.findall(text)
    return (float(numbers[0]), float(numbers[1])) if len(numbers) == 2 else None


def angles_in(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of `31°13'49"N 121°28'25"E`, its Chinese spelling or `N31.23 E121.47`; None without two such angles."""
    found = [_angle(one) for one in ANGLE.finditer(text)]
    return _ordered(found) if found else _lettered(text.translate(HALF_WIDTH)) or _spoken(text.translate(HALF_WIDTH))


def has_wrong_angle(text: str) -> bool:
    """Tell whether an angle has 60 minutes or seconds or more: somebody misheard, and no place follows from it."""
    found = (*ANGLE.finditer(text), *_spoken_in(text.translate(HALF_WIDTH)))
    return any(float(one["minutes"]) >= 60 or float(one["seconds"] or 0) >= 60 for one in found)


def _lettered(text: str) -> tuple[float, float] | None:
    found = [_signed(one, float(one["led"] or one["followed"])) for one in LETTERED.finditer(text)]
    return _ordered(found) if len(NUMBER.findall(text)) == len(found) else None


def _spoken(text: str) -> tuple[float, float] | None:
    found = _spoken_in(text)
    return _ordered([_angle(one) for one in found]) if len(NUMBER.findall(text)) == 2 * len(found) else None


def _spoken_in(text: str) -> list[re.Match[str]]:
    """Return the angles without signs; each needs its letter, since four bare numbers could be anything."""
    return list(LED.finditer(text)) or list(FOLLOWED.finditer(text))


def _ordered(found: Sequence[tuple[str, float]]) -> tuple[float, float] | None:
    if len(found) != 2:
        return None
    (letter, first), (other, second) = found
    if letter and other and (letter in NORTHWARD) == (other in NORTHWARD):
        return None  # twice the same axis
    latitude_first = letter in NORTHWARD if letter else other not in NORTHWARD
    return (first, second) if latitude_first else (second, first)


def _angle(match: re.Match[str]) -> tuple[str, float]:
    """Return the letter of an angle, in capitals, and its degrees, negative to the south and west."""
    degrees = int(match["degrees"]) + float(match["minutes"]) / 60 + float(match["seconds"] or 0) / 3600
    return _signed(match, degrees)


def _signed(match: re.Match[str], degrees: float) -> tuple[str, float]:
    letter = (match["before"] or match["after"] or "").upper()
    return letter, -degrees if letter in BACKWARD else degrees
