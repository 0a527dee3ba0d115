"""Kinds of recurring duties, and the errors of the site."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DutyKind(TextChoices):
    """A duty with a rhythm of its own."""

    ENVIRONMENT = "environment", _("Environment inspection")
    LOUNGE = "lounge", _("Opening check of the lounge")


class SiteError(StrEnum):
    """Why the site refused something."""

    UNANSWERED = "duty.unanswered"
    NO_NOTE = "duty.no_note"
    DONE_ALREADY = "duty.done_already"
    IN_THE_FUTURE = "duty.in_the_future"
    NOT_YOUR_POST = "duty.not_your_post"
