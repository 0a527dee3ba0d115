"""Offsets: request, confirm by each of five parties, refuse, withdraw, expire. The fifth confirmation posts, in the same transaction."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post
from billing.settlement.debts.balances import available
from billing.settlement.debts.choices import Debt
from billing.settlement.locks import lock_offset, lock_station
from billing.settlement.models import Offset, OffsetConfirmation
from billing.settlement.offsets.choices import OffsetStatus, Party
from billing.settlement.offsets.policies import require_in_time, require_party, require_unconfirmed, require_within
from common.clock import now, today
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person, Process
from common.scope import for_office
from tenants.registry.models import Station

EXPIRES = "offset.expires"
TIME_TO_CONFIRM = timedelta(days=10)


@transaction.atomic
def request_offset(station_id: UUID, *, debt: Debt, amount_minor: int, acting_user: Actor, note: str = "") -> Offset:
    """Ask that service money pay a debt; the amount is held until it is decided. A station asks for itself, finance for any.

    Raises Invalid over min(what is owed, the debt), less what others hold; NotYours for another's station.
    """
    acting_user.require("offsets.request")
    station = Station.objects.filter(pk=station_id).first()
    if acting_user.station_id not in (None, station_id) or station is None:
        raise NotYours
    if station.offsets_frozen:
        raise WrongState(_("The offsets of this station are frozen: its books are being closed."))
    lock_station(station_id)
    require_within(amount_minor, available(station_id, debt))
    offset = Offset.objects.create(
        number=next_number("OFS"),
        station_id=station_id,
        debt=debt,
        amount_minor=amount_minor,
        note=note[:200],
        requested_by_name=acting_user.name,
        expires_at=now() + TIME_TO_CONFIRM,
    )
    set_deadline(EXPIRES, offset.pk, offset.expires_at, station_id=station_id)
    said = {"status": offset.status, "debt": offset.debt, "amount_minor": amount_minor}
    record(offset, "offset.requested", acting_user, after=said, reason=note)
    return offset


@transaction.atomic
def confirm_offset(offset_id: UUID, *, party: Party, acting_user: Actor) -> Offset:
    """Agree for a party. With the fifth the ledger posts. Raises NotAllowed for another's party, WrongState twice or too late,
    Invalid when the money is no longer there."""
    acting_user.require("offsets.confirm")
    require_party(party, acting_user)
    offset = lock_offset(offset_id, acting_user)
    _require_open(offset)
    require_in_time(offset)
    require_unconfirmed(offset, party, acting_user)
    OffsetConfirmation.objects.create(
        station_id=offset.station_id,
        offset=offset,
        party=party,
        person_id=acting_user.id,
        person_name=acting_user.name,
    )
    said: dict[str, object] = {"party": party, "confirmations": offset.confirmations.count()}
    if offset.confirmations.count() == len(Party):
        said |= {"status": OffsetStatus.POSTED}
        _post(offset, acting_user)
    record(offset, "offset.confirmed", acting_user, before={"status": "requested"}, after=said)
    return offset


@transaction.atomic
def refuse_offset(offset_id: UUID, *, party: Party, reason: str, acting_user: Actor) -> Offset:
    """Refuse for a party, with a reason: the offset ends. Raises as `confirm_offset` does."""
    acting_user.require("offsets.confirm")
    require_party(party, acting_user)
    if not reason.strip():
        raise Invalid(_("Say why, so that the others know."), field="reason")
    offset = lock_offset(offset_id, acting_user)
    _require_open(offset)
    said: dict[str, object] = {"party": party}
    return _end(offset, OffsetStatus.REFUSED, "offset.refused", acting_user, reason, said, refused_by=party, refusal=reason[:500])  # fmt: skip


@transaction.atomic
def withdraw_offset(offset_id: UUID, *, acting_user: Actor) -> Offset:
    """Take a request back: who may ask may withdraw. Raises WrongState once it is decided."""
    acting_user.require("offsets.request")
    offset = lock_offset(offset_id, acting_user)
    _require_open(offset)
    return _end(offset, OffsetStatus.WITHDRAWN, "offset.withdrawn", acting_user, "", {})


@transaction.atomic
def expire_offset(offset_id: UUID) -> Offset | None:
    """The time to confirm has passed: what was held is free again. None when it was decided in time."""
    found: Offset | None = Offset.objects.filter(pk=offset_id).first()
    if found is None:
        return None
    lock_station(found.station_id)
    offset: Offset = Offset.objects.filter(pk=offset_id).locked().get()
    if offset.status != OffsetStatus.REQUESTED:
        return None
    return _end(offset, OffsetStatus.EXPIRED, "offset.expired", Process(gettext_noop("offset deadline")), "", {})


def _post(offset: Offset, actor: Actor) -> None:
    """Post in head office's scope: whoever speaks last may be the station. The money is looked at again."""
    with for_office():
        require_within(
            offset.amount_minor, available(offset.station_id, Debt(offset.debt), offset.currency, but=offset.pk)
        )
        posted = _entries(offset, actor)
        offset.move_to(OffsetStatus.POSTED, posted=posted)
        call_off(offset.pk, EXPIRES)


def _entries(offset: Offset, actor: Actor) -> Transaction:
    payable = account(AccountKind.STATION_PAYABLE, offset.station_id, offset.currency)
    owing = account(Debt(offset.debt).account, offset.station_id, offset.currency)
    return post(
        f"offset:{offset.pk}",
        today(),
        offset.number,
        [debit(payable, offset.amount_minor, offset.currency), credit(owing, offset.amount_minor, offset.currency)],
        reference=offset.pk,
        acting_user=actor,
        kind=TransactionKind.OFFSET,
    )


def _end(
    offset: Offset,
    status: OffsetStatus,
    verb: str,
    actor: Person,
    reason: str,
    said: dict[str, object],
    **values: object,
) -> Offset:
    before = {"status": offset.status}
    offset.move_to(status, **values)
    call_off(offset.pk, EXPIRES)
    record(offset, verb, actor, before=before, after={"status": offset.status, **said}, reason=reason)
    return offset


def _require_open(offset: Offset) -> None:
    if offset.status != OffsetStatus.REQUESTED:
        raise WrongState(status=str(offset.status))
