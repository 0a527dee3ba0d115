"""What every row has in common: a UUIDv7 key, a public id, a version, and a place where it lives."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models.enums import TextChoices

from common.database.alias import app
from common.errors import NotYours, Stale, WrongState
from common.ids import new_id, parse_public_id, public_id

Moves = Mapping[Any, set[Any]]


class Placement(StrEnum):
    """Where a model's rows live, and so who can reach them."""

    OFFICE = "office"  # public schema; head office's own, or reference data that all may read
    EXCHANGE = "exchange"  # public schema, `station_id` on each row, row-level security
    STATION = "station"  # in the station's own schema


class RecordQuerySet(models.QuerySet[Any]):
    """A queryset that a gate hands out: what is not in it does not exist for that person."""

    def get_or_404(self, key: UUID | str) -> Any:
        """Return the row with this key. Raises NotYours when it is missing or somebody else's."""
        row = self.filter(pk=key).first()
        if row is None:
            raise NotYours()
        return row

    def locked(self) -> "RecordQuerySet":
        """Lock the rows in order of their keys, so that two actions can't wait for each other.

        Rows that refer to them may be written meanwhile. The database checks foreign keys at the commit, after the history: with a lock
        that also holds references, whoever has the row waits for the history, and whoever has the history waits for the row.
        """
        return self.order_by("pk").select_for_update(no_key=True, of=("self",))


class Record(models.Model):
    """The base of our models. Subclasses set `placement`, `public_prefix` and, where there is a status, `moves`.

    `searched` names the text columns in which head office looks for parts of words among millions of rows (see `common.database.search`).
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = ""
    append_only: ClassVar[bool] = False
    status: Any
    moves: ClassVar[Moves | None] = None
    supplier_visible: ClassVar[bool] = False
    searched: ClassVar[tuple[str, ...]] = ()
    loaded_in: str | None = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a row loaded in one station's schema is never written into another's."""
        self._stay_home()
        super().save(*args, **kwargs)
        if self.placement is Placement.STATION:
            self.loaded_in = app().schema_name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete; the same guard as on saving."""
        self._stay_home()
        return super().delete(*args, **kwargs)

    @property
    def public_id(self) -> str:
        """Return the id that the API shows, such as `clm_01j…`."""
        return public_id(self.public_prefix, self.pk)

    @classmethod
    def key_of(cls, text: str) -> UUID:
        """Return the key behind a public id. Raises NotYours for anything else."""
        try:
            return parse_public_id(cls.public_prefix, text)
        except ValueError as error:
            raise NotYours() from error

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        """Remember in which station's schema the row was loaded."""
        row = super().from_db(db, field_names, values, **more)
        if cls.placement is Placement.STATION:
            row.loaded_in = app().schema_name
        return row

    def change(self, **values: Any) -> None:
        """Set fields, raise the version and save just these columns."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*values, "version"])

    def move_to(self, status: TextChoices, **values: Any) -> None:
        """Move the state by the transition table. Raises WrongState for a move that the table does not have."""
        if status not in self.possible_moves():
            raise WrongState(status=str(self.status), wanted=str(status))
        self.change(status=status, **values)

    def expect_status(self, *statuses: TextChoices) -> None:
        """Raise WrongState unless the record stands in one of these: for a verb that shares the state it leads to with another one."""
        if self.status not in statuses:
            raise WrongState(status=str(self.status))

    def possible_moves(self) -> set[Any]:
        """Return the states that may come next; pages ask this to know which buttons to show."""
        return set((self.moves or {}).get(self.status, set()))

    def expect_version(self, version: int | str | None) -> None:
        """Raise Stale unless `version` (from a form or If-Match) is the row's own; None is not checked."""
        if version not in (None, "") and int(version) != self.version:
            raise Stale(version=self.version)

    def _stay_home(self) -> None:
        if self.placement is not Placement.STATION:
            return
        here = app().schema_name
        if here == "public" or (self.loaded_in is not None and self.loaded_in != here):
            raise CrossedBorder(
                f"{type(self).__name__} of {self.loaded_in or 'a station'} would be written into {here}"
            )


class CrossedBorder(RuntimeError):
    """A station's row was about to be written into another schema. A programming error, never a user's."""


def lock_all(rows: RecordQuerySet) -> Sequence[Any]:
    """Evaluate `rows` under row locks, ordered by key."""
    return list(rows.locked())
