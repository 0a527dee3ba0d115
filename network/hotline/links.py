"""Positions in the links that map apps share, each in the coordinate system of its maker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from common.datum import Datum
from network.hotline.pairs import pair_in

LONGEST = 2_000
SHORTENERS = ("surl.amap.com", "j.map.baidu.com", "maps.app.goo.gl", "goo.gl")


@dataclass(frozen=True, slots=True)
class Shared:
    """Two numbers of a link, latitude first, and the system in which its maker gives them."""

    lat: float
    lon: float
    datum: Datum


def is_link(text: str) -> bool:
    """Tell whether the text is one link, as a phone shares it."""
    return text.lower().startswith(("http://", "https://", "geo:"))


def is_short(text: str) -> bool:
    """Tell whether a link holds no position itself, but leads to one that does."""
    parts = _split(text)
    return parts is not None and (parts.hostname or "").lower() in SHORTENERS


def read_link(text: str) -> Shared | None:
    """Return the position that a link holds, or None. Nothing is fetched: a stranger's link is not followed from the server."""
    if len(text) > LONGEST:
        return None
    if text.lower().startswith("geo:"):  # RFC 5870: latitude, longitude, perhaps altitude; WGS-84
        return _pair(text[4:].partition(";")[0].partition("?")[0], Datum.WGS84)
    parts = _split(text)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    asked = dict(parse_qsl(parts.query)) | {f"#{name}": value for name, value in parse_qsl(parts.fragment)}
    reader = next((read for name, read in READERS.items() if host == name or host.endswith(f".{name}")), None)
    return reader(unquote(parts.path), asked) if reader else None


def _split(text: str) -> SplitResult | None:
    """Return the parts of a link, or None for one that is broken, such as `http://[`."""
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _amap(path: str, asked: Mapping[str, str]) -> Shared | None:
    """`uri.amap.com/marker?position=121.47,31.23`, longitude first; `?p=POI,31.23,121.47,name`, latitude first."""
    if "position" in asked:
        return _pair(asked["position"], Datum.GCJ02, longitude_first=True)
    inside = asked.get("p") or asked.get("q") or ""
    numbers = [one for one in inside.split(",") if "." in one]
    return _pair(",".join(numbers[:2]), Datum.GCJ02)


def _tencent(path: str, asked: Mapping[str, str]) -> Shared | None:
    """`apis.map.qq.com/uri/v1/marker?marker=coord:31.23,121.47;title:…`, or `coord=` by itself."""
    marked = asked.get("marker", "").partition("coord:")[2].partition(";")[0]
    return _pair(marked or asked.get("coord", "") or asked.get("pointx", ""), Datum.GCJ02)


def _baidu(path: str, asked: Mapping[str, str]) -> Shared | None:
    """`api.map.baidu.com/marker?location=31.23,121.47`; in Baidu's own system unless `coord_type` says otherwise."""
    systems = {"gcj02": Datum.GCJ02, "wgs84": Datum.WGS84}
    text = asked.get("location") or asked.get("destination", "").partition("latlng:")[2].partition("|")[0]
    return _pair(text, systems.get(asked.get("coord_type", ""), Datum.BD09))


def _plain(path: str, asked: Mapping[str, str]) -> Shared | None:
    """Google, Apple and OpenStreetMap: `?q=`, `?ll=`, `/@31.23,121.47,17z`, `?mlat=&mlon=`, else `#map=15/31.23/121.47`: the map's middle."""
    if "mlat" in asked and "mlon" in asked:
        return _pair(f"{asked['mlat']},{asked['mlon']}", Datum.WGS84)
    at = path.partition("/@")[2]
    middle = asked.get("#map", "").split("/")[1:3]
    text = asked.get("ll") or asked.get("q") or asked.get("query") or ",".join(middle or at.split(",")[:2])
    return _pair(text, Datum.WGS84)


def _pair(text: str, datum: Datum, *, longitude_first: bool = False) -> Shared | None:
    found = pair_in(text)
    if found is None:
        return None
    first, second = found
    return Shared(second, first, datum) if longitude_first else Shared(first, second, datum)


READERS: Mapping[str, Callable[[str, Mapping[str, str]], Shared | None]] = {
    "amap.com": _amap,
    "gaode.com": _amap,
    "map.qq.com": _tencent,
    "map.baidu.com": _baidu,
    "google.com": _plain,
    "google.cn": _plain,
    "maps.apple.com": _plain,
    "openstreetmap.org": _plain,
}
