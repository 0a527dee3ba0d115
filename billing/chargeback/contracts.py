"""Which suppliers bear what of a part, by contract: part and component, day of the repair, build date of the vehicle."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from billing.chargeback.models import ANSWER_WORKING_DAYS, SupplierContract


@dataclass(frozen=True, slots=True)
class Share:
    """What one supplier bears. `cap_minor` is the most per unit; None for no cap."""

    supplier_id: UUID
    percent: Decimal
    contract_id: UUID
    cap_minor: int | None = None
    yearly_cap_minor: int | None = None
    answer_days: int = ANSWER_WORKING_DAYS
    number: str = ""


def share_on(part_number: str, day: date, built_on: date | None, serial: str = "") -> list[Share]:
    """Return the shares in force on `day` for a vehicle built on `built_on`; a contract for the part goes before one for its component.

    Empty when no contract covers it. A contract with a build or batch window does not cover a part of which nobody knows the date or batch.
    """
    running = in_force(day, built_on).filter(_in_batch(serial)).order_by("number")
    found = list(running.filter(part__number=part_number)) or list(running.filter(component__parts__number=part_number))
    return [_share(row) for row in found]


def _share(row: SupplierContract) -> Share:
    return Share(
        supplier_id=row.supplier_id,
        percent=row.share_percent,
        contract_id=row.pk,
        cap_minor=row.cap_minor,
        yearly_cap_minor=row.yearly_cap_minor,
        answer_days=row.answer_days,
        number=row.number,
    )


def plain_batch(text: str) -> str:
    """Return a batch or serial number without what people type differently: blanks, and small letters."""
    return "".join(text.split()).upper()


def _in_batch(text: str) -> Q:
    any_batch, serial = Q(batch_from="", batch_to=""), plain_batch(text)
    if not serial:
        return any_batch
    return Q(batch_from__lte=serial) & (Q(batch_to="") | Q(batch_to__gte=serial))


def in_force(day: date, built_on: date | None) -> QuerySet[SupplierContract]:
    """Return the contracts in force on `day` whose batch window holds `built_on`."""
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return SupplierContract.objects.filter(valid, _batch(built_on))


def _batch(built_on: date | None) -> Q:
    any_date = Q(built_from__isnull=True, built_to__isnull=True)
    if built_on is None:
        return any_date
    after = Q(built_from__isnull=True) | Q(built_from__lte=built_on)
    return after & (Q(built_to__isnull=True) | Q(built_to__gte=built_on))
