"""Two major events, one that runs and one that is closed, and stations' quality reports: one late, one answered, one that became an event."""

from datetime import timedelta

from accounts.roles import Role
from catalog.models import Vehicle
from common.clock import now
from common.history.relay import deliver_pending
from demo.people import office, staff
from demo.size import Size
from network.dispatch.models import Rescue
from network.hotline.models import Case
from network.incidents.actions import (
    IncidentFacts,
    acknowledge_report,
    add_member,
    add_task,
    answer_report,
    approve_report,
    assign_task,
    contain_incident,
    finish_task,
    hand_to_support,
    issue_bulletin,
    open_from_report,
    open_incident,
    report_quality,
    sign_bulletin,
    write_report,
)
from network.incidents.choices import IncidentKind, LinkKind, Severity
from network.incidents.models import BulletinReceipt, Incident, QualityReport
from network.incidents.selectors import tasks_of
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside


def live_through_major_events(stations: list[Station], size: Size) -> None:
    """Report, open, work, tell the stations, close."""
    vins = list(Vehicle.objects.order_by("vin").values_list("vin", flat=True)[:12])
    reports = _reports(stations, vins)
    with at_head_office():
        desk = office(Role.DISPATCHER)
        for report in reports[:2]:
            acknowledge_report(report.pk, acting_user=desk)
        answer_report(reports[1].pk, answer="属已知软件版本问题，按技术简报 TB-118 升级即可。", acting_user=desk)
        running = open_from_report(reports[0].pk, kind=IncidentKind.BATCH, severity=Severity.TWO, acting_user=desk)
        _work(running)
        closed = _closed(vins)
    _sign(stations, closed)
    _sign(stations[:2], running)
    deliver_pending()


def _reports(stations: list[Station], vins: list[str]) -> list[QualityReport]:
    told = (
        (
            "制动软管接头批量漏油",
            "本周已接修 4 台同批次牵引车，左前制动软管接头处渗漏，均为上月生产。",
            True,
            vins[:4],
            "3506-0412",
        ),
        ("仪表偶发黑屏", "两台车行驶中仪表黑屏数秒后恢复，未影响行驶。", True, vins[4:6], ""),
        ("转向助力突然失效", "车辆下长坡时转向助力失效，司机已停在应急车道，无人员受伤。", False, vins[6:7], ""),
    )
    found = []
    for station, (title, words, is_batch, numbers, part) in zip((stations * 3)[:3], told, strict=True):
        with inside(station):
            manager = staff(station, Role.STATION_MANAGER)
            report = report_quality(
                title=title, description=words, is_batch=is_batch, vins=numbers, part_number=part, acting_user=manager
            )
        found.append(report)
    return found


def _work(incident: Incident) -> None:
    """The task force has begun: some lines are done, one is late, stations are told."""
    desk, lead, trainer = office(Role.DISPATCHER), office(Role.CUSTOMER_SERVICE_MANAGER), office(Role.TRAINER)
    for person, duty in (
        (lead, "组长，对外口径"),
        (trainer, "技术方案"),
        (desk, "救援与用户联络"),
        (office(Role.FINAL_REVIEWER), "旧件分析"),
    ):
        add_member(incident.pk, person.id, duty=duty, acting_user=desk)
    owners = (lead, desk, trainer, office(Role.FINAL_REVIEWER), trainer, desk, trainer)
    for task, owner in zip(tasks_of(incident), owners, strict=False):
        assign_task(task.pk, owner.id, acting_user=desk)
    tasks = tasks_of(incident)
    for task, result in zip(tasks, ("已召集，18:00 首次会议", "4 台车辆照片、VIN、里程已核实"), strict=False):
        finish_task(task.pk, result=result, acting_user=desk)
    late = tasks[2]  # by the time that the demo is seen
    assign_task(late.pk, trainer.id, due_at=now() + timedelta(seconds=1), acting_user=desk)
    hand_to_support(incident.pk, question="接头压接力矩工艺是否在上月变更？请供应商提供批次记录。", acting_user=desk)
    text = "一、停止使用 3506-0412 上月批次软管；二、进厂车辆一律检查左前接头；三、发现渗漏禁止放行并立即上报。"
    issue_bulletin(incident.pk, title="制动软管临时处置要求", text=text, regions=["east", "north"], acting_user=lead)


def _closed(vins: list[str]) -> Incident:
    """A snow event with its rescues and cases, reported and approved by two people."""
    desk, lead = office(Role.DISPATCHER), office(Role.CUSTOMER_SERVICE_MANAGER)
    cases = list(Case.objects.order_by("-created_at").values_list("number", flat=True)[:3])
    rescues = list(Rescue.objects.order_by("-created_at").values_list("number", flat=True)[:5])
    links = {LinkKind.CASE.value: cases, LinkKind.RESCUE.value: rescues, LinkKind.VEHICLE.value: vins[8:10]}
    facts = IncidentFacts(
        IncidentKind.WEATHER, Severity.THREE, "寒潮暴雪，多条高速封闭", "华东、华北多条高速结冰封闭，救援呼入为平日三倍，部分区域无可用救援队。",
        links={kind: numbers for kind, numbers in links.items() if numbers},
    )  # fmt: skip
    incident = open_incident(facts, acting_user=desk)
    add_member(incident.pk, lead.id, duty="组长", acting_user=desk)
    add_member(incident.pk, desk.id, duty="调度", acting_user=desk)
    issue_bulletin(
        incident.pk,
        title="冰雪天气救援须知",
        text="出车前装防滑链；单次救援不超过两小时；优先处置应急车道车辆。",
        acting_user=lead,
    )
    for task in tasks_of(incident):
        finish_task(task.pk, result="已完成", acting_user=desk)
    add_task(
        incident.pk,
        words="各站补充防滑链和融雪剂库存",
        due_at=now() + timedelta(days=20),
        owner_id=lead.id,
        is_follow_up=True,
        acting_user=desk,
    )
    contain_incident(incident.pk, reason="道路恢复通行，待援清零。", acting_user=desk)
    write_report(
        incident.pk,
        cause="强寒潮；部分服务站防滑物资不足。",
        summary="三十六小时内完成全部救援，无人员伤亡；启用邻区支援八次。",
        acting_user=desk,
    )
    return approve_report(incident.pk, acting_user=lead)


def _sign(stations: list[Station], incident: Incident) -> None:
    """Most stations sign for the bulletins."""
    for place, station in enumerate(stations):
        with inside(station):
            receipt = BulletinReceipt.objects.filter(station=station, bulletin__incident=incident).first()
            if receipt is not None and place % 5 != 4:
                sign_bulletin(receipt.pk, acting_user=staff(station, Role.STATION_MANAGER))
