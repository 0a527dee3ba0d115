"""What head office sends to stations: documents that are signed for and carried out, a survey that runs, a task that is closed.

And what stations write to head office: papers with the regional office, sent back, with a section, answered.
"""

from datetime import timedelta

from django.db.models import F

from accounts.roles import Role
from common.clock import now, today
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from demo.people import office, regional, staff
from demo.size import Size
from network.support.actions import (
    DocumentText,
    accept_execution,
    draft_document,
    release_document,
    report_execution,
    return_execution,
    sign_copy,
)
from network.support.actions.papers import answer_paper, pass_paper, return_paper, write_paper
from network.support.actions.surveys import (
    SurveyText,
    close_survey,
    draft_survey,
    return_answer,
    save_answer,
    start_survey,
)
from network.support.audience import Audience
from network.support.choices import CopyStatus
from network.support.models import DocumentCopy, IssuedDocument
from network.support.questions import Question
from network.support.survey_models import Survey, SurveyAnswer
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
RULES = DocumentText(
    kind="rules",
    title_zh="服务站管理制度（2026 年版）",
    title_en="Rules for stations (2026)",
    body_zh="一、值班电话须二十四小时有人接听；二、救援出车记录当日录入；三、旧件按标签单独存放，月末返运；四、客户档案不得外传。",
    body_en="1. The duty phone is answered around the clock. 2. Rescues are entered the same day. 3. Old parts are kept apart by label. 4. Customer files stay in the station.",
)
AMENDED = DocumentText(
    kind="rules",
    title_zh="服务站管理制度（2026 年修订）",
    title_en="Rules for stations (2026, amended)",
    body_zh=RULES.body_zh + "五、值班交接须双方签字。",
    body_en=RULES.body_en + " 5. Both sides sign a handover.",
    changes="增加值班交接签字要求",
)
TORQUE = DocumentText(
    kind="bulletin",
    title_zh="离合器压盘螺栓拧紧力矩变更",
    title_en="New torque for the bolts of the clutch pressure plate",
    body_zh="自即日起压盘螺栓拧紧力矩由 55 N·m 改为 62 N·m，按对角顺序分两次拧紧。请车间更换墙上的力矩表并上传照片。",
    body_en="From today 62 N·m instead of 55 N·m, crosswise in two steps. Replace the chart on the workshop's wall and send a photo.",
    execute_days=5,
    evidence="更换后的力矩表照片",
)
POLICY = DocumentText(
    kind="policy",
    title_zh="外出服务费用结算政策",
    title_en="Policy on outbound fees",
    body_zh="单程超过 100 公里的外出服务，须事先取得调度中心确认；里程以车载定位为准。",
    body_en="Outbound service beyond 100 km one way needs the dispatcher's confirmation; kilometres are taken from the position reports.",
)
BRIEF = DocumentText(
    kind="brief",
    title_zh="后处理系统冬季再生注意事项",
    title_en="Regeneration in winter",
    body_zh="环境温度低于零下十度时，先怠速暖机十分钟再做手动再生；冷凝水须排净。",
)


STAFF = (
    Question(
        code="", kind="number", zh="持证技师人数", en="Certified technicians", required=True, minimum="0", maximum="200"
    ),
    Question(code="", kind="yes_no", zh="是否安排夜间值班", en="Is there a night shift", required=True),
    Question(
        code="",
        kind="choice",
        zh="最缺的工种",
        en="Which trade is missing most",
        required=True,
        choices=(("机修", "Mechanics"), ("电工", "Electricians"), ("钣喷", "Body and paint"), ("不缺", "None")),
    ),
    Question(code="", kind="date", zh="下次内部培训日期", en="Next internal training"),
    Question(code="", kind="text", zh="对总部培训的建议", en="What training should head office offer"),
)
SIGNS = (
    Question(
        code="", kind="yes_no", zh="门头标识是否完好", en="Is the sign above the entrance in order", required=True
    ),
    Question(code="", kind="file", zh="门头照片", en="Photo of the entrance", required=True),
)


PAPERS = (
    ("question", "claims_reviewer", "外购件能否索赔", "用户自购机油滤芯后机油泵损坏，能否按三包索赔？", "appraiser"),
    ("request", "service_management", "申请增加新能源维修资质", "本站已有两名高压电工持证，申请开通新能源车型维修。", "station_manager"),
    ("report", "trainer", "新款变速箱换挡冲击情况汇总", "近两月接修 9 台，均在冷车状态，升级程序后 7 台消除。", "workshop"),
    ("question", "parts_sales", "急件订单到货时限", "紧急订单超过 72 小时未到货时，由谁答复用户？", "parts"),
    ("proposal", "customer_service_manager", "建议延长夜间救援交接时间", "夜班交接集中在 20 点，正是呼入高峰，建议提前到 18 点。", "station_manager"),
)  # fmt: skip


def send_documents(stations: list[Station], size: Size) -> None:
    """Draft, release, sign, carry out, check; the oldest limit has passed."""
    with at_head_office():
        first = _released(RULES, Audience(posts=[Role.STATION_MANAGER]))
    _sign(first, stations, left_out=7)
    with at_head_office():
        rules = _released(AMENDED, Audience(posts=[Role.STATION_MANAGER]), follows=first)
        bulletin = _released(
            TORQUE, Audience(posts=[Role.WORKSHOP], regions=["east", "north"]), files=[("力矩表.pdf", PDF)]
        )
        policy = _released(POLICY, Audience(posts=[Role.STATION_MANAGER, Role.STATION_FINANCE], brands=["Haul"]))
        draft_document(BRIEF, Audience(posts=[Role.WORKSHOP]), acting_user=office(Role.TRAINER))
    _sign(rules, stations, left_out=4)
    _sign(policy, stations, left_out=3)
    _sign(bulletin, stations, left_out=6)
    _carry_out(bulletin)
    _let_pass(policy)
    _ask(stations)
    _write(stations)
    deliver_pending()


def _released(
    text: DocumentText,
    audience: Audience,
    *,
    follows: IssuedDocument | None = None,
    files: list[tuple[str, bytes]] | None = None,
) -> IssuedDocument:
    draft = draft_document(
        text,
        audience,
        files=files or (),
        follows=follows.pk if follows else None,
        acting_user=office(Role.SERVICE_MANAGEMENT),
    )
    return release_document(draft.pk, acting_user=office(Role.CUSTOMER_SERVICE_MANAGER))


def _sign(document: IssuedDocument, stations: list[Station], *, left_out: int) -> None:
    """All sign but every so-many-th station."""
    for place, station in enumerate(stations):
        if place % left_out == left_out - 1 or place == 0:
            continue
        with inside(station):
            for copy in DocumentCopy.objects.filter(document=document, station=station, status=CopyStatus.TO_SIGN):
                sign_copy(copy.pk, acting_user=staff(station, Role(copy.post)))


def _carry_out(document: IssuedDocument) -> None:
    """Some have sent their photo: one is accepted, one sent back, the others wait."""
    with at_head_office():
        signed = list(
            DocumentCopy.objects.filter(document=document, status=CopyStatus.SIGNED).select_related("station")[:5]
        )
    for copy in signed:
        with inside(copy.station):
            report_execution(
                copy.pk,
                report="已更换力矩表，班前会宣贯。",
                files=[("力矩表上墙.pdf", PDF)],
                acting_user=staff(copy.station, Role.WORKSHOP),
            )
    checker = office(Role.SERVICE_MANAGEMENT)
    with at_head_office():
        if signed:
            accept_execution(signed[0].pk, acting_user=checker)
        if len(signed) > 1:
            return_execution(
                signed[1].pk,
                remark="照片不清晰，看不到版本号。",
                due_on=(now() + timedelta(days=3)).date(),
                acting_user=checker,
            )


def _let_pass(document: IssuedDocument) -> None:
    """Nobody signs for a week: the clock will find who has not, and climb its ladder."""
    with at_head_office():
        copies = DocumentCopy.objects.filter(document=document)
        copies.update(sign_by=F("sign_by") - timedelta(days=9))
        limits = Deadline.objects.filter(subject_id=document.pk, done_at__isnull=True)
        limits.update(due_at=F("due_at") - timedelta(days=9))


def _ask(stations: list[Station]) -> None:
    """A survey that two thirds have answered, one saved, one sent back; and a task that is closed."""
    with at_head_office():
        survey = _sent_out(
            "survey", "站点人员与夜间值班调研", "Staff and night shifts", "摸清持证人员和夜间值班情况，安排下季度培训。", STAFF, 6
        )  # fmt: skip
        task = _sent_out(
            "task", "核对门头标识", "Check the sign above the entrance", "逐站核对门头标识并上传照片。", SIGNS, 2
        )
    for place, station in enumerate(stations):
        if place == 0:
            continue  # the visitor's own station has both still to answer
        with inside(station):
            manager = staff(station, Role.STATION_MANAGER)
            given = {
                "q1": str(3 + place * 7 % 11),
                "q2": place % 4 != 0,
                "q3": str(1 + place * 5 % 4),
                "q4": str(today() + timedelta(days=7 + place)),
                "q5": "希望增加高压电安全培训" if place % 5 == 0 else "",
            }
            mine = SurveyAnswer.objects.filter(survey=survey, station=station).first()
            if mine is not None and place % 3:
                save_answer(mine.pk, given, hand_in=place != 2, acting_user=manager)
            photo = SurveyAnswer.objects.filter(survey=task, station=station).first()
            if photo is not None and place % 2:
                files = {"q2": [("门头.pdf", PDF)]}
                save_answer(photo.pk, {"q1": place % 7 != 0}, files=files, hand_in=True, acting_user=manager)
    with at_head_office():
        asker = office(Role.SERVICE_MANAGEMENT)
        first = SurveyAnswer.objects.filter(survey=survey, status="submitted").first()
        if first is not None:
            return_answer(
                first.pk, remark="人数与上季度不符，请核对。", due_on=today() + timedelta(days=3), acting_user=asker
            )
        close_survey(task.pk, acting_user=asker)


def _sent_out(kind: str, zh: str, en: str, purpose: str, questions: tuple[Question, ...], days: int) -> Survey:
    asker = office(Role.SERVICE_MANAGEMENT)
    due_on = today() + timedelta(days=days)
    text = SurveyText(kind=kind, title_zh=zh, title_en=en, purpose_zh=purpose, due_on=due_on, questions=questions)
    draft = draft_survey(text, Audience(posts=[Role.STATION_MANAGER]), acting_user=asker)
    return start_survey(draft.pk, acting_user=asker)


def _write(stations: list[Station]) -> None:
    """The first two are answered, the third waits at its section, the fourth was sent back, the others wait for the regional office."""
    for place, (kind, section, title, text, post) in enumerate(PAPERS):
        station = stations[place % len(stations)]
        with inside(station):
            paper = write_paper(
                kind=kind,
                section=section,
                title=title,
                text=text,
                files=[("附件.pdf", PDF)] if place % 2 else [],
                acting_user=staff(station, Role(post)),
            )
        with at_head_office():
            if place == 3:
                return_paper(paper.pk, reason="请写明订单号和下单时间。", acting_user=regional(station))
            elif place < 3:
                pass_paper(paper.pk, note="情况属实。", acting_user=regional(station))
            if place < 2:
                answer = "须先确认滤芯品牌与规格；非原厂滤芯造成的损坏不予索赔，可附检测报告申诉。"
                words = answer if place == 0 else "同意，请于本月底前提交证书扫描件和设备清单。"
                answer_paper(paper.pk, answer=words, acting_user=office(Role(section)))
