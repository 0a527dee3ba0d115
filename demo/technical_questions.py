"""Technical questions, one in each state: from the workshop, from the hotline; one passed to the experts, one late, two in the library."""

from datetime import timedelta

from accounts.roles import Role
from catalog.models import Part, Vehicle
from common.clock import now, today
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from demo.papers import PDF
from demo.people import office, staff
from network.hotline.choices import LIVE, CaseKind
from network.hotline.models import Case
from network.questions.actions import (
    CaseText,
    QuestionFacts,
    Solution,
    answer,
    ask_back,
    ask_question,
    confirm_solution,
    escalate,
    propose_case,
    refuse_solution,
    reply,
    take_question,
)
from network.questions.choices import Limit, Origin
from network.questions.models import TechnicalQuestion
from network.support.actions.literature import release_literature
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

# way, urgency, component, title, what is noticed, fault codes, measurements, what was tried, cause, remedy
STORIES = (
    ("library", "off_road", "EXH", "更换尿素喷嘴后仍限扭", "爬坡限扭，排放灯常亮，行驶约 40 公里后出现。", "P20EE, SPN 4364 FMI 18",
     "尿素压力 9.1 bar，喷射量 62 ml/min，下游 NOx 410 ppm。", "已更换喷嘴、清洗尿素管。",
     "后处理混合器结晶堵塞，尿素分解不充分", "拆检混合器，高温再生两次后复测转化效率；结晶无法清除则更换混合器"),
    ("library", "driver", "ELE", "雨后无法启动，继电器有吸合声", "大雨或洗车后无法启动，晾干半天恢复。", "U0100",
     "起动继电器线圈端 23.8 V，触点输出 0 V。", "已更换起动继电器。",
     "底盘线束过孔处护套破损进水，CAN 高低线间电阻下降", "更换护套并做防水胶封，线束加装波纹管；测 CAN 终端电阻为 60 Ω"),
    ("proposed", "normal", "CLU", "踏板回位慢，半联动点高", "热车后踏板回位慢，半联动点明显升高。", "",
     "助力缸行程 18 mm，气压 8.2 bar。", "已更换离合器总泵并排气。",
     "助力缸回位弹簧疲劳，活塞杆有拉伤", "更换助力缸总成，检查分离轴承端面"),
    ("answered", "driver", "FUE", "热机熄火后难以再启动", "连续行驶三小时后熄火，须等二十分钟才能启动。", "P0087",
     "热机启动轨压 130 bar，回油量每分钟 180 ml。", "已换柴油滤清器。",
     "高压泵进油计量阀内泄", "更换进油计量阀，清零学习值后复测启动轨压"),
    ("refused", "normal", "STR", "60 公里时速方向盘摆振", "空载 60 公里时速摆振，重载减轻。", "",
     "前轮动平衡 20 g 以内，前束 2 mm。", "已做动平衡和四轮定位。",
     "转向拉杆球头间隙超差", "更换直拉杆球头，复测间隙小于 0.5 mm"),
    ("asked_back", "off_road", "BRK", "气压正常但驻车制动无法解除", "气压 8.5 bar，按下手阀无排气声，车辆停在高速匝道。", "",
     "手阀进气口 8.4 bar。", "已检查储气筒排水。", "", ""),
    ("replied", "driver", "ENG", "烧机油，千公里 1.2 升", "近两月机油消耗增大，冒蓝烟。", "", "曲轴箱压力 1.8 kPa。", "已更换呼吸器。", "", ""),
    ("experts", "normal", "ELE", "纯电牵引车偶发高压下电", "满载爬坡偶发高压下电，重启后恢复。", "P1A42, P0AA6",
     "绝缘电阻 0.9 MΩ，温度 52 ℃ 时降至 0.3 MΩ。", "已检查高压插头、更换 PTC。", "", ""),
    ("taken", "normal", "GBX", "三四挡间换挡打齿", "冷车正常，热车三升四打齿。", "", "", "已调整选换挡拉索。", "", ""),
    ("late", "off_road", "COO", "高温停车，风扇不转", "水温 104 ℃ 报警，电控风扇不转，车辆停在服务区。", "SPN 986 FMI 3",
     "风扇离合器控制电压 0 V。", "已更换风扇离合器。", "", ""),
    ("waiting", "driver", "FUE", "加油后加速无力", "加油后约 30 公里加速无力，冒黑烟。", "P0191", "", "", "", ""),
    ("waiting", "normal", "AXL", "后桥低速异响", "低速转弯时后桥“咔咔”响。", "", "", "已更换齿轮油。", "", ""),
)  # fmt: skip
ELECTRIC = "HXE-TR"
HOTLINE = (
    "司机询问：可否在服务区自行解除限扭",
    "司机称报“尿素品质差”，限速 20 公里，距最近服务站 70 公里。",
    "请确认能否由驾驶员操作解除，以及行驶限制。",
)
RAISED_BEFORE = (timedelta(days=34), timedelta(days=27), timedelta(days=16), timedelta(days=1), timedelta(days=3))


def live_through_technical_questions(stations: list[Station]) -> None:
    """Ask, take, answer, pass on, publish: each question as far as its story goes; one from the hotline."""
    with at_head_office():
        used = Vehicle.objects.select_related("model").filter(built_on__lt=today() - timedelta(days=500))
        electric = list(used.filter(model__code=ELECTRIC).order_by("-built_on", "vin")[:1])
        others = list(used.exclude(model__code=ELECTRIC).order_by("-built_on", "vin")[: 3 * len(STORIES)])
    for place, story in enumerate(STORIES):
        vehicles = electric if story[0] == "experts" and electric else others
        station = stations[(place // 2) % min(len(stations), 4)]
        _one(station, vehicles[3 * place % len(vehicles)], *story)
    with at_head_office():
        _from_the_hotline()
        _long_ago()
    deliver_pending()


def _one(
    station: Station, vehicle: Vehicle, way: str, urgency: str, component: str, title: str, noticed: str, codes: str,
    measured: str, tried: str, cause: str, remedy: str,
) -> None:  # fmt: skip
    asker, support = staff(station, Role.TECHNICIAN), office(Role.TRAINER)
    facts = QuestionFacts(
        title=title, description=noticed, urgency=urgency, vehicle=vehicle.vin, component=component, fault_codes=codes,
        measurements=measured, tried=tried, mileage_km=vehicle.mileage_km or 86_400, photos=[("诊断报告.pdf", PDF)] if codes else (),
    )  # fmt: skip
    with inside(station):
        question = ask_question(facts, acting_user=asker)
    if way in ("waiting", "late"):
        if way == "late":
            _let_the_time_pass(question)
        return
    with at_head_office():
        take_question(question.pk, acting_user=support)
        if way == "experts":
            escalate(question.pk, reason="需要高压绝缘监测的历史数据和标定人员意见", acting_user=support)
        if way in ("asked_back", "replied"):
            ask_back(question.pk, text="请补充：故障出现时的数据流截图，以及上次维修日期。", acting_user=support)
        if cause:
            parts = list(Part.objects.filter(component__code=component).values_list("number", flat=True)[:1])
            solution = Solution(
                cause=cause, remedy=remedy, component=component, vehicle_models=[vehicle.model.code], parts=parts
            )
            answer(question.pk, text=f"请按以下步骤处理：{remedy}。", solution=solution, acting_user=support)
    with inside(station):
        if way == "replied":
            reply(question.pk, text="数据流已上传，上次维修为今年三月，更换过活塞环。", acting_user=asker)
        if way == "refused":
            refuse_solution(question.pk, text="球头间隙 0.3 mm，更换后仍摆振。", acting_user=asker)
        if way in ("library", "proposed"):
            confirm_solution(question.pk, note="按方案处理后试车正常。", acting_user=asker)
    if way in ("library", "proposed"):
        with at_head_office():
            body = f"现象：{noticed}\n检测：{measured}\n原因：{cause}。\n处理：{remedy}。"
            text = CaseText(title_zh=f"{title}：{cause.split('，')[0]}", body_zh=body)
            done = propose_case(question.pk, text, acting_user=support)
            if way == "library" and done.literature is not None:
                release_literature(done.literature.pk, acting_user=office(Role.SERVICE_MANAGEMENT))


def _from_the_hotline() -> None:
    case = Case.objects.filter(kind=CaseKind.QUESTION, status__in=LIVE).first()
    title, noticed, tried = HOTLINE
    facts = QuestionFacts(
        title=title,
        description=noticed,
        urgency="driver",
        component="EXH",
        tried=tried,
        origin="case" if case else "free",
        reference=case.number if case else "",
    )
    ask_question(facts, acting_user=office(Role.DISPATCHER))


def _long_ago() -> None:
    """Move the first ones back, as if they had been asked and answered then; what waits for a confirmation keeps its limit."""
    asked = TechnicalQuestion.objects.filter(origin=Origin.FREE).order_by("created_at")
    for question, before in zip(asked, RAISED_BEFORE, strict=False):
        rows = TechnicalQuestion.objects.filter(pk=question.pk)
        moved = {"created_at": question.created_at - before}
        if question.first_answered_at:
            moved["first_answered_at"] = question.first_answered_at - before + timedelta(minutes=75)
        if question.closed_at:
            moved["closed_at"] = question.closed_at - before + timedelta(hours=20)
        rows.update(**moved)


def _let_the_time_pass(question: TechnicalQuestion) -> None:
    """Let the time of the first answer pass; the poller tells it one level higher."""
    with at_head_office():
        Deadline.objects.filter(subject_id=question.pk, kind=Limit.ANSWER, done_at__isnull=True).update(due_at=now())
