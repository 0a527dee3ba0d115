"""Replays of a policy version over past claims, and the lines that it would decide otherwise."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind
from billing.claims.replay.choices import Change
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Placement, Record
from tenants.registry.choices import Region


class Replay(Record):
    """One replay: which version, over which claims, and what came out altogether. Its job tells how far it is.

    `content_hash` is of the clauses as they were replayed: a draft that was edited since has to be replayed again. `before_minor` is what
    the rules leave under the policy by which each claim was judged, `after_minor` under the replayed one.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "rpl"

    policy = models.ForeignKey("policy.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    policy_label = models.CharField(_("policy"), max_length=40)
    content_hash = models.CharField(max_length=64)
    job = models.OneToOneField("common.Job", on_delete=models.PROTECT, related_name="+")
    started_by = models.UUIDField()
    started_by_name = models.CharField(_("started by"), max_length=80)

    since = models.DateField(_("repaired from"))
    until = models.DateField(_("repaired until"))
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    only_station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    type = models.CharField(_("type"), max_length=24, choices=ClaimType.choices, blank=True)

    claims = models.PositiveIntegerField(_("claims"), default=0)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    changed_claims = models.PositiveIntegerField(_("changed claims"), default=0)
    changed_lines = models.PositiveIntegerField(_("changed lines"), default=0)
    claimed_minor = MoneyMinorField(_("claimed"), default=0)
    before_minor = MoneyMinorField(_("before"), default=0)
    after_minor = MoneyMinorField(_("after"), default=0)
    clean_before = models.PositiveIntegerField(default=0)
    clean_after = models.PositiveIntegerField(default=0)
    referred_before = models.PositiveIntegerField(default=0)
    referred_after = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    summary = models.JSONField(default=dict)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        db_table = "policy_replay"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["policy", "-created_at"], name="replay_of_policy")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="replay_period"),
            models.CheckConstraint(condition=Q(changed_lines__lte=F("lines")), name="replay_changed_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_label} · {self.since} – {self.until}"

    def get_absolute_url(self) -> str:
        """Return the page of this replay."""
        return reverse("claims:replay", args=[self.pk])

    @property
    def difference_minor(self) -> int:
        """Return how much more (or, below zero, less) the replayed policy pays."""
        return self.after_minor - self.before_minor


class ReplayLine(Record):
    """A claim line that the replayed policy would decide otherwise. `rule`, `clause` and `cited_policy` say which words decide the difference."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rpn"
    TONES: ClassVar[dict[str, str]] = {Change.LESS: "bad", Change.MORE: "good", Change.REASON: "info"}

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="changed")
    station_id = models.UUIDField()
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    line_id = models.UUIDField()
    position = models.PositiveSmallIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind.choices)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    code = models.CharField(_("code"), max_length=30, blank=True)
    component_code = models.CharField(_("component"), max_length=12, blank=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    claimed_minor = MoneyMinorField(_("claimed"))
    before_minor = MoneyMinorField(_("before"))
    after_minor = MoneyMinorField(_("after"))
    difference_minor = MoneyMinorField(_("difference"))
    effect = models.CharField(_("change"), max_length=8, choices=Change.choices)
    rule = models.CharField(_("rule"), max_length=40)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    cited_policy = models.CharField(_("policy"), max_length=40)
    reasons_before = models.JSONField(default=list)
    reasons_after = models.JSONField(default=list)

    class Meta:
        db_table = "policy_replay_line"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["station_id", "replay"], name="replay_line_of_station"),
            models.Index(fields=["replay", "difference_minor"], name="replay_line_by_money"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["replay", "line_id"], name="replay_line_once"),
            models.CheckConstraint(
                condition=Q(difference_minor=F("after_minor") - F("before_minor")), name="replay_line_difference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    @property
    def name(self) -> str:
        """Return the description in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def currency(self) -> str:
        """Return the currency, which all claims of a replay share."""
        return self.replay.currency

    def get_absolute_url(self) -> str:
        """Return the page of this line."""
        return reverse("claims:replay_line", args=[self.replay_id, self.pk])
