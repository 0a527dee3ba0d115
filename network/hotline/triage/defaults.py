"""The scripts that come with the product: examples for each symptom, to be drafted anew in the maker's own words."""

from collections.abc import Sequence
from typing import Any

from network.hotline.choices import Symptom
from network.hotline.triage.script import Option, Question, Script, Words, stored

SUMMARY = "示例 / Example"
TOW, REPAIR, TYRE, HIGH = ("tow",), ("repair",), ("tyre",), ("high_voltage",)

BATTERY, STARTER, FUSES = Words("蓄电池", "Battery"), Words("起动机", "Starter motor"), Words("保险丝", "Fuses")
FUEL_FILTER, UREA = Words("燃油滤清器", "Fuel filter"), Words("尿素溶液", "AdBlue (urea solution)")
BELT, COOLANT, HOSE = Words("皮带", "Drive belt"), Words("冷却液", "Coolant"), Words("水管", "Coolant hose")
AIR_LINE, CHAMBER, VALVE = (
    Words("制动气管", "Air line"),
    Words("制动气室", "Brake chamber"),
    Words("制动阀", "Brake valve"),
)
WHEEL, TYRE_PART, BOLTS = Words("备胎", "Spare wheel"), Words("轮胎", "Tyre"), Words("轮胎螺栓", "Wheel bolts")
BULBS, ALTERNATOR = Words("灯泡", "Bulbs"), Words("发电机", "Alternator")
CLUTCH_FLUID = Words("离合器油", "Clutch fluid")

HURT = Words(
    "请马上拨打 120，并拨 122 报警；不要移动伤员，除非有起火危险。",
    "Call 120 at once, and 122 for the police. Do not move anybody who is hurt unless there is a danger of fire.",
)
FIRE = Words(
    "请所有人下车，离车 100 米以外，拨打 119；不要打开发动机舱盖。",
    "Everybody out and at least 100 m away; call 119. Do not open the bonnet.",
)
SHOULDER = Words(
    "打开双闪，所有人从右侧下车，站到护栏外；在来车方向 150 米外放三角警告牌。",
    "Hazard lights on. Everybody leaves on the right and stands behind the guard rail; triangle 150 m behind the vehicle.",
)
LANE = Words(
    "不要留在车内，所有人马上到护栏外，拨打 122 请求交警保护；能移到应急车道就移过去。",
    "Nobody stays in the vehicle: behind the guard rail at once, and call 122 for protection. Roll to the hard shoulder if it still can.",
)


def say(zh: str, en: str, go: str = "", **follows: Any) -> Option:
    """Return an answer."""
    return Option(Words(zh, en), go, **follows)


def ask(code: str, zh: str, en: str, *options: Option) -> Question:
    """Return a question."""
    return Question(code, Words(zh, en), options)


def safety_first(then: str) -> Script:
    """Return the two questions with which every script begins."""
    return (
        ask(
            "hurt", "有人受伤吗？有烟或火吗？", "Is anybody hurt? Is there smoke or fire?",
            say("没有", "No", "where"),
            say("有人受伤", "Somebody is hurt", "where", tell=HURT, urgency="high", safety="injured"),
            say("有烟或火", "Smoke or fire", "where", tell=FIRE, urgency="high", safety="carriageway"),
        ),
        ask(
            "where", "车停在哪里？", "Where does the vehicle stand?",
            say("安全的地方（服务区、停车场）", "A safe place (service area, yard)", then, safety="safe"),
            say("应急车道", "On the hard shoulder", then, tell=SHOULDER, safety="shoulder"),
            say("行车道上", "On the carriageway", then, tell=LANE, urgency="high", safety="carriageway"),
        ),
    )  # fmt: skip


NO_START = (
    ask(
        "sound", "转动钥匙时听到什么？", "What is heard when the key is turned?",
        say("没有声音，仪表也不亮", "Nothing, and the instruments stay dark", "jump", parts=(BATTERY, FUSES)),
        say("咔哒一声或转得很慢", "A click, or it turns slowly", "jump", parts=(BATTERY, STARTER)),
        say("转得正常但不着车", "It turns well and does not fire", "fuel", parts=(FUEL_FILTER,)),
    ),
    ask(
        "jump", "旁边有车可以搭电吗？", "Is there another vehicle for a jump start?",
        say("有，试过不行", "Yes, and it did not help", needs=REPAIR, urgency="normal"),
        say("没有", "No", needs=REPAIR, urgency="normal"),
    ),
    ask(
        "fuel", "油量和尿素够吗？最近加的是哪里的油？", "Enough fuel and AdBlue? Where was it filled last?",
        say("油不够", "Not enough fuel", needs=REPAIR, parts=(Words("柴油", "Diesel"),)),
        say("尿素灯亮", "AdBlue lamp is lit", needs=REPAIR, parts=(UREA,)),
        say("都够", "Enough of both", needs=REPAIR),
    ),
)  # fmt: skip
ENGINE = (
    ask(
        "lamp", "仪表上亮的是什么灯？", "Which lamp is lit?",
        say("红色机油灯", "Red oil lamp", "noise", tell=Words("请不要再起动发动机。", "Do not start the engine again.")),
        say("黄色发动机灯，车还能走", "Yellow engine lamp, and it still drives", needs=REPAIR, parts=(FUEL_FILTER,), urgency="low"),
        say("尿素或排放灯", "AdBlue or exhaust lamp", needs=REPAIR, parts=(UREA,), urgency="low"),
        say("没有灯", "None", "noise"),
    ),
    ask(
        "noise", "发动机有敲击声，或漏油吗？", "Does the engine knock, or lose oil?",
        say("有", "Yes", needs=TOW, urgency="normal"),
        say("没有", "No", needs=REPAIR, parts=(FUEL_FILTER,)),
    ),
)  # fmt: skip
OVERHEATING = (
    ask(
        "leak", "看得到冷却液漏出来吗？", "Is coolant leaking visibly?",
        say("漏得很多", "A lot", "belt", tell=Words("不要打开水箱盖，会烫伤。", "Do not open the radiator cap: it scalds."), parts=(HOSE, COOLANT)),
        say("少量或没有", "A little, or none", "belt", parts=(COOLANT,)),
    ),
    ask(
        "belt", "皮带和风扇还在转吗？", "Do belt and fan still turn?",
        say("皮带断了", "The belt is broken", needs=REPAIR, parts=(BELT,)),
        say("在转", "They turn", needs=REPAIR),
        say("看不清，已冒大量白烟", "Can't be seen, much white smoke", needs=TOW, urgency="high"),
    ),
)  # fmt: skip
BRAKES = (
    ask(
        "air", "气压表上多少？气压能充起来吗？", "What does the air gauge show? Does pressure build up?",
        say("充不起来，听得到漏气", "It does not, air is heard escaping", "which", parts=(AIR_LINE, VALVE)),
        say("正常，但刹车很软或跑偏", "Normal, but the brakes are weak or pull", needs=TOW, urgency="high",
            tell=Words("请不要再行驶。", "Do not drive any further.")),
        say("刹车抱死，车走不了", "The brakes are locked", "which", parts=(CHAMBER,)),
    ),
    ask(
        "which", "是主车还是挂车？", "Tractor or trailer?",
        say("主车", "Tractor", needs=REPAIR, urgency="normal"),
        say("挂车", "Trailer", needs=REPAIR, urgency="normal"),
        say("不清楚", "Not known", needs=REPAIR, urgency="normal"),
    ),
)  # fmt: skip
TYRES = (
    ask(
        "which", "哪个轮子？外侧还是内侧？", "Which wheel? Outer or inner?",
        say("前轮", "Front wheel", "spare", urgency="high"),
        say("驱动轴外侧", "Drive axle, outer", "spare"),
        say("驱动轴内侧", "Drive axle, inner", "spare"),
        say("挂车", "Trailer", "spare"),
    ),
    ask(
        "spare", "有能用的备胎吗？", "Is there a usable spare wheel?",
        say("有", "Yes", needs=TYRE, parts=(BOLTS,)),
        say("没有，请记下胎侧的规格", "No: note the size on the tyre's wall", needs=TYRE, parts=(TYRE_PART, WHEEL)),
        say("轮毂或螺栓也坏了", "Hub or bolts are damaged, too", needs=TOW, urgency="normal"),
    ),
)  # fmt: skip
ELECTRICS = (
    ask(
        "what", "什么不工作？", "What does not work?",
        say("前后灯都不亮，天黑了", "No lights, and it is dark", needs=REPAIR, parts=(FUSES, BULBS), urgency="high"),
        say("充电灯亮", "The charging lamp is lit", needs=REPAIR, parts=(ALTERNATOR, BELT, BATTERY)),
        say("有焦糊味", "It smells burnt", needs=TOW, tell=FIRE, urgency="high"),
        say("别的", "Something else", needs=REPAIR, parts=(FUSES,), urgency="low"),
    ),
)  # fmt: skip
GEARBOX = (
    ask(
        "gear", "还能挂上挡吗？", "Can a gear still be engaged?",
        say("挂不上，离合器踩到底没反应", "No, and the clutch pedal does nothing", "fluid", parts=(CLUTCH_FLUID,)),
        say("挂上了但车不走", "Yes, but the vehicle does not move", needs=TOW, urgency="normal"),
        say("有很大的金属声", "There is a loud metallic noise", needs=TOW, urgency="normal",
            tell=Words("请不要再行驶。", "Do not drive any further.")),
    ),
    ask(
        "fluid", "离合器油壶里还有油吗？", "Is there fluid left in the clutch reservoir?",
        say("没有油了", "It is empty", needs=REPAIR),
        say("有油", "There is", needs=TOW),
    ),
)  # fmt: skip
HIGH_VOLTAGE = (
    ask(
        "sign", "电池处有异响、异味或烟吗？有没有涉水或碰撞？", "Noise, smell or smoke at the battery? Was it in water or hit?",
        say("有", "Yes", "tow_hv", urgency="high",
            tell=Words("不要碰橙色线缆；所有人离车 100 米以外，拨打 119。", "Do not touch the orange cables; everybody 100 m away, call 119.")),
        say("没有", "No", "charge", tell=Words("不要碰橙色线缆。", "Do not touch the orange cables.")),
    ),
    ask(
        "charge", "仪表显示的电量还有多少？", "How much charge is shown?",
        say("低于 5 %", "Below 5 %", needs=("tow", "high_voltage"), urgency="normal"),
        say("还有电，提示高压故障", "Enough, and it shows a high-voltage fault", needs=HIGH, urgency="normal"),
    ),
    ask(
        "tow_hv", "车轮能转动吗？", "Do the wheels turn?",
        say("能", "Yes", needs=("tow", "high_voltage")),
        say("不能", "No", needs=("tow", "high_voltage"), parts=(Words("拖车小轮", "Tow dollies"),)),
    ),
)  # fmt: skip
ACCIDENT = (
    ask(
        "goods", "车上有危险品吗？有东西漏出来吗？", "Dangerous goods on board? Is anything leaking?",
        say("没有", "No", "roll"),
        say("有危险品或泄漏", "Dangerous goods, or something leaks", "roll", urgency="high",
            tell=Words("请站到上风处，离车 100 米以外；告诉 119 和 122 货物的名称。",
                       "Stand upwind, 100 m away; tell 119 and 122 what the goods are.")),
    ),
    ask(
        "roll", "车还能推动吗？", "Can the vehicle still be rolled?",
        say("能", "Yes", needs=TOW, urgency="normal"),
        say("不能，或翻车", "No, or it is overturned", needs=TOW, urgency="high", parts=(Words("吊车", "Crane"),)),
    ),
)  # fmt: skip
OTHER = (
    ask(
        "drive", "车还能走吗？", "Does the vehicle still drive?",
        say("能，想请人看一下", "Yes, somebody should have a look", needs=REPAIR, urgency="low"),
        say("不能", "No", needs=REPAIR, urgency="normal"),
        say("不能，也不能就地修", "No, and it can't be repaired on the spot", needs=TOW, urgency="normal"),
    ),
)  # fmt: skip
OWN: dict[str, Sequence[Question]] = {
    Symptom.NO_START: NO_START,
    Symptom.ENGINE: ENGINE,
    Symptom.OVERHEATING: OVERHEATING,
    Symptom.BRAKES: BRAKES,
    Symptom.TYRE: TYRES,
    Symptom.ELECTRICS: ELECTRICS,
    Symptom.GEARBOX: GEARBOX,
    Symptom.HIGH_VOLTAGE: HIGH_VOLTAGE,
    Symptom.ACCIDENT: ACCIDENT,
    Symptom.OTHER: OTHER,
}


def example(symptom: str) -> Script:
    """Return the example of a symptom."""
    own = tuple(OWN[symptom])
    return (*safety_first(own[0].code), *own)


def rows() -> list[dict[str, Any]]:
    """Return all examples as stored rows, without moment."""
    return [
        {"symptom": str(symptom), "number": 1, "steps": stored(example(symptom)), "summary": SUMMARY} for symptom in OWN
    ]
