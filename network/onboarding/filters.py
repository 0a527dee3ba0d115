"""How candidates may be filtered, on the page and in the API."""

from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice
from network.onboarding.applications.choices import OPEN, ApplicationStatus
from network.onboarding.building.choices import ImageStatus, PersonStatus, RectifyStatus, WeekStatus
from network.onboarding.building.models import FirstWeekItem, ImageItem, KeyPerson, KeyPost, Rectification
from network.onboarding.choices import UNDER_WAY, CandidateStatus, Level, Source
from network.onboarding.models import Application, Candidate, Signing
from network.onboarding.signing.choices import SigningStatus
from tenants.registry.choices import Region


class CandidateFilter(RecordFilter):
    """By step, office, level, source, lateness."""

    search = ("number__icontains", "name__icontains", "city__icontains", "contact_name__icontains")
    quick = ("status", "region")
    status = choice(CandidateStatus.choices, label=_("Status"))
    region = choice(Region.choices, label=_("Regional office"))
    level = choice(Level.choices, label=_("Level"))
    source = choice(Source.choices, label=_("Source"))
    late = django_filters.BooleanFilter(method="by_late", label=_("Late"))

    class Meta:
        model = Candidate
        fields = ["status", "region", "level", "source"]

    def by_late(self, rows: QuerySet[Candidate], name: str, value: bool) -> QuerySet[Candidate]:
        """Keep those whose step is past its limit (or not)."""
        late = {"status__in": UNDER_WAY, "step_due_at__lt": Now()}
        return rows.filter(**late) if value else rows.exclude(**late)


class ApplicationFilter(RecordFilter):
    """By status, office, lateness."""

    search = ("number__icontains", "company__icontains", "city__icontains")
    quick = ("status", "region")
    status = choice(ApplicationStatus.choices, label=_("Status"))
    region = choice(Region.choices, label=_("Regional office"))
    late = django_filters.BooleanFilter(method="by_late", label=_("Late"))

    class Meta:
        model = Application
        fields = ["status", "region"]

    def by_late(self, rows: QuerySet[Application], name: str, value: bool) -> QuerySet[Application]:
        """Keep those that wait longer than they should (or the others)."""
        late = {"status__in": OPEN, "due_at__lt": Now()}
        return rows.filter(**late) if value else rows.exclude(**late)


class ImageItemFilter(RecordFilter):
    """By status and lateness."""

    search = ("title_zh__icontains", "title_en__icontains", "candidate__number__icontains")
    quick = ("status",)
    status = choice(ImageStatus.choices, label=_("Status"))
    late = django_filters.BooleanFilter(method="by_late", label=_("Late"))

    class Meta:
        model = ImageItem
        fields: ClassVar[list[str]] = ["status"]

    def by_late(self, rows: QuerySet[ImageItem], name: str, value: bool) -> QuerySet[ImageItem]:
        """Keep those past their limit (or not)."""
        return rows.filter(due_at__lt=Now()) if value else rows.exclude(due_at__lt=Now())


class KeyPostFilter(RecordFilter):
    """By candidate."""

    search = ("title_zh__icontains", "title_en__icontains", "candidate__number__icontains")

    class Meta:
        model = KeyPost
        fields: ClassVar[list[str]] = ["code"]


class KeyPersonFilter(RecordFilter):
    """By status."""

    search = ("name__icontains", "post__candidate__number__icontains")
    quick = ("status",)
    status = choice(PersonStatus.choices, label=_("Status"))

    class Meta:
        model = KeyPerson
        fields: ClassVar[list[str]] = ["status"]


class RectificationFilter(RecordFilter):
    """By status."""

    search = ("title_zh__icontains", "title_en__icontains", "visit__candidate__number__icontains")
    quick = ("status",)
    status = choice(RectifyStatus.choices, label=_("Status"))

    class Meta:
        model = Rectification
        fields: ClassVar[list[str]] = ["status"]


class SigningFilter(RecordFilter):
    """By status."""

    search = ("agreement__number__icontains", "agreement__candidate__number__icontains")
    quick = ("status",)
    status = choice(SigningStatus.choices, label=_("Status"))

    class Meta:
        model = Signing
        fields: ClassVar[list[str]] = ["status"]


class FirstWeekFilter(RecordFilter):
    """By status and lateness."""

    search = ("title_zh__icontains", "title_en__icontains", "station__code__icontains")
    quick = ("status",)
    status = choice(WeekStatus.choices, label=_("Status"))
    late = django_filters.BooleanFilter(method="by_late", label=_("Late"))

    class Meta:
        model = FirstWeekItem
        fields: ClassVar[list[str]] = ["status"]

    def by_late(self, rows: QuerySet[FirstWeekItem], name: str, value: bool) -> QuerySet[FirstWeekItem]:
        """Keep those that are open past their limit (or the others)."""
        late = {"status": WeekStatus.OPEN, "due_at__lt": Now()}
        return rows.filter(**late) if value else rows.exclude(**late)
