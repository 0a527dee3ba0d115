"""Writing down a contract with a supplier: whose share, of which part or component, for which build dates."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError
from billing.chargeback.contracts import plain_batch
from billing.chargeback.locks import lock_contracts_of
from billing.chargeback.models import ANSWER_WORKING_DAYS, SupplierContract
from catalog.models import Component, Part, Supplier
from common.errors import CommonError, Invalid
from common.history.record import record

LAST_BATCH = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. `subject` is the part or the component that the supplier answers for."""

    number: str
    supplier: Supplier
    subject: Part | Component
    share_percent: Decimal
    valid_from: date
    valid_to: date | None = None
    built_from: date | None = None
    built_to: date | None = None
    cap_minor: int | None = None
    yearly_cap_minor: int | None = None
    batch_from: str = ""
    batch_to: str = ""
    answer_days: int = ANSWER_WORKING_DAYS


@transaction.atomic
def agree_contract(terms: Terms, *, acting_user: Actor) -> SupplierContract:
    """Write a contract down. Raises Invalid when the shares for a part would pass 100 % on some day, the number is taken, or a figure is none."""
    acting_user.require("chargeback.agree")
    terms = replace(terms, batch_from=plain_batch(terms.batch_from), batch_to=plain_batch(terms.batch_to))
    _check_figures(terms)
    _check_windows(terms)
    others = lock_contracts_of(terms.subject)
    if _highest_total(terms, others) > 100:
        raise Invalid(
            _("Together with the other contracts for it, suppliers would bear more than 100 %."),
            code=ChargebackError.OVER_SHARE,
            field="share_percent",
        )
    contract = _write(terms)
    said = {"number": contract.number, "share_percent": contract.share_percent}
    record(contract, "contract.agreed", acting_user, after=said)
    return contract


def _check_figures(terms: Terms) -> None:
    if not 0 < terms.share_percent <= 100:
        raise Invalid(_("Give a share above 0 and up to 100 %."), code=ChargebackError.SHARE, field="share_percent")
    for field, minor in (("cap", terms.cap_minor), ("yearly_cap", terms.yearly_cap_minor)):
        if minor is not None and minor <= 0:
            raise Invalid(_("Give a cap above zero, or none."), code=ChargebackError.CAP, field=field)


def _check_windows(terms: Terms) -> None:
    ranges = (("valid_to", terms.valid_from, terms.valid_to), ("built_to", terms.built_from, terms.built_to))
    for field, start, end in ranges:
        if start and end and end < start:
            raise Invalid(_("The end lies before the beginning."), code=ChargebackError.DATES, field=field)
    if terms.batch_from and terms.batch_to and terms.batch_to < terms.batch_from:
        raise Invalid(_("The last batch lies before the first."), code=ChargebackError.BATCH, field="batch_to")


def _write(terms: Terms) -> SupplierContract:
    subject = {"part" if isinstance(terms.subject, Part) else "component": terms.subject}
    dates = ("valid_from", "valid_to", "built_from", "built_to")
    caps = ("share_percent", "cap_minor", "yearly_cap_minor", "batch_from", "batch_to", "answer_days")
    names = (*dates, *caps, "number", "supplier")
    try:
        with transaction.atomic():
            found: SupplierContract = SupplierContract.objects.create(
                **subject, **{n: getattr(terms, n) for n in names}
            )
            return found
    except IntegrityError as error:
        raise Invalid(_("There is a contract with this number."), code=CommonError.DUPLICATE, field="number") from error


def _highest_total(terms: Terms, others: list[SupplierContract]) -> Decimal:
    """Return the most that suppliers would bear together on any day, for any build date and any batch.

    Windows are intervals in each direction, so the highest total occurs at the start of one of them in each.
    """
    rows = [_Window.of(terms), *(_Window.of(one) for one in others)]
    days = [row.valid[0] for row in rows]
    builds = [row.built[0] for row in rows]
    batches = [row.batch[0] for row in rows]
    return max(
        sum((row.share for row in rows if row.holds(day, build, batch)), Decimal(0))
        for day in days
        for build in builds
        for batch in batches
    )


@dataclass(frozen=True, slots=True)
class _Window:
    """A contract as a box of repair days, build dates and batches."""

    share: Decimal
    valid: tuple[date, date]
    built: tuple[date, date]
    batch: tuple[str, str]

    @classmethod
    def of(cls, one: Terms | SupplierContract) -> "_Window":
        """Return the box; an open end is the end of time, or the last batch of all."""
        valid = (one.valid_from, one.valid_to or date.max)
        built = (one.built_from or date.min, one.built_to or date.max)
        return cls(one.share_percent, valid, built, (one.batch_from, one.batch_to or LAST_BATCH))

    def holds(self, day: date, build: date, batch: str) -> bool:
        """Whether a repair on `day` of a vehicle built on `build` with a part of `batch` falls into it."""
        in_time = self.valid[0] <= day <= self.valid[1] and self.built[0] <= build <= self.built[1]
        return in_time and self.batch[0] <= batch <= self.batch[1]
