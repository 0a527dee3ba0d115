"""What keeps machines out, without anybody else's help: a stamp in the form, its age, and how often one address may send."""

import re
from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import Invalid
from network.onboarding.applications.choices import ApplicationError

SALT = "onboarding.apply"
MIN_AGE = timedelta(seconds=4)  # nobody fills in the form faster
MAX_AGE = timedelta(hours=12)
MOST_PER_SENDER = 5
SENDER_WINDOW = timedelta(hours=24)
MOST_WORDS = 20  # of the applicant, by one link
MOST_PHOTOS = 6  # at once
MOST_FILES = 24  # of one application
ANSWER_DAYS = 5  # working days until the office has looked


def new_stamp(opened: datetime | None = None) -> str:
    """Return the stamp that a form carries: when it was opened (else now), signed."""
    return signing.dumps((opened or now()).timestamp(), salt=SALT)


def opened_at(stamp: str) -> datetime | None:
    """Return when the form with this stamp was opened; None for a stamp that is not ours or too old."""
    try:
        moment = datetime.fromtimestamp(float(signing.loads(stamp, salt=SALT)), tz=now().tzinfo)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return moment if now() - moment <= MAX_AGE else None


def check_stamp(stamp: str, trap: str) -> None:
    """Raise Invalid for what a person would not send: a filled trap, a form that is seconds or days old."""
    if trap:
        raise Invalid(_("Leave the field for the website empty, then send again."), code=ApplicationError.MACHINE)
    opened = opened_at(stamp)
    if opened is None:
        message = _("This form was open for too long. Look it through and send it again.")
        raise Invalid(message, code=ApplicationError.TOO_OLD)
    if now() - opened < MIN_AGE:
        message = _("That was very quick. Look it through once more, then send it again.")
        raise Invalid(message, code=ApplicationError.TOO_FAST)


def plain_phone(text: str) -> str:
    """Return the digits of a number, without the country's code. Raises Invalid for what can't be called."""
    digits = re.sub(r"\D", "", text)
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    digits = digits[2:] if digits.startswith("86") and len(digits) == 13 else digits
    if not 7 <= len(digits) <= 15:
        raise Invalid(_("Enter a number that we can call."), code=ApplicationError.PHONE, field="phone")
    return digits


def plain_company(name: str) -> str:
    """Return a company's name as it is compared: without spaces, brackets and the legal form."""
    plain = re.sub(r"[\s()（）.,，。·-]", "", name).casefold()
    for form in ("有限责任公司", "股份有限公司", "有限公司", "companylimited", "coltd", "ltd"):
        plain = plain.removesuffix(form)
    return plain
