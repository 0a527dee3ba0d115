"""Courses, who took part, and certificates."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.certification.choices import CertificateScope, Standing
from common.clock import today
from common.records import Placement, Record

EXPIRES_SOON_DAYS = 30


class Course(Record):
    """A course that leads to a certificate: its scope, its hours and for how long the certificate is valid."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "crs"

    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    scope = models.CharField(_("scope"), max_length=20, choices=CertificateScope.choices)
    hours = models.PositiveSmallIntegerField(_("teaching hours"), default=16)
    valid_months = models.PositiveSmallIntegerField(_("certificate valid (months)"), default=24)
    syllabus = models.TextField(_("syllabus"), blank=True)
    is_offered = models.BooleanField(pgettext_lazy("course", "offered"), default=True)

    class Meta:
        db_table = "course"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(valid_months__gt=0), name="course_is_valid_for_a_while")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("certification:course", args=[self.pk])


class Certificate(Record):
    """That a person of a station is qualified for something, from a day until a day (both included).

    Nothing of it changes once it is granted, except that it may be revoked; a renewal is a new certificate.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "crt"
    TONES: ClassVar[dict[str, str]] = {Standing.UPCOMING: "info"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    user_id = models.UUIDField(_("person"))
    user_name = models.CharField(_("holder"), max_length=80)
    scope = models.CharField(_("scope"), max_length=20, choices=CertificateScope.choices)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("course")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    granted_by_id = models.UUIDField(null=True, blank=True)
    granted_by_name = models.CharField(_("granted by"), max_length=120)
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by_id = models.UUIDField(null=True, blank=True)
    revoked_by_name = models.CharField(_("revoked by"), max_length=120, blank=True)
    revoked_reason = models.CharField(_("reason of revocation"), max_length=500, blank=True)

    class Meta:
        db_table = "certificate"
        ordering = ["-valid_from", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(granted_by_id__isnull=True) | ~Q(granted_by_id=F("user_id")),
                name="certificate_not_to_oneself",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "user_id", "scope", "valid_until"], name="certificate_of_person"),
            models.Index(fields=["scope", "valid_until"], name="certificate_of_scope"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("certification:certificate", args=[self.pk])

    @property
    def standing(self) -> Standing:
        """Return where it stands today."""
        return self.standing_on(today())

    def get_standing_display(self) -> str:
        """Return its standing in words."""
        return str(self.standing.label)

    def standing_on(self, day: date) -> Standing:
        """Return where it stands on `day`."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        if day < self.valid_from:
            return Standing.UPCOMING
        if day > self.valid_until:
            return Standing.EXPIRED
        return Standing.EXPIRING if self.valid_until - day <= timedelta(days=EXPIRES_SOON_DAYS) else Standing.VALID
