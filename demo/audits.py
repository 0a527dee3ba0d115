"""Audits: those of eighteen months in bulk, the last ones through the auditors' and the stations' own steps; and the courses on offer."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.choices import CertificateScope
from audit.certification.models import Course
from audit.inspections import actions
from audit.inspections.choices import FindingStatus, InspectionStatus, Purpose, Severity
from audit.inspections.deadlines import OVERDUE
from audit.inspections.models import Finding, Inspection, ItemScore, Template, TemplateItem
from audit.inspections.selectors import current_template, items_of
from common.clock import now, today
from common.deadlines.models import Deadline
from common.ids import new_id
from demo.candidates import picture
from demo.chance import MONTHS_BACK, days_ago, dice, moment
from demo.people import office, staff
from demo.size import Size
from tenants.registry.models import Station

COURSES = (
    ("APP-01", "质量鉴定员资格培训", "Quality appraiser", CertificateScope.APPRAISAL, 24, 24),
    ("RES-01", "外出救援技能培训", "Roadside rescue", CertificateScope.RESCUE, 16, 24),
    ("HV-01", "新能源高压电安全", "High-voltage safety", CertificateScope.HIGH_VOLTAGE, 32, 36),
    ("MEC-01", "国六发动机与后处理", "China VI engine and after-treatment", CertificateScope.MECHATRONICS, 40, 24),
    ("FIN-01", "总检与试车", "Final inspection and road test", CertificateScope.FINAL_INSPECTION, 16, 24),
)
FOUND = (
    ("W2", Severity.MAJOR, "旧件库账物不符，抽查 20 件缺 3 件标签", "已补贴标签并重新盘点，账物一致。"),
    ("O1", Severity.MINOR, "组织构成图未按现有人员更新", "已更新并张贴于接待大厅。"),
    ("E2", Severity.MAJOR, "两台举升机检验标签已过期", "已完成年检，标签见照片。"),
    ("S2", Severity.CRITICAL, "废机油暂存桶无防渗托盘，台账缺 9 月记录", "已加装防渗托盘，补齐台账。"),
    ("R4", Severity.MINOR, "抽查 15 单，4 单未在 3 个工作日内回访", "已调整回访排班，本周补访完成。"),
    ("K2", Severity.MINOR, "配件库 C 区标识缺失", "标识已补齐。"),
)
SUMMARY = "整体管理规范，接车与质检流程执行到位；旧件与危废管理须加强。"
WAYS = ("open", "late", "corrected", "in order", "again", "closed")  # how far the last audits' findings have come


def make_audits(stations: list[Station], size: Size) -> None:
    """Make the courses, a year's audits of all stations, and the last ones of the lived-in stations."""
    Course.objects.bulk_create([_course(*facts) for facts in COURSES])
    template = current_template("AUDIT")
    assert template is not None  # noqa: S101  a fresh database has one
    items, roll = list(items_of(template.pk)), dice("audits")
    for station in stations:
        _past(station, template, items, roll)
    auditor = office(Role.AUDITOR)
    for station, way in zip(stations[: size.lived_in], WAYS * 3, strict=False):
        _lately(station, way, auditor, items, roll)
    for station in stations[size.lived_in : size.lived_in + 4] or stations[:1]:
        actions.plan_inspection(
            station.pk, planned_for=today() + timedelta(days=roll.randint(1, 20)), acting_user=auditor
        )
    visit = actions.start_inspection(Purpose.AUDIT, None, "AUDIT", station_id=stations[-1].pk, acting_user=auditor)
    actions.score_items(visit.pk, _points(items[:9], roll), acting_user=auditor)


def _course(code: str, name_zh: str, name_en: str, scope: str, hours: int, months: int) -> Course:
    return Course(code=code, name_zh=name_zh, name_en=name_en, scope=scope, hours=hours, valid_months=months)


def _past(station: Station, template: Template, items: list[TemplateItem], roll: Random) -> None:
    day = days_ago(roll.randint(60, MONTHS_BACK * 30))
    begun, reported = moment(day, roll, 9, 11), moment(day, roll, 16, 18)
    points = _points(items, roll)
    full = sum(item.weight for item in items)
    score = Decimal(100 * sum(points.values())) / full
    audit = Inspection.objects.create(
        number=f"INS-{day.year}-{station.code}-{new_id().hex[-4:].upper()}", purpose=Purpose.AUDIT, status=InspectionStatus.CLOSED,
        station=station, subject_label=str(station), template=template, planned_for=day, inspector_id=office(Role.AUDITOR).id,
        inspector_name=office(Role.AUDITOR).name, started_at=begun, reported_at=reported, closed_at=reported + timedelta(days=21),
        score=score.quantize(Decimal("0.01")), has_passed=score >= template.pass_score, summary=SUMMARY,
    )  # fmt: skip
    ItemScore.objects.bulk_create(
        [ItemScore(inspection=audit, station_id=station.pk, item=item, points=points[item.code]) for item in items]
    )
    code, severity, text, correction = roll.choice(FOUND)
    Finding.objects.create(
        number=f"FND-{day.year}-{station.code}-{new_id().hex[-4:].upper()}", inspection=audit, station=station,
        item=next(item for item in items if item.code == code), severity=severity, status=FindingStatus.RECHECKED_OK,
        description=text, due_on=day + timedelta(days=14), raised_by_id=audit.inspector_id, raised_by_name=audit.inspector_name,
        correction=correction, corrected_at=reported + timedelta(days=9),
        corrected_by_id=staff(station, Role.STATION_MANAGER).id, corrected_by_name=staff(station, Role.STATION_MANAGER).name,
        rechecked_at=reported + timedelta(days=20), rechecked_by_id=audit.inspector_id, rechecked_by_name=audit.inspector_name,
        recheck_comment="复查合格。",
    )  # fmt: skip


def _lately(station: Station, way: str, auditor: Actor, items: list[TemplateItem], roll: Random) -> None:
    manager = staff(station, Role.STATION_MANAGER)
    visit = actions.start_inspection(Purpose.AUDIT, None, "AUDIT", station_id=station.pk, acting_user=auditor)
    actions.score_items(visit.pk, _points(items, roll), acting_user=auditor)
    code, severity, text, correction = FOUND[roll.randrange(len(FOUND))]
    actions.add_photo(visit.pk, picture(station.code), item_code=code, name="现场.jpg", acting_user=auditor)
    finding = actions.raise_finding(visit.pk, severity=severity, description=text, item_code=code, acting_user=auditor)
    actions.finish_inspection(visit.pk, summary=SUMMARY, acting_user=auditor)
    if way in ("open", "late"):
        if way == "late":
            _let_it_be_late(finding, roll)
        return
    actions.correct_finding(
        finding.pk, correction=correction, evidence=[("整改后.jpg", picture(finding.number))], acting_user=manager
    )
    if way == "again":
        actions.recheck_finding(
            finding.pk, is_in_order=False, comment="照片未体现整改结果，请补充。", acting_user=auditor
        )
    elif way in ("in order", "closed"):
        actions.recheck_finding(finding.pk, is_in_order=True, comment="复查合格。", acting_user=auditor)
    if way == "closed":
        actions.close_inspection(visit.pk, acting_user=auditor)


def _let_it_be_late(finding: Finding, roll: Random) -> None:
    """Move its day back; the poller marks it as overdue by itself."""
    day = days_ago(roll.randint(1, 3))
    finding.change(due_on=day)
    Deadline.objects.filter(kind=OVERDUE, subject_id=finding.pk).update(due_at=now())


def _points(items: list[TemplateItem], roll: Random) -> dict[str, int]:
    """Return good scores with a few weak ones."""
    return {item.code: max(0, item.weight - roll.choice((0, 0, 0, 0, 1, 1, 2))) for item in items}
