"""For whom the database is being read: row-level security sees it, and fails closed when nobody said.

The scope is a transaction-local setting (`SET LOCAL`), because session settings leak through a pool. It is kept in a context variable, set
again at the start of each transaction by `common.database.base`, and at once when a transaction is already open.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose exchange rows may be seen: one station's, one supplier's, or (`office`) all."""

    station: UUID | None = None
    supplier: UUID | None = None
    office: bool = False

    def settings(self) -> list[tuple[str, str]]:
        """Return the (name, value) pairs for SET LOCAL; values are quoted literals that can't hold anything but a UUID."""
        return [
            ("app.station", str(self.station or "")),
            ("app.supplier", str(self.supplier or "")),
            ("app.office", "on" if self.office else ""),
        ]


NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("scope", default=NOBODY)


def current_scope() -> Scope:
    """Return the scope in force; `NOBODY` sees no exchange row."""
    return _current.get()


@contextmanager
def scoped(scope: Scope) -> Iterator[None]:
    """Read and write as `scope` until the block ends, inside the open transaction or in the next ones."""
    before = _current.get()
    token = _current.set(scope)
    _announce(scope, before)
    try:
        yield
    finally:
        _current.reset(token)
        _announce(before, scope)


def for_station(station_id: UUID) -> AbstractContextManager[None]:
    """Only this station's exchange rows."""
    return scoped(Scope(station=station_id))


def for_supplier(supplier_id: UUID) -> AbstractContextManager[None]:
    """Only this supplier's chargebacks and what belongs to them."""
    return scoped(Scope(supplier=supplier_id))


def for_office() -> AbstractContextManager[None]:
    """All exchange rows: head office, and the inside of actions that write across the border."""
    return scoped(Scope(office=True))


def _announce(scope: Scope, before: Scope) -> None:
    """Tell an open transaction what differs from `before`, which it knows: the scope in force is announced when it opens, and here.

    A broken one forgets its settings when it is rolled back, so it is left alone.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block and not connection.needs_rollback and not _is_broken(connection):
        known = before.settings()
        told = [f"SET LOCAL {name} = '{value}'" for name, value in scope.settings() if (name, value) not in known]
        if told:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(told))  # in one round to the database


def _is_broken(connection: object) -> bool:
    raw = getattr(connection, "connection", None)
    return raw is None or raw.closed or raw.info.transaction_status.name in {"INERROR", "UNKNOWN"}
