"""Stations: the tenants, the names by which they are reached, and the template that their schemas are made from."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from common.records import Moves, Placement, Record
from tenants.registry.choices import STATION_MOVES, Region, StationStatus


class Station(Record, TenantMixin):  # type: ignore[django-manager-missing]
    """An authorised service centre (特约售后服务中心). Its schema is made by `opening.open_station`, never by saving."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sta"
    moves: ClassVar[Moves | None] = STATION_MOVES
    auto_create_schema = False
    auto_drop_schema = False

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(
        _("status"), max_length=20, choices=StationStatus.choices, default=StationStatus.PREPARING
    )
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    province = models.CharField(_("province"), max_length=40)
    city = models.CharField(_("city"), max_length=60)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    representative = models.CharField(_("legal representative"), max_length=80, blank=True)
    phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    level = models.CharField(_("level"), max_length=4, default="B")
    brands = models.JSONField(_("brands"), default=list)
    capabilities = models.JSONField(_("capabilities"), default=list)
    labour_coefficient = models.DecimalField(
        _("labour coefficient"), max_digits=4, decimal_places=2, default=Decimal("1.00")
    )
    access_open = models.BooleanField(_("system access"), default=True)
    claims_go_on = models.BooleanField(
        _("claims go on while suspended"), default=False, help_text=_("for work done before the suspension")
    )
    stopped_on = models.DateField(_("suspended or withdrawn on"), null=True, blank=True)
    offsets_frozen = models.BooleanField(_("offsets frozen"), default=False)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    schema_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        db_table = "station"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the station's page at head office."""
        return reverse("registry:station", args=[self.pk])

    @property
    def takes_claims(self) -> bool:
        """Whether it may make new claims: while active, and while suspended if the suspension says so."""
        suspended = self.status == StationStatus.SUSPENDED
        return self.status == StationStatus.ACTIVE or (suspended and self.claims_go_on)

    @property
    def finishes_claims(self) -> bool:
        """Whether what it has begun may come to its end: also after a withdrawal, until its claims are closed."""
        withdrawn = self.status == StationStatus.WITHDRAWN
        return self.takes_claims or (withdrawn and self.claims_go_on)

    def covers(self, done_on: date) -> bool:
        """Whether work that was finished on a day may be claimed: after a suspension or withdrawal only what was done until then."""
        return self.status == StationStatus.ACTIVE or self.stopped_on is None or done_on <= self.stopped_on

    @property
    def has_schema(self) -> bool:
        """Whether its workshop system exists; stations that only exchange rows with head office have none yet."""
        return bool(self.schema_fingerprint)


class Domain(DomainMixin):
    """A host name of a station, for deployments that give each its own (cookie isolation)."""

    class Meta:
        db_table = "station_domain"


class SchemaTemplate(models.Model):
    """What makes a station's schema: the statements of each step, in order. A step is one change of the stations' migrations."""

    step = models.PositiveIntegerField(primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    statements = models.JSONField()
    runs_python = models.BooleanField(
        default=False, help_text="has Python that must see each station's own rows: can't be replayed"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "station_schema_template"
