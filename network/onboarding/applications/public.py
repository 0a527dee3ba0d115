"""What a stranger may do: apply, look at the own application, add what is asked for. No sign-in, a signed address."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.clock import now
from common.errors import Invalid, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Process
from common.scope import for_office
from common.sealed import seal
from common.working_days.calendar import due_after_working_days
from network.onboarding.actions.propose import check_place, place_names
from network.onboarding.applications.choices import (
    OPEN,
    ApplicationError,
    ApplicationLanguage,
    ApplicationStatus,
    Speaker,
)
from network.onboarding.applications.models import Application, ApplicationWord
from network.onboarding.applications.policies import (
    ANSWER_DAYS,
    MOST_FILES,
    MOST_PER_SENDER,
    MOST_PHOTOS,
    MOST_WORDS,
    SENDER_WINDOW,
    check_stamp,
    plain_phone,
)
from network.onboarding.applications.selectors import (
    company_index,
    earlier_twin,
    key_of,
    phone_index,
    photos_of,
    sender_index,
    sent_since,
)
from network.onboarding.choices import OnboardingError
from network.planning.provinces import BY_GB
from network.planning.selectors import city_named

APPLICANT = Process(gettext_noop("Applicant"))
PHOTO_KIND = "application_photo"
Upload = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What a company writes about itself. Without a place on the map the city's stands for it."""

    company: str
    contact: str
    phone: str
    province_code: str
    city: str
    area_m2: int
    bays: int
    statement: str
    email: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    premises: str = ""
    brands: list[str] = field(default_factory=list)
    language: str = ApplicationLanguage.ZH


@dataclass(frozen=True, slots=True)
class Sending:
    """How a form came: its stamp, what stands in the trap, from which address."""

    stamp: str
    trap: str = ""
    address: str = ""


def apply_for_station(facts: ApplicationFacts, sending: Sending) -> Application:
    """Take an application in for the office of its place.

    Raises Invalid for what a machine would send, for too many from one address, for a place or number that can't be. Whether the same
    company has applied before is told to the office alone.
    """
    check_stamp(sending.stamp, sending.trap)
    number = plain_phone(facts.phone)
    with for_office(), transaction.atomic():
        place = _place(facts)
        sender = sender_index(sending.address)
        _refuse_flood(sender)
        indexes = {"company_index": company_index(facts.company), "phone_index": phone_index(number)}
        application: Application = Application.objects.create(
            **_columns(facts), **place, **indexes,
            number=next_number("APN"), contact_sealed=seal(facts.contact.strip()), phone_sealed=seal(number),
            email_sealed=seal(facts.email.strip()), sender_index=sender,
            twin=earlier_twin(indexes["company_index"], indexes["phone_index"]),
            due_at=due_after_working_days(now(), ANSWER_DAYS),
        )  # fmt: skip
        after = {"status": application.status, "city": application.city, "region": application.region}
        record(application, "application.received", APPLICANT, after=after)
    return application


def add_to_application(token: str, text: str, photos: Sequence[Upload] = ()) -> Application:
    """Take in what the applicant adds; the same words sent once more (a second tap) stand once.

    Raises NotYours for the link, WrongState once decided or too often, Invalid for nothing or no picture.
    """
    with _locked(token) as application:
        if application.status not in OPEN:
            raise WrongState(_("Your application is decided; nothing can be added any more."))
        if not text.strip() and not photos:
            raise Invalid(_("Write something, or choose a photo."), code=ApplicationError.EMPTY, field="text")
        newest = application.words.filter(speaker=Speaker.APPLICANT).order_by("-created_at").first()
        if newest and newest.text == text.strip()[:4000] and not photos:
            return application
        _refuse_too_much(application, len(photos))
        ApplicationWord.objects.create(application=application, speaker=Speaker.APPLICANT, text=text.strip()[:4000])
        for name, content in photos:
            store_picture(
                content, subject_id=application.pk, kind=PHOTO_KIND, name=name, station_id=None, uploaded_by=None
            )
        before = application.status
        if before == ApplicationStatus.ASKED:
            application.move_to(ApplicationStatus.RECEIVED, due_at=due_after_working_days(now(), ANSWER_DAYS))
        after = {"status": application.status, "photos": len(photos)}
        record(application, "application.answered", APPLICANT, before={"status": before}, after=after)
        return application


def _columns(facts: ApplicationFacts) -> dict[str, object]:
    names = ("company", "address", "premises", "statement", "brands", "area_m2", "bays", "language")
    values = asdict(facts)
    return {name: values[name].strip() if isinstance(values[name], str) else values[name] for name in names}


def _place(facts: ApplicationFacts) -> dict[str, object]:
    """Return the place as columns: as it was clicked, else the city's. Raises Invalid."""
    province = BY_GB.get(facts.province_code)
    if province is None:
        raise Invalid(_("Choose a province."), code=OnboardingError.PLACE, field="province_code")
    lat, lon = facts.lat, facts.lon
    if lat is None or lon is None:
        city = city_named(facts.city)
        if city is None or city.province_code != facts.province_code:
            message = _("We don't know this city there. Click the place on the map.")
            raise Invalid(message, code=ApplicationError.PLACE, field="city")
        lat, lon = city.lat, city.lon
    check_place(lat, lon)
    names = {"province_code": facts.province_code, "city": facts.city.strip()}
    return {"lat": lat, "lon": lon, **names, **place_names(province)}


def _refuse_flood(sender: str) -> None:
    """Raise Invalid when an address has sent its share. Two at once are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"application:{sender}"])
    if sent_since(sender, now() - SENDER_WINDOW) >= MOST_PER_SENDER:
        message = _(
            "Too many applications came from your connection today. Try again tomorrow, or call the regional office."
        )
        raise Invalid(message, code=ApplicationError.TOO_MANY)


def _refuse_too_much(application: Application, photos: int) -> None:
    said = application.words.filter(speaker=Speaker.APPLICANT).count()
    if said >= MOST_WORDS or photos > MOST_PHOTOS or photos_of(application).count() + photos > MOST_FILES:
        raise WrongState(_("This link has been used too often. Call the regional office."))


@contextmanager
def _locked(token: str) -> Iterator[Application]:
    key = key_of(token)
    with for_office(), transaction.atomic():
        yield Application.objects.all().locked().get_or_404(key)
