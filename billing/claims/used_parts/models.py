"""Where a part stands that a crew used at the roadside."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record


class UsedPart(Record):
    """One used part on one claim line, or left out of all claims with a reason: the key is unique, so it is claimed once.

    The row goes with its line (taken off a draft) and with a claim that is cancelled; the part may then be claimed again.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "upt"

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    used_part_id = models.UUIDField(unique=True)
    line = models.ForeignKey(
        "claims.ClaimLine", verbose_name=_("line"), on_delete=models.CASCADE, null=True, related_name="used_parts"
    )
    left_out = models.CharField(_("not claimed because"), max_length=300, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=80)

    class Meta:
        db_table = "claim_used_part"
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=False, left_out="") | (Q(line__isnull=True) & ~Q(left_out="")),
                name="used_part_claimed_or_left_out",
            )
        ]
