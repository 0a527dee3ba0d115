"""Which versions a person may see, and which one holds on a day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.policy.choices import PolicyError, PolicyStatus
from billing.policy.content import Content, parse
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from catalog.models import Component, LabourOperation, Part, VehicleModel
from common.errors import Invalid
from common.records import RecordQuerySet
from tenants.registry.models import Station

READ_AT_MOST = 64
_read: dict[UUID, Policy] = {}


def versions_for(actor: Actor) -> RecordQuerySet:
    """Return the versions in the person's sight: all for head office, the published ones for stations."""
    versions = PolicyVersion.objects.all()
    if actor.is_station and actor.roles:
        return versions.filter(status=PolicyStatus.PUBLISHED)
    return versions if actor.is_office and actor.roles else versions.none()


def version_on(day: date) -> PolicyVersion | None:
    """Return the published version in force on `day`, or None in a gap."""
    begun = PolicyVersion.objects.filter(status=PolicyStatus.PUBLISHED, effective_from__lte=day)
    return begun.order_by("-effective_from").first()


def require_version_on(day: date) -> PolicyVersion:
    """Return the published version in force on `day`. Raises Invalid (`policy.gap`) when there is none."""
    version = version_on(day)
    if version is None:
        sentence = now_("No warranty policy was in force on %(day)s. Ask head office to publish one for that date.")
        raise Invalid(sentence % {"day": day.isoformat()}, code=PolicyError.GAP, rule="policy.gap")
    return version


def policy_on(day: date) -> Policy:
    """Return the policy in force on `day` as plain data. Raises Invalid (`policy.gap`) when no version covers the day."""
    return policy_of(require_version_on(day))


def policy_of(version: PolicyVersion) -> Policy:
    """Return a version as plain data; a published one, which never changes, is read once. Raises Invalid for a draft that is not usable."""
    if version.status != PolicyStatus.PUBLISHED:
        return parse(version.label, version.effective_from, version.content)
    if version.pk not in _read:
        while len(_read) >= READ_AT_MOST:
            _read.pop(next(iter(_read)))
        _read[version.pk] = parse(version.label, version.effective_from, version.content)
    return _read[version.pk]


def known_codes(source: str, content: Content) -> frozenset[str]:
    """Return the codes that a field may name: the catalogue's, and those that the version names already."""
    listed = CATALOGUE[source]() if source in CATALOGUE else ()
    return frozenset(listed) | frozenset(_named(source, content)) | _regions(source, content)


def known_names(source: str, content: Content) -> list[tuple[str, str]]:
    """Return (code, name) of what is offered while somebody types a code."""
    models: dict[str, Any] = {"model": VehicleModel, "component": Component}
    if source in models:
        return [(row.code, row.name) for row in models[source].objects.all()]
    return [(code, code) for code in sorted(known_codes(source, content) - {"*"})]


CATALOGUE: Mapping[str, Callable[[], Iterable[str]]] = {
    "model": lambda: VehicleModel.objects.values_list("code", flat=True),
    "component": lambda: Component.objects.values_list("code", flat=True),
    "operation": lambda: LabourOperation.objects.values_list("code", flat=True),
    "part": lambda: Part.objects.values_list("number", flat=True),
    "station": lambda: Station.objects.values_list("code", flat=True),
    "level": lambda: Station.objects.values_list("level", flat=True).distinct().order_by("level"),
}


def _regions(source: str, content: Content) -> frozenset[str]:
    return frozenset(row["code"] for row in content.get("regions", [])) if source == "region" else frozenset()


def _named(source: str, value: Any) -> Iterator[str]:
    """Yield every code that the clauses hold under the name of a source."""
    if isinstance(value, list):
        for item in value:
            yield from _named(source, item)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name in (source, f"{source}s"):
                yield from [inner] if isinstance(inner, str) else filter(lambda one: isinstance(one, str), inner)
            yield from _named(source, inner)
