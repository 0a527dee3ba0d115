"""Two numbers in a text: decimal degrees, or degrees, minutes and seconds with their letters."""

import re

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
NORTHWARD, BACKWARD = {"N", "S", "北纬", "南纬"}, {"S", "W", "南纬", "西经"}


def pair_in(text: str) -> tuple[float, float] | None:
    """Return the only two numbers of a text, in the order of the text, or None."""
    numbers = [float(one) for one in NUMBER.findall(text.translate(HALF_WIDTH))]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def angles_in(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of `31°13'49"N 121°28'25"E` and its Chinese spelling, or None when the text has no such two angles."""
    found = [_angle(one) for one in ANGLE.finditer(text)]
    if len(found) != 2:
        return None
    (letter, first), (other, second) = found
    if letter and other and (letter in NORTHWARD) == (other in NORTHWARD):
        return None  # twice the same axis
    latitude_first = letter in NORTHWARD if letter else other not in NORTHWARD
    return (first, second) if latitude_first else (second, first)


def _angle(match: re.Match[str]) -> tuple[str, float]:
    """Return the letter of an angle, in capitals, and its degrees, negative to the south and west."""
    letter = (match["before"] or match["after"] or "").upper()
    degrees = int(match["degrees"]) + float(match["minutes"]) / 60 + float(match["seconds"] or 0) / 3600
    return letter, -degrees if letter in BACKWARD else degrees
