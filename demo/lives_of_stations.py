"""What happens to stations after their opening: changes of their facts in every state, orders about them, one that is withdrawn."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now, today
from common.history.relay import deliver_pending
from common.numbering.next_number import next_number
from demo.candidates import officer
from demo.people import office, staff
from demo.size import Size
from network.lifecycle.actions import (
    Terms,
    act_on_order,
    approve_change,
    check_change,
    instruct,
    look_again,
    refuse_change,
    request_change,
)
from network.lifecycle.agreements import watch_agreement
from network.lifecycle.cascade.plan import KEPT_YEARS
from network.lifecycle.choices import AtEnd, ChangeKind, ChangeStatus, OrderKind, StepStatus
from network.lifecycle.models import ClosingStep, StationChange
from network.onboarding.choices import AgreementStatus, CandidateStatus
from network.onboarding.firstweek.actions import begin_first_week, note_what_is_seen, tick_item
from network.onboarding.models import Agreement, Candidate
from network.onboarding.subscribers import CLOCK
from network.onboarding.wording.selectors import template_at
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

PAPER = [("材料.pdf", b"%PDF-1.7\n% a paper of the demo\n%%EOF\n")]
K, S = ChangeKind, ChangeStatus
# kind, new values, why, and how far it has come
CHANGES: tuple[tuple[ChangeKind, Mapping[str, Any], str, ChangeStatus], ...] = (
    (K.CONTACT, {"contact_name": "周建国", "phone": "400-880-9000"}, "值班电话统一为 400 号码", S.APPLIED),
    (K.LEVEL, {"level": "A"}, "新增钣喷车间，设备和人员达到 A 级标准", S.CHECKED),
    (
        K.OWNER,
        {"name": "远达商用车服务有限公司", "representative": "李海涛", "manager_name": "李海燕", "manager_email": "li@yuanda.example"},
        "股权转让，法定代表人变更",
        S.REQUESTED,
    ),
    (K.ADDRESS, {"address": "物流大道 188 号"}, "门牌号由街道重新编定", S.APPROVED),
    (K.CAPABILITIES, {"capabilities": ["repair", "rescue", "body"]}, "钣喷设备验收合格", S.APPLIED),
    (K.DEREGISTRATION, {"closing_contact": "周建国 139 0000 8866"}, "场地租约到期不再续租，申请注销", S.CHECKED),
    (K.RELOCATION, {"city": "新区", "address": "高新园区 6 号", "lat": 31.3, "lon": 120.4}, "原址拆迁，搬至高新园区", S.REFUSED),
)  # fmt: skip


def live_on(stations: list[Station], size: Size) -> None:
    """Let the stations' facts change, by the product's own steps."""
    for station, (kind, values, reason, status) in zip(stations * 6, CHANGES, strict=False):
        _change(station, kind, values, reason, status)
    _overdue()
    _order(stations)
    _close(stations[len(stations) // 2])
    _agree(stations[:3])
    for station in stations[3:4]:
        if station not in (stations[len(stations) // 2], *stations[-2:]):
            _first_week(station)
    deliver_pending()


def _order(stations: list[Station]) -> None:
    """A suspension that runs, a coefficient for a day to come, and an order that waits."""
    month_end = today().replace(day=1) + timedelta(days=31)
    terms = Terms(today(), until=today() + timedelta(days=14), at_end=AtEnd.REMIND, claims_go_on=True)
    with at_head_office():
        manager, claims = office(Role.CUSTOMER_SERVICE_MANAGER), office(Role.CLAIMS_REVIEWER)
        text = "值班电话连续三次抽查无人接听，暂停救援派工，限期整改。"
        suspended = instruct(stations[-1].pk, OrderKind.SUSPENSION, terms, text=text, acting_user=manager)
        act_on_order(suspended.pk, acting_user=office(Role.SERVICE_MANAGEMENT))
        better = Terms(month_end.replace(day=1), labour_coefficient=Decimal("1.10"))
        text = "年度考核评为优秀，工时系数自下月起调整为 1.10。"
        raised = instruct(stations[0].pk, OrderKind.COEFFICIENT, better, text=text, acting_user=manager)
        act_on_order(raised.pk, acting_user=claims)
        closed = Terms(today() + timedelta(days=3))
        text = "站方申请停业装修一个月，装修期间关闭系统权限。"
        instruct(stations[-2].pk, OrderKind.ACCESS_CLOSED, closed, text=text, acting_user=manager)


def _agree(stations: list[Station]) -> None:
    """Agreements that stations of the first hour signed: one ends soon and is being renewed, one ends in two months."""
    lead = office(Role.SERVICE_MANAGEMENT)
    with at_head_office():
        for station, left in zip(stations, (20, 61, 700), strict=False):
            watch_agreement(_agreement(station, today() + timedelta(days=left), lead))
    later = {"ends_on": (today() + timedelta(days=20 + 3 * 365)).isoformat()}
    _change(stations[0], K.RENEWAL, later, "协议即将到期，双方同意续签三年", S.CHECKED)


def _agreement(station: Station, ends_on: date, lead: Actor) -> Agreement:
    place = {
        "region": station.region,
        "province": station.province,
        "city": station.city,
        "lat": station.lat,
        "lon": station.lon,
    }
    candidate = Candidate.objects.create(
        number=next_number("CND"), name=station.name, status=CandidateStatus.OPENED, province_code="31", contact_name="周建国",
        opened_station=station, step_since=now(), **place,
    )  # fmt: skip
    agreement: Agreement = Agreement.objects.create(
        candidate=candidate, template=template_at(now()), number=next_number("AGR"), status=AgreementStatus.SIGNED,
        party_name=station.name, representative="周建国", territory=f"{station.province}{station.city}",
        starts_on=ends_on - timedelta(days=3 * 365), ends_on=ends_on, labour_coefficient=station.labour_coefficient,
        drafted_by=lead.id, signed_on=ends_on - timedelta(days=3 * 365), station_signatory="周建国", office_signatory=lead.name,
        signed_sha256=hashlib.sha256(station.code.encode()).hexdigest(), recorded_by=lead.id,
    )  # fmt: skip
    return agreement


def _first_week(station: Station) -> None:
    """A station in its first week: what the system saw is ticked, the office has ticked the trial call, the rest waits."""
    place = {
        "region": station.region,
        "province": station.province,
        "city": station.city,
        "lat": station.lat,
        "lon": station.lon,
    }
    with at_head_office(), transaction.atomic():
        candidate = Candidate.objects.create(
            number=next_number("CND"), name=station.name, status=CandidateStatus.OPENED, province_code="31", contact_name="刘芳",
            level=station.level, opened_station=station, step_since=now() - timedelta(days=4), **place,
        )  # fmt: skip
        begin_first_week(candidate)
        note_what_is_seen(station.pk, acting_user=CLOCK)
        call = candidate.first_week.get(code="phone")
        tick_item(call.pk, words="下午三点试拨，响两声后有人接听。", acting_user=officer(station.region))


def _close(station: Station) -> None:
    """A station on its way out: some steps done, one waits for a person, one is late."""
    lead = office(Role.SERVICE_MANAGEMENT)
    terms = Terms(today(), keep_until=today() + timedelta(days=KEPT_YEARS * 365 + 1))
    text = "连续两年考核不合格且拒不整改，按特约服务协议第十二条予以撤销。"
    with at_head_office():
        manager = office(Role.CUSTOMER_SERVICE_MANAGER)
        order = instruct(station.pk, OrderKind.WITHDRAWAL, terms, text=text, acting_user=manager)
        act_on_order(order.pk, acting_user=lead)
        steps = ClosingStep.objects.filter(closing__order=order, status=StepStatus.OPEN)
        for step in steps.order_by("place"):
            look_again(step.pk, acting_user=lead)
        late = steps.order_by("-place").first()
        if late is not None:
            late.change(due_at=now() - timedelta(days=3), late_at=now() - timedelta(days=3))


def _change(station: Station, kind: ChangeKind, values: Mapping[str, Any], reason: str, status: ChangeStatus) -> None:
    with inside(station):
        manager = staff(station, Role.STATION_MANAGER)
        change = request_change(station.pk, kind, values, reason=reason, evidence=PAPER, acting_user=manager)
    with at_head_office():
        _decide(change, status, officer(station.region))


def _decide(change: StationChange, status: ChangeStatus, regional: Actor) -> None:
    if status == S.REFUSED:
        refuse_change(change.pk, reason="新址消防验收未完成，取得合格证后重新申请。", acting_user=regional)
    if status in (S.CHECKED, S.APPROVED, S.APPLIED):
        check_change(change.pk, note="材料与现场一致。", seen_on=today(), acting_user=regional)
    if status in (S.APPROVED, S.APPLIED):
        day = today() + timedelta(days=12 if status == S.APPROVED else 0)
        approve_change(change.pk, effective_on=day, acting_user=office(Role.SERVICE_MANAGEMENT))


def _overdue() -> None:
    """One request has waited too long."""
    with at_head_office():
        late = StationChange.objects.filter(status=S.REQUESTED).first()
        if late is not None:
            late.change(due_at=now() - timedelta(days=2), late_at=now() - timedelta(days=2))
