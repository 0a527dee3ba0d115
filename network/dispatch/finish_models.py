"""What the crew reports of a rescue at its end: fields of the rescue, and the rules that the database keeps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.dispatch.choices import NoHelp, Outcome, RescueStatus, Unsigned
from network.hotline.choices import Symptom
from tenants.registry.models import Station


class Finished(models.Model):
    """The outcome as data, with words that are optional beside it; rescues of the time before have words alone.

    `found_cause` is a failure code of the catalogue. Who signed wrote by hand on the phone (a stored file), or `unsigned` says why not.
    """

    outcome = models.CharField(
        pgettext_lazy("of a rescue", "outcome"), max_length=12, choices=Outcome.choices, blank=True
    )
    towed_to = models.ForeignKey(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("towed to")
    )
    no_help = models.CharField(_("why no help"), max_length=12, choices=NoHelp.choices, blank=True)
    found_symptom = models.CharField(_("symptom found"), max_length=16, choices=Symptom.choices, blank=True)
    found_cause = models.CharField(pgettext_lazy("of a rescue", "cause found"), max_length=20, blank=True)
    result = models.TextField(_("result"), blank=True)
    signed_by = models.CharField(_("driver's signature"), max_length=80, blank=True)
    unsigned = models.CharField(_("not signed because"), max_length=12, choices=Unsigned.choices, blank=True)

    class Meta:
        abstract = True

    @property
    def outcome_words(self) -> str:
        """What became of it in a few words, with where to or why; empty for rescues that were told in words alone."""
        if not self.outcome:
            return ""
        more = self.towed_to or (self.get_no_help_display() if self.no_help else "")
        told = str(self.get_outcome_display())
        return f"{told}: {more}" if more else told


OUTCOME_RULES = (
    models.CheckConstraint(
        condition=Q(outcome="") | Q(status=RescueStatus.FINISHED), name="rescue_outcome_when_finished"
    ),
    models.CheckConstraint(
        condition=Q(towed_to__isnull=True) | Q(outcome=Outcome.TOWED), name="rescue_towed_to_when_towed"
    ),
    models.CheckConstraint(
        condition=(Q(outcome=Outcome.NOT_HELPED) & ~Q(no_help="")) | (~Q(outcome=Outcome.NOT_HELPED) & Q(no_help="")),
        name="rescue_no_help_has_reason",
    ),
)
