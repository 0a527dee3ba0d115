"""The pipeline: companies in the gaps of the network, each taken by its own people as far as it has come."""

import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from accounts.actors import Actor, actor_at_office
from accounts.models import User
from accounts.roles import Role
from audit.inspections.actions import add_photo as photograph
from audit.inspections.actions import finish_inspection, score_items
from audit.inspections.models import Inspection
from audit.inspections.selectors import open_items
from common.clock import now, today
from common.deadlines.models import Deadline
from demo.chance import dice
from demo.people import DOMAIN, HOME_REGION, office
from network.onboarding import actions
from network.onboarding.actions.accept import settle_visit
from network.onboarding.building.actions import accept_image, reject_image
from network.onboarding.building.mending import accept_report, return_report
from network.onboarding.building.people import examine_person, name_person
from network.onboarding.building.public import send_image, send_rectified
from network.onboarding.building.rectify import report_rectified, reports_to_judge, to_rectify
from network.onboarding.building.selectors import link_of
from network.onboarding.choices import CandidateStatus, Source
from network.onboarding.models import Agreement, Candidate, CoefficientChange, Signing
from network.onboarding.selection.selectors import standard_at
from network.onboarding.signing.actions import hand_over, look, send_for_signature
from network.onboarding.signing.choices import AT_PROVIDER, Side
from network.onboarding.signing.choose import provider
from network.onboarding.signing.fake import FakeProvider
from network.onboarding.signing.playing import deliver_due
from network.onboarding.steps import STEP_DUE
from network.planning.models import City
from network.planning.selectors import picture_for
from tenants.registry.choices import Region
from tenants.registry.models import Station

C = CandidateStatus
MENDED = {  # what the first visit found wanting in some places, and how it was put right
    "E1": "两台举升机已年检，合格证已张贴。",
    "F4": "旧件库已加锁，货架已贴标签。",
    "S1": "已补足灭火器，应急预案已更新并演练。",
    "S2": "危废暂存间已上锁，台账已建立。",
}
MENDS = 41  # for so many days the one stands there whose visit has failed and that puts right what was found
NAMES = (
    "远航",
    "通达",
    "路安",
    "恒远",
    "港联",
    "天山",
    "八桂",
    "闽江",
    "徽商",
    "甬江",
    "赣江",
    "长城",
    "金桥",
    "顺驰",
    "华驰",
)
KINDS = ("重卡服务有限公司", "汽车维修有限公司", "商用车服务有限公司")
CONTACTS = (
    "王建国",
    "李海涛",
    "陈伟",
    "刘芳",
    "赵志强",
    "黄丽",
    "周明",
    "吴军",
    "徐斌",
    "孙燕",
    "马超",
    "胡涛",
    "郭靖宇",
    "何静",
    "高翔",
)
FAMILY, GIVEN = "王李张刘陈杨黄赵周吴", ("志刚", "海波", "晓峰", "建军", "丽华", "文斌", "永强", "雪梅")
# How far the candidates have come, and since how many days: some are late.
JOURNEYS = (
    (C.LEAD, 1), (C.LEAD, 4), (C.LEAD, 19), (C.LEAD, 0), (C.SELECTED, 2), (C.SELECTED, 12), (C.CONFIRMED, 20), (C.CONFIRMED, 41),
    (C.CONFIRMED, 6), (C.ACCEPTED, 3), (C.ACCEPTED, 1), (C.SIGNED, 2), (C.INSTRUCTED, 1), (C.REJECTED, 30),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Who takes a candidate through."""

    region: Actor
    section: Actor
    manager: Actor


def make_candidates(stations: list[Station]) -> None:
    """Make a candidate in each of the largest gaps, by the product's own steps, and tell since when each station has its coefficient."""
    roll = dice("candidates")
    cities = [city for city, _gain in picture_for(office(Role.SERVICE_MANAGEMENT)).proposals(len(JOURNEYS))]
    for number, (city, (status, days)) in enumerate(zip(cities, JOURNEYS, strict=False)):
        people = People(officer(city.region), office(Role.SERVICE_MANAGEMENT), office(Role.CUSTOMER_SERVICE_MANAGER))
        candidate = propose(city, number, people)
        is_mending = (status, days) == (C.CONFIRMED, MENDS)
        travel(
            candidate, status, people, failed_first=roll.random() < 0.4, builds=status == C.CONFIRMED and not is_mending
        )
        if is_mending:
            put_right(candidate, people)
        age(candidate, days)
    section = office(Role.SERVICE_MANAGEMENT)
    sign_electronically(People(section, section, office(Role.CUSTOMER_SERVICE_MANAGER)))
    CoefficientChange.objects.bulk_create([coefficient_of(station) for station in stations])


def officer(region: str) -> Actor:
    """Return the person of a regional office."""
    if region == HOME_REGION:
        return office(Role.REGIONAL_OFFICE)
    return actor_at_office(User.objects.get(email=f"{Region(region).value}.office@{DOMAIN}"))


def propose(city: City, number: int, people: People) -> Candidate:
    """Propose a company in a city."""
    facts = actions.CandidateFacts(
        name=f"{city.name_zh}{NAMES[number % len(NAMES)]}{KINDS[number % len(KINDS)]}",
        province_code=city.province_code,
        city=city.name_zh,
        lat=round(city.lat + 0.021, 5),
        lon=round(city.lon - 0.017, 5),
        contact_name=CONTACTS[number % len(CONTACTS)],
        contact_phone=f"138{number:02d}006{number:03d}",
        contact_email=f"contact{number}@candidate.example",
        address=f"物流园区 {10 + 7 * number} 号",
        source=Source.PLAN if number % 2 else Source.APPLICATION,
        level="AB"[number % 2],
        brands=["Haul"],
    )
    return actions.propose_candidate(facts, acting_user=people.region)


def travel(candidate: Candidate, status: CandidateStatus, people: People, *, failed_first: bool, builds: bool) -> None:
    """Take a candidate as far as `status`, step by step; one that `builds` has not photographed all of its checklist."""
    steps: Mapping[CandidateStatus, Callable[[], object]] = {
        C.SELECTED: lambda: select(candidate, people),
        C.CONFIRMED: lambda: confirm(candidate, people, is_last=builds),
        C.ACCEPTED: lambda: accept(candidate, people, failed_first=failed_first),
        C.SIGNED: lambda: sign(candidate, people),
        C.INSTRUCTED: lambda: actions.instruct_opening(
            candidate.pk,
            labour_coefficient=Decimal("1.05"),
            text="同意开通，工时系数按协议执行。",
            acting_user=people.manager,
        ),
    }
    if status == C.REJECTED:
        actions.reject_candidate(candidate.pk, reason="场地产权不清，无法办理消防验收。", acting_user=people.region)
        return
    for step, take in steps.items():
        if list(C).index(step) <= list(C).index(status):
            take()


def select(candidate: Candidate, people: People) -> None:
    """Score and select."""
    roll = dice(f"score {candidate.city}")
    points = {one["code"]: roll.randint(one["points"] * 7 // 10, one["points"]) for one in standard_at(now()).criteria}
    comment = "位于干线枢纽，周边 100 公里内无服务站。"
    actions.select_candidate(candidate.pk, points=points, comment=comment, acting_user=people.region)


def confirm(candidate: Candidate, people: People, *, is_last: bool) -> None:
    """Confirm for building; the applicant photographs the items of the checklist, all of them unless the candidate stays here."""
    actions.confirm_candidate(
        candidate.pk, build_until=today() + timedelta(days=45), level="B", acting_user=people.section
    )
    staff(candidate, people, is_last=is_last)
    items = list(candidate.image_items.order_by("place"))
    token = link_of(candidate).rstrip("/").rsplit("/", 1)[1]
    done = dice(f"image {candidate.city}").randint(2, len(items) - 3) if is_last else len(items)
    for item in items[: done + 2 if is_last else done]:
        words = [f"{candidate.number} {item.code} {number}" for number in range(item.photos_needed)]
        send_image(token, item.code, [(f"{item.title_zh}.jpg", picture(one, width=320)) for one in words])
    for item in items[:done]:
        accept_image(item.pk, acting_user=people.region)
    if is_last:
        reject_image(items[done].pk, reason="照片太暗，看不清品牌标识，请白天重新拍摄。", acting_user=people.region)


def staff(candidate: Candidate, people: People, *, is_last: bool) -> None:
    """Name the people of the key posts and examine them; of a candidate that still builds some wait and one has failed."""
    roll = dice(f"posts {candidate.city}")
    for post in candidate.key_posts.order_by("place"):
        for _number in range(post.needed):
            name = roll.choice(FAMILY) + roll.choice(GIVEN)
            if post.people.filter(name=name).exists():
                name += "华"
            person = name_person(candidate.pk, post=post.code, name=name, certificate="", acting_user=people.region)
            if is_last and roll.random() < 0.4:
                continue
            points = roll.randint(66, 79) if is_last and roll.random() < 0.3 else roll.randint(82, 98)
            examine_person(person.pk, points=points, held_on=today(), acting_user=people.section)


def accept(candidate: Candidate, people: People, *, failed_first: bool) -> None:
    """Visit the site, after a failure again, and accept it."""
    if failed_first:
        visit(candidate, people.section, "举升机未年检，消防器材不足，危废暂存间未上锁，限期整改后复验。", set(MENDED))
        for item in to_rectify(people.region).filter(visit__candidate=candidate):
            report_rectified(item.pk, words=MENDED[item.code], acting_user=people.region)
    visit(candidate, people.section, "场地、设备、人员符合要求。")
    actions.accept_candidate(candidate.pk, acting_user=people.section)


def put_right(candidate: Candidate, people: People) -> None:
    """Let a visit fail; of what it found the applicant reports three by the own link: one is accepted, one sent back, one waits."""
    visit(candidate, people.section, "举升机未年检，消防器材不足，危废暂存间未上锁，限期整改后复验。", set(MENDED))
    token = link_of(candidate).rstrip("/").rsplit("/", 1)[1]
    for item in to_rectify(people.region).filter(visit__candidate=candidate)[:3]:
        shown = [(f"{item.title_zh}.jpg", picture(f"{candidate.number} {item.code}", width=320))]
        send_rectified(token, item.code, shown, MENDED[item.code])
    accepted, returned, *_waiting = reports_to_judge(people.region).filter(visit__candidate=candidate).order_by("place")
    accept_report(accepted.pk, acting_user=people.region)
    return_report(returned.pk, reason="照片只拍到库门，请补拍货架标签。", acting_user=people.region)


def visit(candidate: Candidate, actor: Actor, summary: str, wanting: Collection[str] = ()) -> None:
    """Score, photograph and report one visit; the items with these codes are far from what they should be."""
    begun = actions.start_acceptance(candidate.pk, acting_user=actor)
    inspection = Inspection.objects.get(pk=begun.inspection_id)
    items = open_items(inspection)
    shares = {one.code: 0.3 if one.code in wanting else 0.95 for one in items}
    score_items(inspection.pk, {one.code: round(one.weight * shares[one.code]) for one in items}, acting_user=actor)
    photograph(inspection.pk, picture(candidate.number), item_code=items[0].code, name="site.jpg", acting_user=actor)
    settle_visit(begun, finish_inspection(inspection.pk, summary=summary, acting_user=actor), actor)


def sign_electronically(people: People) -> None:
    """Of the accepted candidates, one declined and has the agreement again before it; the other has signed, and the manager is next."""
    fake = provider()
    if not isinstance(fake, FakeProvider):
        return
    accepted = Candidate.objects.filter(status=C.ACCEPTED).order_by("created_at")
    for number, candidate in enumerate(accepted):
        agreement = draft(candidate, people)
        key = send(agreement, people)
        if number % 2:
            fake.sign(key, Side.STATION)
            follow(fake)
            continue
        fake.decline(key, Side.STATION, "服务区域少写了两个县，请更正后再发。")
        follow(fake)
        send(agreement, people, reason="已电话说明：区域以附件为准，站方同意签署。")


def send(agreement: Agreement, people: People, reason: str = "") -> str:
    """Send an agreement for signature and give it to the provider at once; return the envelope."""
    signing = send_for_signature(agreement.pk, signatory=people.manager.id, reason=reason, acting_user=people.section)
    hand_over(agreement.candidate_id)
    signing.refresh_from_db()
    return signing.envelope_key


def follow(fake: FakeProvider) -> None:
    """Let the provider's notices come, and look at each envelope at once."""
    deliver_due(fake)
    for signing in Signing.objects.filter(status__in=AT_PROVIDER):
        look(signing.pk)


def draft(candidate: Candidate, people: People) -> Agreement:
    """Draft the agreement."""
    terms = actions.Terms(candidate.contact_name, f"{candidate.province}{candidate.city}", today(), Decimal("1.05"))
    return actions.draft_agreement(candidate.pk, terms, acting_user=people.section)


def sign(candidate: Candidate, people: People) -> None:
    """Draft the agreement and record its signatures; the Chinese paper itself stands for the signed copy."""
    agreement = draft(candidate, people)
    copy = b"%PDF-1.7\n% signed copy of " + agreement.number.encode() + b"\n%%EOF\n"
    signature = actions.Signature(candidate.contact_name, people.section.name, today(), copy)
    actions.record_signature(agreement.pk, signature, acting_user=people.section)


def picture(words: str, width: int = 960) -> bytes:
    """Draw a plain picture that stands for a photo of a workshop; 960 pixels wide at most."""
    image = Image.new("RGB", (960, 640), "#aebfca")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 960, 640), fill="#6b7780")
    draw.polygon([(160, 200), (480, 110), (800, 200)], fill="#0b6477")
    draw.rectangle((180, 200, 780, 470), fill="#e8edf0")
    for left in (230, 420, 610):
        draw.rectangle((left, 270, left + 130, 470), fill="#39505e")
    draw.text((30, 600), words, fill="white")
    image.thumbnail((width, width))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def age(candidate: Candidate, days: int) -> None:
    """Let the candidate have stood in its step for some days, its limit with it."""
    candidate.refresh_from_db()
    shift = timedelta(days=days, hours=3)
    due = candidate.step_due_at - shift if candidate.step_due_at else None
    Candidate.objects.filter(pk=candidate.pk).update(step_since=now() - shift, step_due_at=due)
    if due is not None:
        Deadline.objects.filter(subject_id=candidate.pk, kind=STEP_DUE, done_at__isnull=True).update(due_at=due)


def coefficient_of(station: Station) -> CoefficientChange:
    """Return the row that tells since when an open station has its labour coefficient."""
    return CoefficientChange(
        station=station,
        value=station.labour_coefficient,
        valid_from=station.opened_on or today(),
        instructed_by=office(Role.CUSTOMER_SERVICE_MANAGER).id,
        set_by=office(Role.CLAIMS_REVIEWER).id,
    )
