"""Violations in every state, through the steps of those who take them; the final ones reach ledger and statements as they do in life."""

from accounts.roles import Role
from audit.violations import actions
from audit.violations.deadlines import APPEAL_ENDS
from audit.violations.models import Offence, Violation
from common.clock import now
from common.deadlines.models import Deadline
from demo.chance import days_ago
from demo.people import office, staff
from tenants.registry.models import Station

CASES = (
    ("V-03", "anomaly", "报单外出里程 148 公里，GPS 轨迹 62 公里。", "调取轨迹和行车记录，实际往返 62 公里，站方承认按经验填报。", "final"),
    ("V-05", "report", "8 月 12 日 23:40 值班电话三次无人接听。", "查值班表当班人员擅自离岗，录音编号 REC-0812。", "appealed"),
    ("V-02", "audit", "旧件库抽查发现 2 件供应商批次与报单不符。", "旧件序列号与装车序列号不一致，系以旧充新。", "decided"),
    ("V-04", "complaint", "用户反映三包期内更换水泵被收费 380 元。", "收费单据属实，款项已退还用户。", "submitted"),
    ("V-03", "anomaly", "同一周三次外出里程高于轨迹。", "", "investigating"),
    ("V-01", "anomaly", "同一车辆 20 天内两次报同一故障。", "", "reported"),
)  # fmt: skip


def make_violations(stations: list[Station]) -> None:
    """Make one violation of each state at the lived-in stations."""
    for station, (code, source, said, found, way) in zip(stations, CASES, strict=False):
        _one(station, Offence.objects.get(code=code), source, said, found, way)


def _one(station: Station, offence: Offence, source: str, said: str, found: str, way: str) -> None:
    inspector, judge = office(Role.AUDITOR), office(Role.SERVICE_MANAGEMENT)
    violation = actions.report_violation(
        station.pk, offence.pk, source=source, happened_on=days_ago(30), description=said, acting_user=inspector
    )
    if way == "reported":
        return
    actions.begin_investigation(violation.pk, acting_user=inspector)
    if way == "investigating":
        return
    actions.submit_report(violation.pk, report=found, proposal=f"按 {offence.clause} 从轻处理", acting_user=inspector)
    if way == "submitted":
        return
    actions.decide_violation(
        violation.pk, fine_minor=offence.fine_from_minor, points=offence.points_from,
        decision=f"经查属实，违反{offence.clause}，从轻处理。", acting_user=judge,
    )  # fmt: skip
    if way == "appealed":
        actions.appeal_violation(
            violation.pk, appeal="当晚基站故障，已附运营商证明。", acting_user=staff(station, Role.STATION_MANAGER)
        )
    if way == "final":
        _let_it_become_final(violation)


def _let_it_become_final(violation: Violation) -> None:
    """Let the time for the appeal pass; the poller does the rest."""
    violation.refresh_from_db()
    violation.change(appeal_until=now())
    Deadline.objects.filter(kind=APPEAL_ENDS, subject_id=violation.pk).update(due_at=now())
