"""What head office sends to stations: documents that are signed for and carried out, one of them replaced, one late."""

from datetime import timedelta

from django.db.models import F

from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from demo.people import office, staff
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
from network.support.audience import Audience
from network.support.choices import CopyStatus
from network.support.models import DocumentCopy, IssuedDocument
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
    """Nobody signs for a week: who has not is late now, and the clock has said so."""
    with at_head_office():
        copies = DocumentCopy.objects.filter(document=document)
        copies.update(sign_by=F("sign_by") - timedelta(days=9))
        limits = Deadline.objects.filter(subject_id=document.pk, done_at__isnull=True)
        limits.update(due_at=F("due_at") - timedelta(days=9))
    keep_due()
