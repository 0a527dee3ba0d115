"""A used part stands on one claim: asking where, putting it there, and what is left of a repair order whose parts stand elsewhere."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.claims.choices import ClaimError
from billing.claims.models import Claim, ClaimLine, UsedPart
from billing.claims.used_parts.orders import OrderedPart, used_parts_of_order
from common.errors import WrongState
from tenants.workshop.snapshots import PartFact, RepairOrderFacts


def standing_of(keys: Collection[UUID]) -> dict[UUID, UsedPart]:
    """Return where each of these used parts stands; those that stand nowhere are missing."""
    rows = UsedPart.objects.select_related("line__claim").filter(used_part_id__in=keys)
    return {row.used_part_id: row for row in rows}


def require_free(keys: Collection[UUID]) -> None:
    """Raise WrongState, with the claim's number, when one of these used parts stands on a claim."""
    for row in standing_of(keys).values():
        if row.line is not None:
            raise _taken(row.line)


def stand(lines: Mapping[UUID, ClaimLine], actor: Actor) -> None:
    """Put each used part on its line; one that was left out before comes back. Raises WrongState when one stands on a claim already.

    Of two claims that take a part at the same time the unique key lets one win; the other reads which one it was.
    """
    require_free(lines)
    UsedPart.objects.filter(used_part_id__in=lines, line__isnull=True).delete()
    _write(
        UsedPart(station_id=line.station_id, used_part_id=key, line=line, decided_by_name=actor.name)
        for key, line in lines.items()
    )


def leave_out(keys: Collection[UUID], station_id: UUID, reason: str, actor: Actor) -> None:
    """Keep that used parts are not claimed, and why. Raises WrongState when one stands on a claim."""
    require_free(keys)
    UsedPart.objects.filter(used_part_id__in=keys, line__isnull=True).delete()
    _write(
        UsedPart(station_id=station_id, used_part_id=key, left_out=reason, decided_by_name=actor.name) for key in keys
    )


def let_go(claim: Claim) -> None:
    """The claim is cancelled: its used parts may be claimed by another one."""
    UsedPart.objects.filter(line__claim=claim).delete()


def still_to_claim(order: RepairOrderFacts) -> tuple[RepairOrderFacts, list[OrderedPart], list[OrderedPart]]:
    """Return a repair order without the used parts that stand on another claim or were left out, the others, and those."""
    used = used_parts_of_order(order.id)
    standing = standing_of([one.id for one in used])
    free, elsewhere = ([one for one in used if (one.id in standing) is is_standing] for is_standing in (False, True))
    left = replace(order, parts=tuple(_without(order.parts, elsewhere))) if elsewhere else order
    return left, free, elsewhere


def bring_along(used: Iterable[OrderedPart], lines: Iterable[ClaimLine], actor: Actor) -> None:
    """Put the used parts of a repair order on the lines of its claim."""
    by_number = {line.part_number: line for line in lines if line.part_number}
    found = {one.id: by_number[one.part_number] for one in used if one.part_number in by_number}
    if found:
        stand(found, actor)


def _without(parts: Iterable[PartFact], elsewhere: Iterable[OrderedPart]) -> Iterable[PartFact]:
    away: dict[str, int] = {}
    for one in elsewhere:
        away[one.part_number] = away.get(one.part_number, 0) + one.quantity
    for part in parts:
        less = min(part.quantity, away.get(part.part_number, 0))
        away[part.part_number] = away.get(part.part_number, 0) - less
        if part.quantity > less:
            yield replace(part, quantity=part.quantity - less)


def _write(rows: Iterable[UsedPart]) -> None:
    found = list(rows)
    try:
        with transaction.atomic():
            UsedPart.objects.bulk_create(found)
    except IntegrityError:
        require_free([row.used_part_id for row in found])
        raise


def _taken(line: ClaimLine) -> WrongState:
    sentence = now_("%(part)s stands on claim %(number)s already. A used part is claimed once.")
    told = {"part": f"{line.part_number} {line.name}".strip(), "number": line.claim.number}
    return WrongState(sentence % told, code=ClaimError.PART_CLAIMED)
