"""Companies that applied by the public form: one just now, one that waits too long, one that was asked and has answered, one declined."""

from datetime import timedelta

from common.clock import now
from demo.candidates import officer, picture
from network.onboarding.applications.actions import ask_applicant, decline_application, take_application
from network.onboarding.applications.models import Application
from network.onboarding.applications.policies import MIN_AGE, new_stamp
from network.onboarding.applications.public import ApplicationFacts, Sending, add_to_application, apply_for_station
from network.onboarding.applications.selectors import link_of

# company, province, city, contact, m², bays, days ago, what becomes of it
APPLICANTS = (
    ("襄阳众诚商用车服务有限公司", "42", "襄阳", "邓志勇", 2600, 10, 0, ""),
    ("绵阳蜀道重卡维修有限公司", "51", "绵阳", "罗敏", 1500, 6, 9, ""),
    ("洛阳中原汽车服务有限公司", "41", "洛阳", "宋建军", 3200, 14, 2, "answered"),
    ("保定冀通汽车维修有限公司", "13", "保定", "田野", 900, 4, 1, "asked"),
    ("湛江粤西车辆服务有限公司", "44", "湛江", "梁志华", 600, 2, 14, "declined"),
    ("徐州淮海商用车服务有限公司", "32", "徐州", "孟庆生", 2100, 9, 5, "taken"),
)


def make_applicants() -> None:
    """Let each company apply and the office of its place do what it does."""
    for number, row in enumerate(APPLICANTS):
        application = apply(number, *row[:6])
        age(application, days=row[6])
        decide(application, row[7])


def apply(number: int, company: str, province: str, city: str, contact: str, area_m2: int, bays: int) -> Application:
    """Apply by the form."""
    facts = ApplicationFacts(
        company=company,
        contact=contact,
        phone=f"1370000{7000 + number}",
        email=f"applicant{number}@candidate.example",
        province_code=province,
        city=city,
        area_m2=area_m2,
        bays=bays,
        brands=["Haul"],
        premises="自有厂房，临近国道，院内可停挂车 20 辆，双柱举升机 4 台。",
        statement="本公司从事重卡维修多年，现有持证技师 12 人，可昼夜外出救援，希望成为特约服务站。",
    )
    return apply_for_station(facts, Sending(stamp_of_before(), address=f"192.0.2.{number + 1}"))


def stamp_of_before() -> str:
    """Return the stamp of a form that was opened some minutes ago."""
    return new_stamp(now() - 10 * MIN_AGE)


def age(application: Application, *, days: int) -> None:
    """Let it have come some days ago."""
    moved = timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(
        created_at=application.created_at - moved, due_at=application.due_at - moved
    )
    application.refresh_from_db()


def decide(application: Application, fate: str) -> None:
    """Let the office do its part, and the applicant answer."""
    person = officer(application.region)
    if fate in ("asked", "answered"):
        ask_applicant(application.pk, question="请补充厂房产权或租赁证明，以及车间照片。", acting_user=person)
    if fate == "answered":
        token = link_of(application).rstrip("/").rsplit("/", 1)[1]
        add_to_application(token, "厂房为自有，产权证号见照片。", [("车间.jpg", picture(application.city))])
    if fate == "declined":
        decline_application(application.pk, reason="premises", note="仅两个工位，无法停放挂车。", acting_user=person)
    if fate == "taken":
        take_application(application.pk, level="B", acting_user=person)
