"""What the exchange has said, where agents sit, and the rules of calling as versioned data."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement, Record
from network.hotline.choices import CallDirection, SignalKind


class CallSignal(Record):
    """One signal of the exchange, taken in once. A call is always reckoned from all of its signals; the number is sealed."""

    placement: ClassVar[Placement] = Placement.OFFICE
    append_only: ClassVar[bool] = True

    event_id = models.CharField(max_length=80, unique=True)
    call_key = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=10, choices=SignalKind.choices)
    at = models.DateTimeField()
    number_sealed = models.TextField(blank=True)
    extension = models.CharField(max_length=20, blank=True)
    direction = models.CharField(max_length=10, choices=CallDirection.choices)
    recording = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "hotline_call_signal"

    def __str__(self) -> str:
        return f"{self.kind} {self.call_key}"


class Seat(Record):
    """An extension of the exchange and who sits at it now. One person sits at one extension."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ext"

    extension = models.CharField(_("extension"), max_length=20, unique=True)
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )

    class Meta:
        db_table = "hotline_seat"
        ordering = ["extension"]

    def __str__(self) -> str:
        return self.extension


class CallPolicy(RuleVersion):
    """A version of the rules of calling; `telephony.policies.Policy` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cpo"

    class Meta:
        db_table = "hotline_call_policy"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("call_policy")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("hotline:rules_version", args=[self.pk])
