"""To which stations and posts something is addressed: one form for documents, tasks and surveys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STATION_ROLES, Role
from accounts.selectors import current_memberships
from common.errors import Invalid
from network.support.addressed import Addressed, posts_in_words
from network.support.choices import SupportError
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station

AT_WORK = (StationStatus.ACTIVE, StationStatus.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Stations of these offices and levels with one of these brands, and those named by code; nothing named is all of them."""

    regions: Sequence[str] = ()
    levels: Sequence[str] = ()
    brands: Sequence[str] = ()
    stations: Sequence[str] = ()
    posts: Sequence[str] = (Role.STATION_MANAGER.value,)

    def values(self) -> dict[str, Any]:
        """Return the fields of an `Addressed`. Raises Invalid for an office, post or code that does not exist."""
        posts = [str(one) for one in self.posts]
        if not posts or not set(posts) <= {role.value for role in STATION_ROLES}:
            raise Invalid(_("Choose at least one post of the stations."), code=SupportError.AUDIENCE, field="posts")
        if not set(self.regions) <= set(Region.values):
            raise Invalid(_("There is no such regional office."), code=SupportError.AUDIENCE, field="regions")
        codes = list(dict.fromkeys(one.strip().upper() for one in self.stations if one.strip()))
        strange = sorted(set(codes) - set(Station.objects.filter(code__in=codes).values_list("code", flat=True)))
        if strange:
            raise Invalid(
                _("There is no station %(codes)s.") % {"codes": ", ".join(strange)},
                code=SupportError.AUDIENCE,
                field="stations",
            )
        return {
            "regions": [str(one) for one in self.regions],
            "levels": [str(one) for one in self.levels],
            "brands": [str(one) for one in self.brands],
            "stations": codes,
            "posts": posts,
        }


def condition_of(row: Addressed) -> Q:
    """Return which stations are meant."""
    filtered = Q()
    if row.regions:
        filtered &= Q(region__in=row.regions)
    if row.levels:
        filtered &= Q(level__in=row.levels)
    if row.brands:
        filtered &= _any_brand(row.brands)
    if not row.stations:
        return filtered
    named = Q(code__in=row.stations)
    return filtered | named if filtered else named


def meant_for(station: Station) -> Q:
    """Return which rows are meant for a station: the question of `condition_of`, asked from the other side."""
    unfiltered = Q(regions=[], levels=[], brands=[])
    brands = Q(brands=[])
    for one in station.brands:
        brands |= Q(brands__contains=[one])
    fits = (
        (Q(regions=[]) | Q(regions__contains=[station.region]))
        & (Q(levels=[]) | Q(levels__contains=[station.level]))
        & brands
    )
    return Q(stations__contains=[station.code]) | (fits & (Q(stations=[]) | ~unfiltered))


def stations_of(row: Addressed) -> list[Station]:
    """Return the stations at work that are meant. Raises Invalid when there is none."""
    found = list(Station.objects.filter(condition_of(row), status__in=AT_WORK))
    if not found:
        raise Invalid(_("No station would get it."), code=SupportError.AUDIENCE, field="regions")
    return found


def is_meant(row: Addressed, station_id: UUID) -> bool:
    """Tell whether a station is meant."""
    return Station.objects.filter(condition_of(row), pk=station_id).exists()


def in_words(row: Addressed) -> str:
    """Return the audience as one line, in the reader's language."""
    parts = [
        "、".join(str(Region(one).label) for one in row.regions),
        "、".join(row.levels),
        "、".join(row.brands),
        "、".join(row.stations),
    ]
    where = " · ".join(part for part in parts if part) or str(_("all stations"))
    return f"{where} · {'、'.join(posts_in_words(row.posts))}"


def holders(pairs: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], list[User]]:
    """Return who holds each (station, post) now; where nobody does, the station manager stands in."""
    wanted = set(pairs)
    if not wanted:
        return {}
    rows = current_memberships().filter(
        station_id__in={station for station, _post in wanted},
        role__in={post for _station, post in wanted} | {Role.STATION_MANAGER},
    )
    held: dict[tuple[UUID, str], list[User]] = {}
    for one in rows.select_related("user"):
        held.setdefault((one.station_id, one.role), []).append(one.user)
    return {
        (station, post): held.get((station, post)) or held.get((station, Role.STATION_MANAGER.value), [])
        for station, post in wanted
    }


def levels_and_brands() -> tuple[list[str], list[str]]:
    """Return the levels and brands that stations have, for a form's choices."""
    rows = list(Station.objects.filter(status__in=AT_WORK).values_list("level", "brands"))
    return sorted({level for level, _brands in rows}), sorted({one for _level, brands in rows for one in brands})


def _any_brand(brands: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for one in brands:
        found |= Q(brands__contains=[one])
    return found
