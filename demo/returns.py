"""Old parts and what suppliers say to them, in every state, through the product's own steps: after the last weeks were lived."""

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from PIL import Image, ImageDraw

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership
from accounts.roles import Role
from billing.chargeback.actions import (
    accept_chargeback,
    ask_for_part,
    ask_to_take_back,
    book_payments,
    confirm_reversals,
    dispute_chargeback,
)
from billing.chargeback.choices import ChargebackStatus, LooseStatus
from billing.chargeback.loose import bear_loose_line
from billing.chargeback.models import Chargeback, LooseLine
from billing.claims.actions import LineDecision, decide_final_review, reopen_claim
from billing.claims.models import Claim
from billing.claims.selectors import undecided_of_lines
from billing.oldparts.actions import (
    Finding,
    Seen,
    Way,
    close_shipment,
    confirm_part,
    dispose_parts,
    receive_part,
    reinspect,
    reject_part,
    send_to_supplier,
    ship_parts,
    store_part,
    take_back_from_supplier,
    waive_part,
    weigh_in,
)
from billing.oldparts.choices import Disposal, PartStatus, Verdict
from billing.oldparts.models import OldPart
from billing.oldparts.subscribers import escalate, mark_overdue
from common.clock import today
from common.deadlines.models import Deadline
from common.errors import DomainError
from common.history.relay import deliver_pending
from common.scope import for_supplier
from demo.people import office, staff
from demo.size import Size
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

DISPUTED = "拆检未见异常，怀疑安装不当，请复核。"


def live_returns(stations: list[Station], size: Size) -> None:
    """Fill the stores, let shipments arrive in parts, parts be overdue, suppliers answer, and the register have entries."""
    labelled = _of(PartStatus.LABELLED)
    overdue, waiting = labelled[:4], labelled[4:]
    steps: tuple[Callable[[], None], ...] = (
        lambda: _overdue(overdue),
        lambda: _shelve(waiting),
        lambda: _ship(waiting[: len(waiting) // 2]),
        _receive,
        _disputes,
        _dispose,
    )
    for step in steps:
        _try(step)
    deliver_pending(limit=10_000)


def _try(step: Callable[[], None]) -> None:
    """Do one step whole; a rule that refuses leaves it out, as everywhere in the demo."""
    try:
        with transaction.atomic():
            step()
    except DomainError:
        return


def _of(status: PartStatus) -> list[OldPart]:
    with at_head_office():
        rows = OldPart.objects.filter(status=status).select_related("station", "claim")
        return list(rows.order_by("created_at", "id"))


def _overdue(parts: Sequence[OldPart]) -> None:
    """The day of these has passed. One is escalated, one was waived and its line waits for the final review, one claim's rest is paid."""
    final = office(Role.FINAL_REVIEWER)
    with at_head_office():
        for place, part in enumerate(parts):
            day = today() - timedelta(days=20 - 4 * place)
            OldPart.objects.filter(pk=part.pk).update(due_on=day)
            clock = Deadline.objects.filter(subject_id=part.pk, kind="oldparts.return")
            mark_overdue(clock.get())
            clock.update(due_at=part.created_at, done_at=part.created_at)
        if parts:
            second = Deadline.objects.filter(subject_id=parts[0].pk, kind="oldparts.escalation")
            escalate(second.get())
            second.update(done_at=parts[0].created_at)
        for part in parts[:2]:
            _settle_the_rest(part, final)
        for part in parts[1:2]:
            waive_part(
                part.pk,
                reason="服务站仓库进水，旧件损毁，客服经理批示免返",
                acting_user=office(Role.CUSTOMER_SERVICE_MANAGER),
            )


def _settle_the_rest(part: OldPart, final: Actor) -> None:
    claim = Claim.objects.get(pk=part.claim_id)
    rest = claim.lines.exclude(pk=part.line_id)
    decisions = [LineDecision(line.pk, line.approved_minor or 0) for line in rest]
    try:
        decide_final_review(claim.pk, decisions=decisions, acting_user=final)
    except DomainError:
        return


def _shelve(parts: Sequence[OldPart]) -> None:
    for place, part in enumerate(parts):
        clerk = staff(part.station, Role.PARTS)
        with inside(part.station):
            store_part(part.pk, shelf=f"{'ABC'[place % 3]}-{place % 4 + 1:02d}-{place % 6 + 1}", acting_user=clerk)


def _ship(parts: Sequence[OldPart]) -> None:
    """Each station sends what it has in one shipment, every second part in a box of its own."""
    by_station = sorted(parts, key=lambda part: part.station.code)
    for number, (station, rows) in enumerate(groupby(by_station, key=lambda part: part.station)):
        keys = [part.pk for part in rows]
        boxes = {key: place % 2 + 1 for place, key in enumerate(keys)}
        with inside(station):
            ship_parts(
                keys,
                carrier="德邦",
                tracking_number=f"DPK{260900 + number}",
                boxes=boxes,
                acting_user=staff(station, Role.PARTS),
            )


def _receive() -> None:
    """Some shipments arrive in part; one is closed with its differences. Photos and weights are kept, one part is another one."""
    final = office(Role.FINAL_REVIEWER)
    with at_head_office():
        sent = [part for part in _of(PartStatus.SHIPPED) if part.shipment_id]
        shipments = {part.shipment_id: [one for one in sent if one.shipment_id == part.shipment_id] for part in sent}
        several = [rows for rows in shipments.values() if len(rows) > 1]
        for place, rows in enumerate(several[:3]):
            part = receive_part(rows[0].label_code, shipment_id=rows[0].shipment_id, acting_user=final)
            weigh_in(
                part.pk, weight_g=1_350 + 420 * place, photo=_picture(part), name="old-part.jpg", acting_user=final
            )
            if place == 0:
                close_shipment(part.shipment_id, reason="箱内清点少一件，已电话通知服务站", acting_user=final)  # type: ignore[arg-type]
                reject_part(
                    part.pk, reason="件号不符，非本车换下件", seen=Seen("FUE-00199", "SN-0000"), acting_user=final
                )
            if place == 1:
                confirm_part(part.pk, seen=Seen(part.part_number, part.old_serial), acting_user=final)


def _disputes() -> None:
    """The suppliers' answers: accepted, disputed, asked for the part, sent, re-inspected both ways, paid."""
    with at_head_office():
        raised = list(
            Chargeback.objects.filter(status=ChargebackStatus.RAISED).order_by("supplier__code", "created_at", "id")
        )
        first = {row.supplier_id: row for row in reversed(raised)}
        photographed = OldPart.objects.filter(line_id__in=[row.line_id for row in raised[:6]])
        for part in photographed:
            weigh_in(
                part.pk,
                weight_g=2_100,
                photo=_picture(part),
                name="old-part.jpg",
                acting_user=office(Role.FINAL_REVIEWER),
            )
    steps = (_dispute, _dispute, _dispute, _dispute_with_part, _ask, _accept, _accept)
    for row, step in zip(raised[1:], steps * 3, strict=False):
        step(row)
    with at_head_office():
        disputed = list(
            Chargeback.objects.filter(status=ChargebackStatus.DISPUTED).order_by("supplier__code", "created_at", "id")
        )
    for number, row in enumerate(disputed[:3]):
        _result(row, number)
    with at_head_office():
        _lend([row for row in disputed if row.part_wanted_at])
        _withdraw(raised[-1:])
        for payer in list(first)[:1]:
            owed = Chargeback.objects.filter(supplier_id=payer, status=ChargebackStatus.ACCEPTED).order_by("created_at")
            keys = [row.pk for row in owed[:5]]
            if len(keys) > 1:
                book_payments(keys, bank_reference="工行 2026-11", acting_user=office(Role.FINANCE))
                _take_back(keys[-2:])
        for loose in LooseLine.objects.filter(status=LooseStatus.OPEN).order_by("created_at")[:1]:
            bear_loose_line(loose.pk, reason="自制试装件，无供应商", acting_user=office(Role.CLAIMS_REVIEWER))


def _take_back(keys: Sequence[UUID]) -> None:
    """Finance asks for two receipts: its lead has confirmed the first, the other waits."""
    why = "回款单号录错，该笔属于另一张追偿单"
    asked = ask_to_take_back(keys, reason=why, acting_user=office(Role.FINANCE))
    confirm_reversals([asked[0].pk], acting_user=office(Role.FINANCE_LEAD))


def _lend(wanted: Sequence[Chargeback]) -> None:
    """Two parts are sent to suppliers who asked for them, and one comes back; the others wait to be sent."""
    final = office(Role.FINAL_REVIEWER)
    for number, row in enumerate(wanted[:2], start=1):
        send_to_supplier(row.pk, tracking=f"顺丰 SF202611000{number}", acting_user=final)
    for row in wanted[1:2]:
        take_back_from_supplier(row.pk, acting_user=final)


def _withdraw(rows: Sequence[Chargeback]) -> None:
    """A settled claim is opened again, so that what its supplier was charged is taken back."""
    for row in rows:
        reopen_claim(row.claim_id, reason="同一故障两站重复报单，重新审核", acting_user=office(Role.FINAL_REVIEWER))


def _supplier_of(row: Chargeback) -> Actor:
    member = Membership.objects.select_related("user").get(role=Role.SUPPLIER, supplier_id=row.supplier_id)
    return actor_at_office(member.user)


def _dispute(row: Chargeback) -> None:
    with for_supplier(row.supplier_id):
        dispute_chargeback(row.pk, reason=DISPUTED, acting_user=_supplier_of(row))


def _dispute_with_part(row: Chargeback) -> None:
    with for_supplier(row.supplier_id):
        dispute_chargeback(row.pk, reason="请寄回旧件做台架试验。", wants_part=True, acting_user=_supplier_of(row))


def _ask(row: Chargeback) -> None:
    with for_supplier(row.supplier_id):
        ask_for_part(row.pk, acting_user=_supplier_of(row))


def _accept(row: Chargeback) -> None:
    with for_supplier(row.supplier_id):
        accept_chargeback(row.pk, acting_user=_supplier_of(row))


def _result(row: Chargeback, number: int) -> None:
    """The first stands, the second is partly the supplier's, the third was no warranty case."""
    due = row.due_minor
    findings = (
        Finding(Verdict.UPHELD, "密封面磨损，属零件质量问题，维持追偿。", row.final_minor, due),
        Finding(Verdict.PARTLY, "密封圈老化与安装划痕并存，双方各担一半。", row.final_minor, max(1, due // 2)),
        Finding(Verdict.NOT_WARRANTY, "安装不当导致损坏，非质保问题，扣回报单。", 0, 0),
    )
    with at_head_office():
        reinspect(row.pk, finding=findings[number], acting_user=office(Role.FINAL_REVIEWER))


def _dispose() -> None:
    """Two entries of the register: scrap before a witness, and a return to a supplier."""
    final = office(Role.FINAL_REVIEWER)
    scrap = Way(
        Disposal.SCRAPPED, witness="服务稽查科 罗刚", certificate="HW49-2026-0117", recipient="陕西再生资源有限公司"
    )
    with at_head_office():
        done = OldPart.objects.filter(status__in=(PartStatus.CONFIRMED, PartStatus.REJECTED)).order_by(
            "created_at", "id"
        )
        answered = [part for part in done if not _is_waiting(part)]
        try:
            if answered[:4]:
                dispose_parts([part.pk for part in answered[:4]], way=scrap, acting_user=final)
            for part in answered[4:5]:
                dispose_parts([part.pk], way=Way(Disposal.TO_SUPPLIER, certificate="LD-0031"), acting_user=final)
        except DomainError:
            return


def _is_waiting(part: OldPart) -> bool:
    """Whether the part is still evidence: for the final review, or for its supplier."""
    if undecided_of_lines([part.line_id]):
        return True
    waiting = (ChargebackStatus.RAISED, ChargebackStatus.DISPUTED)
    return Chargeback.objects.filter(line_id=part.line_id, status__in=waiting).exists()


def _picture(part: OldPart) -> bytes:
    """Return a picture of a part with its label, as a camera at the desk would take it."""
    image = Image.new("RGB", (960, 720), "#5b6470")
    pen = ImageDraw.Draw(image)
    pen.ellipse((280, 120, 680, 520), fill="#9aa3ad", outline="#2c333b", width=14)
    pen.ellipse((400, 240, 560, 400), fill="#3b434c")
    pen.rectangle((250, 560, 710, 660), fill="white")
    pen.text((290, 595), f"{part.label_code}   {part.part_number}", fill="black", font_size=32)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
