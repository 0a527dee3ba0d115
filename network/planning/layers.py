"""Further layers of the planning map, brought by rooms above this one, such as the candidates of onboarding."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Marker:
    """Something on the map: `kind` decides its shape and colour."""

    lat: float
    lon: float
    kind: str
    label: str
    url: str = ""
    region: str = ""


Layer = Callable[[Any], Iterable[Marker]]
_layers: dict[str, Layer] = {}


def add_layer(name: str, markers: Layer) -> None:
    """Draw what `markers(actor)` brings, under this name; call it from an app's `desk.py`."""
    _layers[name] = markers


def markers_for(actor: Any, region: str = "") -> list[Marker]:
    """Return the markers of all layers that the actor sees, in one region or in all."""
    found = [marker for layer in _layers.values() for marker in layer(actor)]
    return [marker for marker in found if region in ("", marker.region)]
