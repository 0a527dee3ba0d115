"""What a check of a claim that was settled by rule may find."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """Where a drawn claim stands, and what the check found."""

    OPEN = "open", _("To be checked")
    OK = "ok", _("Decided rightly")
    WRONG = "wrong", _("Decided wrongly")


VERDICT_MOVES: dict[Verdict, set[Verdict]] = {
    Verdict.OPEN: {Verdict.OK, Verdict.WRONG},
    Verdict.OK: set(),
    Verdict.WRONG: set(),
}
