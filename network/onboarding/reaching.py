"""How the contact of a candidate is reached: as the office has written it down, else as the applicant wrote it on the public form."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.channels.choices import MessageLanguage
from common.errors import Invalid
from network.hotline.policies import plain_phone
from network.onboarding.applications.models import Application
from network.onboarding.choices import OnboardingError
from network.onboarding.models import Agreement, Candidate


@dataclass(frozen=True, slots=True)
class Reader:
    """Number and mail address, each empty where there is none, and the language."""

    phone: str
    email: str
    language: str


def reader_of(candidate: Candidate) -> Reader:
    """Return how the candidate's contact is reached. Showing it to somebody is recorded elsewhere: it is for messages and calls of ours."""
    applied: Application | None = getattr(candidate, "application", None)
    if applied is None:
        return Reader(candidate.contact_phone, candidate.contact_email, MessageLanguage.ZH)
    own = applicant_of(applied)
    return Reader(candidate.contact_phone or own.phone, candidate.contact_email or own.email, own.language)


def signatory_of(agreement: Agreement) -> Reader:
    """Return how whoever signs for the station is reached: the next owner by its own address, else the candidate's contact."""
    if agreement.replaces_id:
        return Reader("", agreement.contact_email, MessageLanguage.ZH)
    return reader_of(agreement.candidate)


def applicant_of(application: Application) -> Reader:
    """Return how an applicant is reached, as it wrote on the form."""
    return Reader(application.contact_phone, application.contact_email, application.language)


def require_number(text: str, field: str) -> str:
    """Return a number as it was typed. Raises Invalid for what nobody can call."""
    number = text.strip()
    if not plain_phone(number, field=field):
        raise Invalid(_("Give a number that can be called."), code=OnboardingError.PHONE, field=field)
    return number
