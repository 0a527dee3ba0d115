"""Which applications a person may see, and the one behind an applicant's link."""

from datetime import datetime
from uuid import UUID

from django.core import signing

from accounts.actors import Actor
from common.errors import NotYours
from common.files.models import StoredFile
from common.pages.addresses import public_address
from common.records import RecordQuerySet
from common.sealed import blind_index
from common.senders import household_of
from network.onboarding.applications.choices import OPEN
from network.onboarding.applications.models import Application, ApplicationWord
from network.onboarding.applications.policies import plain_company, plain_phone
from network.onboarding.selectors import applications_for

LINK_SALT = "onboarding.application"
VALID_S = 180 * 24 * 3600


def waiting_for(actor: Actor) -> RecordQuerySet:
    """Return the applications that the office has to decide on, the oldest first."""
    return applications_for(actor).filter(status__in=OPEN).order_by("due_at")


def words_of(application: Application) -> RecordQuerySet:
    """Return what was said, the oldest first."""
    return ApplicationWord.objects.filter(application=application).order_by("created_at")


def photos_of(application: Application) -> RecordQuerySet:
    """Return the applicant's photos."""
    return StoredFile.objects.filter(subject_id=application.pk).order_by("created_at")


def link_of(application: Application) -> str:
    """Return the applicant's own address. Whoever holds it sees the state, so only the applicant is given it."""
    token = signing.dumps(str(application.pk), salt=LINK_SALT)
    return public_address("onboarding:applicant", token)


def application_of(token: str) -> Application:
    """Return the application of a link. The caller stands in head office's scope. Raises NotYours for a forged or old one."""
    return Application.objects.select_related("candidate").get_or_404(key_of(token))  # type: ignore[no-any-return]


def key_of(token: str) -> UUID:
    """Return the key behind a link. Raises NotYours for a forged or old one."""
    try:
        return UUID(signing.loads(token, salt=LINK_SALT, max_age=VALID_S))
    except (signing.BadSignature, ValueError, AttributeError) as error:
        raise NotYours from error


def company_index(name: str) -> str:
    """Return the digest by which the same company is found."""
    return blind_index("application.company", plain_company(name))


def phone_index(number: str) -> str:
    """Return the digest by which the same number is found."""
    return blind_index("application.phone", plain_phone(number))


def sender_index(address: str) -> str:
    """Return the digest by which what one address sent is counted."""
    return blind_index("application.sender", household_of(address))


def sent_since(index: str, moment: datetime) -> int:
    """Return how many applications came from one address since then."""
    return Application.objects.filter(sender_index=index, created_at__gt=moment).count() if index else 0


def earlier_twin(company: str, phone: str) -> Application | None:
    """Return the newest application of the same company or number."""
    by_name = Application.objects.filter(company_index=company)
    return (by_name | Application.objects.filter(phone_index=phone)).order_by("-created_at").first()
