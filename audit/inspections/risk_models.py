"""Signs that something is wrong at a station, told by other rooms: the list from which auditors choose whom to visit (异常清单)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record


class Source(models.TextChoices):
    """Where a sign was seen."""

    CLAIM = "claim", _("claim")
    DUTY_CHECK = "duty_check", _("duty-phone check")


class RiskSign(Record):
    """One anomaly, as the section that saw it tells it now, in both languages. It goes when the section takes it back.

    `source` says of what: a claim, or a check of the duty phone; `claim_id` and `claim_number` are then that record's.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rsk"

    station = models.ForeignKey(
        "registry.Station", on_delete=models.CASCADE, related_name="risk_signs", verbose_name=_("station")
    )
    source = models.CharField(_("seen in"), max_length=12, choices=Source.choices, default=Source.CLAIM)
    claim_id = models.UUIDField()
    claim_number = models.CharField(_("claim"), max_length=24)
    kind = models.CharField(_("anomaly"), max_length=24)
    position = models.PositiveSmallIntegerField(_("line"), default=0)
    weight = models.PositiveSmallIntegerField(_("weight"))
    words_zh = models.CharField(max_length=500)
    words_en = models.CharField(max_length=500)
    seen_on = models.DateField(_("repaired on"))

    class Meta:
        db_table = "inspection_risk_sign"
        ordering = ["-seen_on", "-weight", "id"]
        constraints = [models.UniqueConstraint(fields=["claim_id", "kind", "position"], name="risk_sign_once")]
        indexes = [
            models.Index(fields=["station", "-seen_on"], name="risk_sign_of_station"),
            models.Index(fields=["seen_on"], name="risk_sign_lately"),
        ]

    @property
    def url(self) -> str:
        """Return the page of the record in which it was seen."""
        page = {Source.CLAIM: "claims:detail", Source.DUTY_CHECK: "duty:check"}[Source(self.source)]
        return reverse(page, args=[self.claim_id])

    @property
    def words(self) -> str:
        """Return what was seen in the reader's language."""
        return self.words_zh if (get_language() or "").startswith("zh") else self.words_en
