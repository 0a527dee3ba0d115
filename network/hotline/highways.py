"""Highway markers (G30 K1234+500): read from words, and placed between the kilometre posts that head office has stored."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from network.hotline.models import HighwayPost

MARKER = re.compile(
    r"(?<![0-9A-Z])(?P<road>[GS]\d{1,4})(?!\d)\D{0,30}?"
    r"(?:K\s?(?P<kilometre>\d{1,4})(?!\d)(?:\s?[+加]\s?(?P<metre>\d{1,3})(?!\d))?"
    r"|(?P<spoken>\d{1,4})\s?(?:公里|千米)(?:\s?(?P<metres>\d{1,3})\s?米)?)"
)
FARTHEST_M = 20_000  # posts farther apart say too little about the curve between them


@dataclass(frozen=True, slots=True)
class Marker:
    """A road and the metres along it."""

    road: str
    at_m: int

    def __str__(self) -> str:
        return f"{self.road} K{self.at_m // 1_000}+{self.at_m % 1_000:03d}"


def marker_in(text: str) -> Marker | None:
    """Return the marker that the words name: `g30 K1234+500`, `Ｇ３０ 连霍高速 K1234`, `G30 1234公里500米`; None without one."""
    found = MARKER.search(normalize("NFKC", text).upper())
    if found is None:
        return None
    kilometre, metres = found["kilometre"] or found["spoken"], found["metres"] or (found["metre"] or "0").ljust(3, "0")
    return Marker(found["road"], int(kilometre) * 1_000 + int(metres))


def place_of(marker: Marker) -> tuple[float, float] | None:
    """Return (lat, lon) in WGS-84, on the straight line between the posts before and behind; None where posts are missing or too far apart.

    Linear in degrees: between posts of at most 20 km the error against the sphere is below a metre; the road's own curve is what matters.
    """
    posts = HighwayPost.objects.filter(road=marker.road)
    before = posts.filter(at_m__lte=marker.at_m).order_by("-at_m").first()
    behind = posts.filter(at_m__gte=marker.at_m).order_by("at_m").first()
    if before is None or behind is None or behind.at_m - before.at_m > FARTHEST_M:
        return None
    share = (marker.at_m - before.at_m) / max(1, behind.at_m - before.at_m)
    return before.lat + share * (behind.lat - before.lat), before.lon + share * (behind.lon - before.lon)
