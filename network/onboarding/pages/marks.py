"""What onboarding puts on maps."""

from collections.abc import Iterator
from typing import Any

from accounts.actors import Actor
from network.onboarding.choices import UNDER_WAY
from network.onboarding.selectors import candidates_for
from network.planning.layers import Marker
from tenants.registry.selectors import stations_for


def candidate_markers(actor: Actor) -> Iterator[Marker]:
    """Yield the candidates under way that the actor sees: a layer of the planner's map."""
    for one in candidates_for(actor).filter(status__in=UNDER_WAY):
        label = f"{one.name} · {one.get_status_display()}"
        yield Marker(one.lat, one.lon, "candidate", label, one.get_absolute_url(), one.region)


def neighbours_of(actor: Actor) -> list[dict[str, Any]]:
    """Return the stations and candidates in sight, among which a place is picked."""
    stations = [{"lat": s.lat, "lon": s.lon, "kind": "station", "label": str(s)} for s in stations_for(actor)]
    candidates = [{"lat": m.lat, "lon": m.lon, "kind": m.kind, "label": m.label} for m in candidate_markers(actor)]
    return [*stations, *candidates]
