"""What is left of each step, read where it is kept. Nothing is changed here; head office's scope."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop, override

from audit.violations.choices import ViolationStatus
from audit.violations.models import Violation
from billing.claims.appeals.selectors import still_appealable
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim
from billing.ledger.choices import AccountKind
from billing.oldparts.choices import PartStatus
from billing.oldparts.models import OldPart
from billing.settlement.choices import StatementStatus
from billing.settlement.debts.balances import balance_minor
from billing.settlement.models import Offset, Statement
from billing.settlement.offsets.choices import OffsetStatus
from common.clock import now
from common.files.models import StoredFile
from common.files.store import read_stored
from network.dispatch.choices import UNDER_WAY as DRIVING
from network.dispatch.models import Rescue
from network.lifecycle.models import Closing, ClosingStep
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder

NAMED = 20
ARCHIVE = "closing_archive"
ENDED_CLAIMS = (ClaimStatus.SETTLED, ClaimStatus.REJECTED, ClaimStatus.CANCELLED)
ENDED_VIOLATIONS = (ViolationStatus.FINAL, ViolationStatus.DISMISSED)
ENDED_ORDERS = (RepairStatus.DELIVERED, RepairStatus.CANCELLED)
OUT_THERE = (PartStatus.LABELLED, PartStatus.RETAINED, PartStatus.SHIPPED)
PAID = (StatementStatus.PAID, StatementStatus.CARRIED)
ACCOUNTS = (AccountKind.STATION_PAYABLE, AccountKind.PARTS_DEBT, AccountKind.VEHICLE_DEBT)
STILL_THERE = gettext_noop("the archive is missing or damaged: nothing is purged")


@dataclass(frozen=True, slots=True)
class Left:
    """How much is left, and the numbers of some of it."""

    count: int
    names: tuple[str, ...] = ()


NOTHING = Left(0)


def _counted(numbers: Iterable[Any]) -> Left:
    names = [str(one) for one in numbers]
    return Left(len(names), tuple(names[:NAMED]))


def rescues(step: ClosingStep) -> Left:
    """Rescues that the station's crews drive."""
    return _counted(
        Rescue.objects.filter(station_id=step.station_id, status__in=DRIVING).values_list("number", flat=True)
    )


def repair_orders(step: ClosingStep) -> Left:
    """Repair orders that are neither delivered nor called off, read in the station's schema."""
    if not step.station.has_schema:
        return NOTHING
    with inside(step.station):
        return _counted(RepairOrder.objects.exclude(status__in=ENDED_ORDERS).values_list("number", flat=True))


def claims(step: ClosingStep) -> Left:
    """Claims that are not decided for good: one whose decision is appealed or may be is not. A draft that is not handed in when the step
    is due lapses."""
    stands = Q(status__in=ENDED_CLAIMS) & ~Q(pk__in=still_appealable(step.station_id))
    rows = Claim.objects.filter(station_id=step.station_id).exclude(stands)
    if step.due_at is not None and step.due_at < now():
        rows = rows.exclude(status=ClaimStatus.DRAFT)
    return _counted(rows.order_by("number").values_list("number", flat=True))


def old_parts(step: ClosingStep) -> Left:
    """Old parts that are still at the station or on their way."""
    rows = OldPart.objects.filter(station_id=step.station_id, status__in=OUT_THERE)
    return _counted(rows.order_by("label_code").values_list("label_code", flat=True))


def offsets(step: ClosingStep) -> Left:
    """Offsets that wait for confirmations."""
    rows = Offset.objects.filter(station_id=step.station_id, status=OffsetStatus.REQUESTED)
    return _counted(rows.order_by("number").values_list("number", flat=True))


def money(step: ClosingStep) -> Left:
    """Violations whose fine may still come, statements that are not paid, and accounts that are not even."""
    violations = Violation.objects.filter(station_id=step.station_id).exclude(status__in=ENDED_VIOLATIONS)
    statements = Statement.objects.filter(station_id=step.station_id).exclude(status__in=PAID)
    names = [str(one) for one in violations.order_by("number").values_list("number", flat=True)]
    names += [str(one) for one in statements.order_by("number").values_list("number", flat=True)]
    with override("en"):  # kept as the catalogues' keys: each reader sees them in their own language
        names += [str(kind.label) for kind in ACCOUNTS if balance_minor(step.station_id, kind)]
    return _counted(names)


def access(step: ClosingStep) -> Left:
    """Whether somebody may still enter."""
    return Left(int(Station.objects.filter(pk=step.station_id, access_open=True).exists()))


def archive_of(closing: Closing) -> StoredFile | None:
    """Return the archive, if it was written."""
    found: StoredFile | None = StoredFile.objects.filter(subject_id=closing.pk, kind=ARCHIVE).first()
    return found


def archive(step: ClosingStep) -> Left:
    """Whether the archive is still to be written."""
    return Left(int(archive_of(step.closing) is None))


def is_sound(file: StoredFile | None) -> bool:
    """Tell whether the archive can be read and is what was written."""
    try:
        return file is not None and hashlib.sha256(read_stored(file)).hexdigest() == file.sha256
    except OSError:
        return False


def schema(step: ClosingStep) -> Left:
    """Whether the schema is still there. The media go with it, in the transaction of the look."""
    there = Station.objects.filter(pk=step.station_id).exclude(schema_fingerprint="").exists()
    return Left(int(there), (STILL_THERE,) if there else ())


def by_hand(step: ClosingStep) -> Left:
    """What somebody has to say; nothing can be counted."""
    return Left(1)
