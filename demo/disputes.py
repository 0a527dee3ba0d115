"""Disputes between driver and station, one in each state, through the steps of those who take them."""

from accounts.roles import Role
from common.clock import now
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from demo.papers import PDF
from demo.people import office, staff
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Rescue
from network.disputes.actions import (
    DisputeFacts,
    Terms,
    answer_for_driver,
    answer_for_station,
    appoint_mediator,
    confirm_settlement,
    open_dispute,
    propose,
    report_carried_out,
    state_for_driver,
    state_for_station,
)
from network.disputes.choices import Limit
from network.disputes.models import ServiceDispute
from tenants.registry.standing import at_head_office, inside

STORIES = (
    ("settled", "service", "拖车费过高", 80_000, "八公里拖车收了八百元，没有提前告知价格。",
     "夜间高速作业，已口头告知，未留签字。", "收费未事先书面告知，属服务缺陷。", "退还超出标准的部分", 42_000, 0),
    ("agreed", "product", "换件后一周再次抛锚", 150_000, "水泵换完六天又漏水，误工两天。",
     "更换的是原厂件，安装符合工艺。", "配件批次问题，非安装原因，厂家承担误工补偿。", "补偿误工并免费复修", 0, 90_000),
    ("late", "service", "等待三小时无人通知", 60_000, "说四十分钟到，实际等了三个多小时。",
     "事故封路，电话打不通。", "未及时告知，服务站承担部分误工。", "赔偿误工三百元", 30_000, 0),
    ("proposed", "product", "转向异响拒绝保修", 0, "才跑两万公里，说不在保修范围。",
     "检查发现底盘磕碰痕迹。", "磕碰与异响无关，应按质保处理。", "按质保更换转向拉杆", 20_000, 40_000),
    ("mediation", "service", "工具箱丢失", 120_000, "拖车后工具箱不见了。", "交接单上没有记录工具箱。", "", "", 0, 0),
    ("hearing", "service", "救援人员态度恶劣", 0, "现场辱骂司机，要求道歉。", "", "", "", 0, 0),
)  # fmt: skip


def live_through_disputes() -> None:
    """Open, state, mediate, agree, pay: each dispute as far as its story goes."""
    with at_head_office():
        served = Rescue.objects.filter(status=RescueStatus.FINISHED).select_related("station")
        rescues = list(served.order_by("-finished_at")[: len(STORIES)])
    for rescue, story in zip(rescues, STORIES, strict=False):
        _one(rescue, *story)
    deliver_pending()


def _one(
    rescue: Rescue, way: str, cause: str, subject: str, demanded: int, driver: str, station: str, reasons: str,
    remedy: str, station_minor: int, maker_minor: int,
) -> None:  # fmt: skip
    desk, judge = office(Role.DISPATCHER), office(Role.SERVICE_MANAGEMENT)
    if rescue.station is None:
        return
    manager = staff(rescue.station, Role.STATION_MANAGER)
    with at_head_office():
        dispute = open_dispute(
            DisputeFacts(
                origin="rescue", reference=rescue.number, cause=cause, subject=subject, statement=driver, demanded_minor=demanded
            ),
            acting_user=desk,
        )  # fmt: skip
    if not station:
        return
    with inside(rescue.station):
        paper = [("维修工单.pdf", PDF)] if way == "agreed" else []
        state_for_station(dispute.pk, text=station, photos=paper, acting_user=manager)
    with at_head_office():
        appoint_mediator(dispute.pk, judge.id, acting_user=desk)
        state_for_driver(dispute.pk, text="我有通话录音和付款记录。", acting_user=desk)
        if not remedy:
            return
        terms = Terms(cause=cause, reasons=reasons, remedy=remedy, station_minor=station_minor, maker_minor=maker_minor)
        propose(dispute.pk, terms, acting_user=judge)
    if way == "proposed":
        return
    with inside(rescue.station):
        answer_for_station(dispute.pk, accepts=True, acting_user=manager)
    with at_head_office():
        answer_for_driver(dispute.pk, accepts=True, acting_user=desk)
    if way == "late":
        _let_the_time_pass(dispute)
    if way == "settled":
        with inside(rescue.station):
            report_carried_out(dispute.pk, result="已退款并致歉", payment="微信转账 20261118-0312", acting_user=manager)
        with at_head_office():
            confirm_settlement(dispute.pk, note="司机确认收到", acting_user=desk)


def _let_the_time_pass(dispute: ServiceDispute) -> None:
    """Let the time for carrying it out pass; the poller escalates it."""
    with at_head_office():
        Deadline.objects.filter(subject_id=dispute.pk, kind=Limit.CARRY_OUT, done_at__isnull=True).update(due_at=now())
