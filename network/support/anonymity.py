"""What names somebody in a free text: phone numbers, plates, VINs. A published technical case has none of them. Pure."""

import re
import unicodedata
from collections.abc import Sequence

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
MOBILE = re.compile(r"(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])")
LANDLINE = re.compile(r"(?<![\dA-Za-z])0\d{2,3}[- ]\d{7,8}(?![\dA-Za-z])")
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-NP-Z][ ·•-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![A-Za-z0-9])", re.IGNORECASE
)
VIN = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])", re.IGNORECASE)


def named_in(text: str, names: Sequence[str] = ()) -> list[str]:
    """Return the phone numbers, plates and VINs in a text, then whichever of `names` it says.

    Characters of full width are read as plain ones, and what nobody sees is left out: neither hides a number.
    """
    text = _plain(text)
    found = [one for kind in (MOBILE, LANDLINE, PLATE) for one in kind.findall(text)]
    vins = [one for one in VIN.findall(text) if any(letter.isdigit() for letter in one) and not one.isdigit()]
    said = [one for one in names if len(one) > 1 and _plain(one).casefold() in text.casefold()]
    return list(dict.fromkeys([*found, *vins, *said]))


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
