"""What an applicant is told by SMS and mail without anybody pressing a button: the own link, a question, photos that are wanted.

A number is written to once a day about new applications, whoever typed it into the form: a stranger's number can't be flooded.
"""

from typing import Any

from django.core.mail import send_mail
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from common.channels.actions import Letter, send_message
from common.channels.choices import MessageLanguage
from common.channels.models import Message
from common.channels.templates import Template, written
from common.clock import today
from common.history.subscribers import subscribe
from common.people import Process
from network.onboarding.applications.models import Application
from network.onboarding.applications.selectors import link_of as application_link
from network.onboarding.building.rectify import first_limit
from network.onboarding.building.selectors import link_of as building_link
from network.onboarding.choices import CandidateStatus
from network.onboarding.messages import ASKED, BUILDING, RECEIVED, RECTIFY, REJECTED, RETURNED, SIGN
from network.onboarding.models import Candidate, Signing
from network.onboarding.reaching import Reader, applicant_of, reader_of, signatory_of
from network.onboarding.signing.choices import SigningStatus
from network.onboarding.signing.selectors import link_of as signing_link

NEWS = Process(gettext_noop("News for the applicant"))


@subscribe("application.received")
def tell_that_it_arrived(event: Any) -> None:
    """The application is in: number and the applicant's own link."""
    application = Application.objects.get(pk=event.aggregate_id)
    key = f"received:{application.phone_index}:{today()}"
    _write(applicant_of(application), RECEIVED, application.pk, key, _of_application(application))


@subscribe("application.asked")
def tell_that_more_is_needed(event: Any) -> None:
    """The office has asked something, unless that is answered or decided by now."""
    application = Application.objects.get(pk=event.aggregate_id)
    if application.status == "asked":
        _write(applicant_of(application), ASKED, application.pk, f"asked:{event.pk}", _of_application(application))


@subscribe("candidate.confirmed")
def tell_that_it_may_be_built(event: Any) -> None:
    """The site may be built: where the photos of the checklist are sent."""
    _tell_builder(event, BUILDING)


@subscribe("candidate.image_rejected")
def tell_that_photos_were_rejected(event: Any) -> None:
    """Photos of an item were rejected: where new ones are sent."""
    _tell_builder(event, REJECTED)


@subscribe("candidate.rectification_begun")
def tell_that_something_failed(event: Any) -> None:
    """The acceptance visit failed: until when its items are to be put right."""
    _tell_to_rectify(event)


@subscribe("candidate.rectification_reminded")
def tell_that_the_limit_comes(event: Any) -> None:
    """The limit of the rectification comes."""
    _tell_to_rectify(event)


@subscribe("candidate.rectify_returned")
def tell_that_a_report_came_back(event: Any) -> None:
    """What was reported as put right was sent back: where the reason stands and new photos are sent."""
    _tell_to_rectify(event, RETURNED)


@subscribe("candidate.signing_sent")
def tell_that_it_is_to_be_signed(event: Any) -> None:
    """The agreement waits for the station's signature: where it is signed."""
    _tell_to_sign(event)


@subscribe("candidate.signing_reminded")
def tell_that_the_signature_is_missing(event: Any) -> None:
    """The limit of the signature comes."""
    _tell_to_sign(event)


def _tell_to_sign(event: Any) -> None:
    candidate = Candidate.objects.get(pk=event.aggregate_id)
    signing = Signing.objects.filter(agreement__candidate=candidate, status=SigningStatus.SENT).first()
    if signing is None:
        return
    day = f"{localtime(signing.due_at):%Y-%m-%d}"
    values = {"number": signing.agreement.number, "day": day, "link": signing_link(signing)}
    _write(signatory_of(signing.agreement), SIGN, candidate.pk, f"{SIGN.code}:{event.pk}", values)


def _tell_to_rectify(event: Any, template: Template = RECTIFY) -> None:
    candidate = Candidate.objects.get(pk=event.aggregate_id)
    limit = first_limit(candidate)
    if candidate.status != CandidateStatus.CONFIRMED or limit is None:
        return
    values = {"number": candidate.number, "day": f"{localtime(limit):%Y-%m-%d}", "link": building_link(candidate)}
    _write(reader_of(candidate), template, candidate.pk, f"{template.code}:{event.pk}", values)


def _tell_builder(event: Any, template: Template) -> None:
    candidate = Candidate.objects.get(pk=event.aggregate_id)
    if candidate.status != CandidateStatus.CONFIRMED or not candidate.image_items.exists():
        return
    values = {"number": candidate.number, "day": str(candidate.build_until or ""), "link": building_link(candidate)}
    _write(reader_of(candidate), template, candidate.pk, f"{template.code}:{event.pk}", values)


def _of_application(application: Application) -> dict[str, str]:
    return {"number": application.number, "link": application_link(application)}


def _write(reader: Reader, template: Template, subject_id: Any, key: str, values: dict[str, str]) -> None:
    """Queue the SMS and send the mail, to whichever there is; the same `key` again does neither."""
    name = f"onboarding:{key}"
    if Message.objects.filter(key=name).exists():
        return
    language = MessageLanguage.EN if reader.language == "en" else MessageLanguage.ZH
    if reader.phone:
        letter = Letter(
            to=reader.phone, template=template.code, language=language, key=name, subject_id=subject_id, values=values
        )
        send_message(letter, acting_user=NEWS)
    if reader.email:
        send_mail(str(values["number"]), written(template.code, language, values), None, [reader.email])
