"""What stands in the library: manuals, diagrams, guides and solved technical cases; one superseded, one retired, one waiting for its release."""

from accounts.roles import Role
from common.documents.render import render_pdf
from common.history.relay import deliver_pending
from demo.people import office, staff
from network.support.actions.copies import sign_copy
from network.support.actions.literature import (
    LiteratureText,
    draft_literature,
    keep_at_hand,
    open_file,
    release_literature,
    retire_literature,
)
from network.support.audience import Audience
from network.support.files import LITERATURE, files_of
from network.support.literature_models import Literature
from network.support.literature_selectors import to_sign_for
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

WORKSHOP = (Role.STATION_MANAGER, Role.WORKSHOP, Role.TECHNICIAN, Role.APPRAISER)
MANUAL = "demo/manual.typ"
CHAPTERS = (  # a page each: what is in a document is searched
    "气门间隙：冷态测量，进气门 0.30 mm，排气门 0.50 mm。Valve clearance, cold: inlet 0.30 mm, exhaust 0.50 mm.",
    "缸盖螺栓：先按 80 N·m 交叉拧紧，再转 90°、再转 90°。Cylinder head bolts: 80 N·m crosswise, then 90° and 90° again.",
    "机油泵：限压阀开启压力 0.55 MPa；端面间隙 0.06 至 0.12 mm。Oil pump: relief valve opens at 0.55 MPa; end clearance 0.06 to 0.12 mm.",
)
PIECES = [  # kind, 中文, English, contents, 内容 in English, models, component
    ("manual", "驰远 H6 发动机维修手册", "Haul H6 engine workshop manual", "气门间隙、缸盖螺栓力矩与角度、正时对位、机油泵拆装。", "Valve clearance, cylinder head torque, timing, oil pump.", ("HX6-TR", "HX6-DP"), "ENG"),
    ("wiring", "驰远 H5 整车电路图", "Haul H5 wiring diagrams", "底盘线束、驾驶室线束、熔断器与继电器位置图。", "Chassis and cab harness, fuses and relays.", ("HX5-CG", "HX5-MX"), "ELE"),
    ("diagnosis", "排放后处理故障诊断指南", "Guide to aftertreatment faults", "按故障码分步：尿素压力、喷嘴结晶、氮氧传感器、颗粒捕集器再生条件。", "Step by step: urea pressure, crystals, NOx sensors, regeneration.", (), "EXH"),
    ("maker", "华诚机油泵装配技术要求", "Oil pump: assembly requirements of the maker", "配套厂资料：端面间隙、限压阀开启压力、装配清洁度。", "Clearances, relief pressure, cleanliness.", (), "ENG"),
    ("parts", "驰远 L3 零件图册", "Haul L3 parts catalogue", "按总成分解图与图号，含替代件号。", "Exploded views with part numbers and supersessions.", ("HX3-LT",), ""),
    ("owner", "城途 V2 用户使用手册", "Citytrans V2 owner's manual", "保养周期、油液规格、警示灯含义、三包凭证说明。", "Service intervals, fluids, warning lamps.", ("CT2-VN",), ""),
    ("training", "高压电安全操作培训教材", "High-voltage safety: course book", "断电、验电、挂牌，绝缘工具检查，应急处置。", "Isolate, verify, tag; insulated tools; emergencies.", ("HXE-TR",), "ELE"),
    ("case", "冷车起步离合器抖动：压盘螺栓力矩不均", "Clutch judder when cold: uneven bolts", "现象：冷车起步抖动。测量：压盘端面跳动 0.4 mm。原因：螺栓未按对角分次拧紧。处理：按 62 N·m 分两次拧紧后消除。", "Judder when cold; run-out 0.4 mm; tightened crosswise in two steps.", ("HX6-TR",), "CLU"),
    ("case", "行驶中限扭、报尿素压力低：管接头进气", "Derating, low urea pressure: air at a joint", "现象：限扭，压力低于 4 bar。测量：回液有气泡。原因：吸液管接头密封圈老化。处理：更换密封圈并排气。", "Below 4 bar, bubbles in the return; seal replaced.", (), "EXH"),
]  # fmt: skip


def fill_the_library(stations: list[Station]) -> None:
    """Release all pieces, the first in a second edition; retire one, leave a draft, have one signed for; the first station's technician reads."""
    with at_head_office():
        pieces = [_released(*facts) for facts in PIECES]
        again = _text(*PIECES[0], changes="缸盖螺栓改为角度法拧紧")
        manual = render_pdf(MANUAL, {"title": again.title_zh, "pages": CHAPTERS})
        newest = _release(_draft(again, follows=pieces[0], document=manual))
        asked = _text(*PIECES[6], changes="新增绝缘手套检查要求", sign_days=5)
        safety = _release(_draft(asked, follows=pieces[6]))
        old = _released("owner", "驰远 L2 用户使用手册", "", "已停产车型的使用手册。", "", (), "")
        retire_literature(old.pk, reason="车型已停产，服务期满", acting_user=office(Role.CUSTOMER_SERVICE_MANAGER))
        _draft(_text("diagnosis", "纯电牵引车绝缘故障诊断指南", "", "绝缘电阻测量步骤与限值。", "", ("HXE-TR",), "ELE"))
    for station in stations[:12]:
        with inside(station):
            reader = staff(station, Role.TECHNICIAN)
            for copy in to_sign_for(safety, reader):
                sign_copy(copy.pk, acting_user=reader)
    with inside(stations[0]):
        reader = staff(stations[0], Role.TECHNICIAN)
        for piece in (newest, pieces[2]):
            open_file(piece.pk, files_of(piece.pk, LITERATURE)[0].pk, acting_user=reader)
        keep_at_hand(pieces[2].pk, is_favourite=True, acting_user=reader)
    deliver_pending()


def _text(
    kind: str,
    zh: str,
    en: str,
    body: str,
    body_en: str,
    models: tuple[str, ...],
    component: str,
    *,
    changes: str = "",
    sign_days: int = 0,
) -> LiteratureText:
    return LiteratureText(
        kind=kind,
        title_zh=zh,
        title_en=en,
        body_zh=body,
        body_en=body_en,
        vehicle_models=models,
        component=component,
        changes=changes,
        sign_days=sign_days,
    )


def _draft(text: LiteratureText, *, follows: Literature | None = None, document: bytes = b"") -> Literature:
    content = document or render_pdf(MANUAL, {"title": text.title_zh, "pages": [text.body_zh, text.body_en]})
    return draft_literature(
        text,
        Audience(posts=WORKSHOP),
        files=[(f"{text.title_zh[:40]}.pdf".replace("：", " "), content)],
        follows=follows.pk if follows else None,
        acting_user=office(Role.TRAINER),
    )


def _release(draft: Literature) -> Literature:
    return release_literature(draft.pk, acting_user=office(Role.SERVICE_MANAGEMENT))


def _released(
    kind: str, zh: str, en: str, body: str, body_en: str, models: tuple[str, ...], component: str
) -> Literature:
    return _release(_draft(_text(kind, zh, en, body, body_en, models, component)))
