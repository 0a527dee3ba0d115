"""Articles of the knowledge base, and drivers who were asked for their position."""

from accounts.roles import Role
from common.channels.models import Message
from demo.people import office
from network.hotline.choices import CaseKind
from network.hotline.knowledge.actions import ArticleText, publish_article, write_article
from network.hotline.models import Case
from network.hotline.sharing.actions import Answer, ask_position_of_case, share_position
from tenants.registry.standing import at_head_office

ALL = ("hotline", "station", "crew")
ARTICLES = (
    ArticleText(
        title_zh="燃油压力过低（P0087）：先看滤清器", title_en="Fuel pressure too low (P0087): look at the filter first",
        body_zh="1. 询问最近加油地点和时间。\n2. 排水，检查粗滤、细滤是否堵塞或进气。\n3. 带上燃油滤清器和密封圈。\n4. 更换后手油泵排气，再起动。",
        body_en="1. Ask where and when fuel was filled last.\n2. Drain the water; check both filters for blockage and air.\n3. Bring filters and seals.\n4. Bleed with the hand pump, then start.",
        audiences=ALL, symptoms=("no_start", "engine"), fault_codes=("P0087",),
    ),
    ArticleText(
        title_zh="冬季柴油结蜡", title_en="Waxed diesel in winter",
        body_zh="气温低于油品凝点时滤清器结蜡。不要用明火烤油箱。用热水敷滤清器，换低标号柴油，必要时拖到室内。",
        body_en="Below its cloud point diesel waxes in the filter. No open flame at the tank. Warm the filter with hot water, fill winter diesel, tow indoors if needed.",
        audiences=ALL, symptoms=("no_start", "engine"),
    ),
    ArticleText(
        title_zh="搭电起动的顺序", title_en="The order of a jump start",
        body_zh="红线先接故障车正极，再接救援车正极；黑线先接救援车负极，最后接故障车车架。24 V 只能接 24 V。",
        body_en="Red: flat battery's plus, then the helper's plus. Black: the helper's minus, last the broken vehicle's frame. 24 V to 24 V only.",
        audiences=ALL, symptoms=("no_start", "electrics"),
    ),
    ArticleText(
        title_zh="制动抱死时的机械解除", title_en="Releasing a locked spring brake by hand",
        body_zh="先用三角木塞住车轮。用解除螺栓旋出弹簧制动气室的推杆。解除后车辆没有驻车制动，只能拖移。",
        body_en="Chock the wheels first. Wind out the push rod with the release bolt. The vehicle has no parking brake then: move it on a tow only.",
        audiences=("station", "crew"), symptoms=("brakes",),
    ),
    ArticleText(
        title_zh="高压车辆的现场隔离", title_en="Isolating a high-voltage vehicle on the spot",
        body_zh="只有持高压证的人员可以操作。穿绝缘手套，拔下维修开关，等待 10 分钟，验电后再作业。橙色线缆不得触碰。",
        body_en="Certified people only. Insulating gloves, pull the service plug, wait 10 minutes, test for voltage. Never touch orange cables.",
        audiences=ALL, symptoms=("high_voltage", "accident"),
    ),
    ArticleText(
        title_zh="水温高：能不能继续开", title_en="Hot engine: may it be driven on?",
        body_zh="红灯亮立即停车怠速 3 分钟再熄火。不要开水箱盖。补液后行驶不超过 20 公里到服务站。",
        body_en="Red lamp: stop, idle for 3 minutes, switch off. Leave the cap on. After topping up, 20 km to a station at most.",
        audiences=("hotline", "crew"), symptoms=("overheating",),
    ),
    ArticleText(
        title_zh="尿素喷射故障（SPN 4364）", title_en="AdBlue dosing fault (SPN 4364)",
        body_zh="检查尿素液位和质量，检查喷嘴结晶。限扭前通常还能行驶约 50 公里。",
        body_en="Check level and quality of the AdBlue, and the nozzle for crystals. Some 50 km are usually left before torque is limited.",
        audiences=ALL, symptoms=("engine",), fault_codes=("SPN 4364",),
    ),
)  # fmt: skip


def write_and_ask() -> None:
    """Write the articles (the last one still waits for its review) and ask three drivers; two of them answer."""
    trainer, second, agent = office(Role.TRAINER), office(Role.SERVICE_MANAGEMENT), office(Role.DISPATCHER)
    with at_head_office():
        for text in ARTICLES:
            made = write_article(text, acting_user=trainer)
            if text is not ARTICLES[-1]:
                publish_article(made.pk, acting_user=second)
        cases = [one for one in Case.objects.filter(kind=CaseKind.RESCUE)[:3] if one.is_live and one.contact_phone]
        asked = [ask_position_of_case(one.pk, acting_user=agent) for one in cases]
        links = [Message.objects.get(key=f"position:{one.pk}").values["link"] for one in asked]
    tokens = [link.rstrip("/").rpartition("/")[2] for link in links]
    answers = (Answer(refused=True), Answer(words="过了收费站，加油站对面"))
    if tokens and cases[0].lat is not None and cases[0].lon is not None:
        share_position(tokens[0], Answer(lat=cases[0].lat + 0.002, lon=cases[0].lon, accuracy_m=14.0))
    for token, answer in zip(tokens[1:], answers, strict=False):
        share_position(token, answer)
