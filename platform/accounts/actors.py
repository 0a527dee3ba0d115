"""The person who acts, together with the place where they stand: what every gate and action is given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from accounts.models import Membership, User
from accounts.role_table import roles_for
from accounts.roles import Place, Role
from common.errors import NotAllowed
from common.scope import NOBODY, Scope


@dataclass(frozen=True)
class Actor:
    """A person at head office, at a station or at a supplier. `station` is the registry's row (this floor does not know its type).

    `memberships` are those of all places, as they were when the actor was made: the frame offers the other places from them.
    """

    user: User
    place: Place
    roles: frozenset[Role]
    station: Any = None
    supplier_id: UUID | None = None
    region: str = ""
    scopes: frozenset[str] | None = None
    memberships: tuple[Membership, ...] = field(default=(), compare=False, repr=False)

    @property
    def id(self) -> UUID:
        """The user's key."""
        return self.user.pk

    @property
    def name(self) -> str:
        """The name that history shows."""
        return self.user.name

    @property
    def station_id(self) -> UUID | None:
        """The key of the station where they stand."""
        return self.station.pk if self.station is not None else None

    @property
    def is_office(self) -> bool:
        """Whether they stand at head office."""
        return self.place == Place.OFFICE

    @property
    def is_station(self) -> bool:
        """Whether they stand at a station."""
        return self.place == Place.STATION

    @property
    def is_supplier(self) -> bool:
        """Whether they stand at a supplier."""
        return self.place == Place.SUPPLIER

    @cached_property
    def scope(self) -> Scope:
        """Whose exchange rows they may reach."""
        if not self.roles:
            return NOBODY
        return Scope(station=self.station_id, supplier=self.supplier_id, office=self.is_office)

    def may(self, action: str) -> bool:
        """Tell whether one of their roles (and the API key's scopes, if any) includes `action`."""
        return bool(self.roles & roles_for(action)) and (self.scopes is None or action in self.scopes)

    def require(self, action: str) -> None:
        """Raise NotAllowed unless they may do `action`. Actions call this first, so that every way in is guarded."""
        if not self.may(action):
            raise NotAllowed(action=action)

    def has(self, role: Role) -> bool:
        """Tell whether they hold `role` here."""
        return role in self.roles


def memberships_of(user: User) -> tuple[Membership, ...]:
    """Return the person's current memberships."""
    return tuple(Membership.objects.filter(user=user, ended_at__isnull=True).order_by("created_at"))


def actor_at_station(user: User, station: Any, scopes: frozenset[str] | None = None) -> Actor:
    """Return the person as they stand at `station`; without a membership there they have no role."""
    everywhere = memberships_of(user)
    held = [row for row in everywhere if row.station_id == station.pk]
    return Actor(user, Place.STATION, _roles(held), station=station, scopes=scopes, memberships=everywhere)


def actor_at_office(user: User, scopes: frozenset[str] | None = None) -> Actor:
    """Return the person as they stand outside stations: head office, else a supplier."""
    everywhere = memberships_of(user)
    held = [row for row in everywhere if row.station_id is None]
    suppliers = [row for row in held if row.role == Role.SUPPLIER]
    office = [row for row in held if row.role != Role.SUPPLIER]
    if suppliers and not office:
        key = suppliers[0].supplier_id
        return Actor(user, Place.SUPPLIER, _roles(suppliers), supplier_id=key, scopes=scopes, memberships=everywhere)
    region = next((row.region for row in office if row.region), "")
    return Actor(user, Place.OFFICE, _roles(office), region=region, scopes=scopes, memberships=everywhere)


def _roles(rows: Iterable[Membership]) -> frozenset[Role]:
    return frozenset(Role(row.role) for row in rows)
