"""The list of detectors. A detector is one generator below `@detector`; see `docs/changing.md`, "Add a detector of anomalies"."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from billing.claims.anomalies.facts import ClaimPicture
from common.money import format_minor

Limits = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a detector saw: the numbers of its sentence, and the line that it is about (0 for the whole claim)."""

    params: Mapping[str, Any]
    position: int = 0


Watch = Callable[[ClaimPicture, Limits], Iterator[Sign]]


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector: its stable code, title and sentence with `%(params)s`; weight and limits hold unless the office's table says otherwise."""

    code: str
    title: Promise
    sentence: Promise
    weight: int
    limits: Limits
    watch: Watch


@dataclass(frozen=True, slots=True)
class Setting:
    """What the office's table says of a detector. Weight 0 switches it off."""

    weight: int
    limits: Limits = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign with the detector that saw it and the weight that it has now."""

    kind: str
    position: int
    weight: int
    params: dict[str, Any]


DETECTORS: dict[str, Detector] = {}


def detector(
    code: str, title: Promise, sentence: Promise, *, weight: int, limits: Limits | None = None
) -> Callable[[Watch], Watch]:
    """Register the generator below. `code` is stable: it is stored. `weight` (0–100) and `limits` are only what a fresh table says."""

    def register(watch: Watch) -> Watch:
        if code in DETECTORS:
            raise ValueError(f"two detectors are called {code}")
        DETECTORS[code] = Detector(code, title, sentence, weight, dict(limits or {}), watch)
        return watch

    return register


def detect(picture: ClaimPicture, settings: Mapping[str, Setting]) -> list[Finding]:
    """Return what the detectors that are switched on see, one finding for each kind and line. Pure: same picture and table, same findings."""
    found: dict[tuple[str, int], Finding] = {}
    for one in DETECTORS.values():
        setting = settings.get(one.code) or Setting(one.weight)
        if setting.weight == 0:
            continue
        for sign in one.watch(picture, {**one.limits, **setting.limits}):
            params = {name: _plain(value) for name, value in sign.params.items()}
            found.setdefault((one.code, sign.position), Finding(one.code, sign.position, setting.weight, params))
    return list(found.values())


def sentence_of(kind: str, params: Mapping[str, Any]) -> str:
    """Return what a detector saw, in the reader's language; a detector that is gone is named by its code."""
    known = DETECTORS.get(kind)
    return str(known.sentence) % _readable(params) if known else kind


def title_of(kind: str) -> str:
    """Return the detector's title in the reader's language."""
    return str(DETECTORS[kind].title) if kind in DETECTORS else kind


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: format_minor(value) if name.endswith("_minor") else value for name, value in params.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else value.isoformat() if isinstance(value, date) else str(value)
