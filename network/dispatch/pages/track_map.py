"""A finished rescue's track on the map, and how its kilometres came about: raw, cut, filled, and against what is claimed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.pages import Section
from common.text import Text
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Rescue
from network.dispatch.policies import policy_on
from network.dispatch.selectors import claim_of, fixes_of
from network.dispatch.track import Fix, Picture, picture_of

MOST_PLACES = 600  # of one line: more than a screen can show
Row = tuple[Text, str, str, Text]  # label, kilometres, tone, remark


def track_section(rescue: Rescue) -> Section:
    """Return the map with legend and figures. Only for a finished rescue."""
    picture = picture_of(fixes_of(rescue), policy_on(rescue.created_at).detour)
    lines = [{"kind": "raw", "path": _path(picture.raw)}] if len(picture.raw) > 1 else []
    lines += [{"kind": "filled" if one.is_filled else "driven", "path": _path(one.fixes)} for one in picture.pieces]
    context = {
        "points": [_point(rescue.lat, rescue.lon, "case", rescue.number), *_spikes(picture)],
        "lines": lines,
        "rows": figures(rescue, picture),
    }
    return Section(_("Driven track"), "dispatch/track.html", context, anchor="track")


def shows_track(rescue: Rescue) -> bool:
    """Whether there is a drive to show: a crew set off, arrived, and is done."""
    return rescue.status == RescueStatus.FINISHED and rescue.departed_at is not None and rescue.arrived_at is not None


def figures(rescue: Rescue, picture: Picture) -> Sequence[Row]:
    """Return the sum line by line, the way out first, then both ways and what is claimed."""
    track, spikes = picture.track, len(picture.spikes)
    rows: list[Row] = []
    if len(track.kept) > 1:
        rows = [
            (_("Raw track out"), _km(picture.raw_m), "", _("%(n)d positions") % {"n": len(picture.raw)}),
            (_("Cut: errors and standstill"), f"− {_km(picture.cut_m)}", "", _("%(n)d errors") % {"n": spikes}),
            (
                _("Gaps made roads"),
                f"+ {_km(picture.added_m)}",
                "",
                _("%(km)s km estimated over gaps") % {"km": _km(track.filled_m)},
            ),
            (_("Driven out"), _km(track.distance_m), "", ""),
        ]
    driven_m = rescue.distance_m or 0
    rows.append((_("Out and back"), _km(driven_m), "", "" if rows else _("Estimated: no track")))
    claim = claim_of(rescue)
    if claim is not None and claim.distance_m is not None:
        more_m = claim.distance_m - driven_m
        tone = "bad" if more_m > 0 else ""
        word = _("more than was driven") if more_m > 0 else _("as driven") if more_m == 0 else _("less than was driven")
        rows.append((_("Claimed distance"), _km(claim.distance_m), "", claim.number))
        rows.append(
            (_("Difference"), f"{'+' if more_m > 0 else '−' if more_m < 0 else '±'} {_km(abs(more_m))}", tone, word)
        )
    return rows


def _path(fixes: Sequence[Fix]) -> list[list[float]]:
    """Return the places of a line, few enough for a screen; both ends stay."""
    step = max(1, len(fixes) // MOST_PLACES)
    chosen = [*fixes[:-1:step], fixes[-1]]
    return [[round(one.lat, 5), round(one.lon, 5)] for one in chosen]


def _spikes(picture: Picture) -> list[dict[str, Any]]:
    return [_point(one.lat, one.lon, "spike", one.at.isoformat(timespec="seconds")) for one in picture.spikes[:100]]


def _point(lat: float, lon: float, kind: str, label: str) -> dict[str, Any]:
    return {"lat": lat, "lon": lon, "kind": kind, "label": label}


def _km(metres: int) -> str:
    return f"{metres / 1000:.1f}"
