"""Tables and filters of certificates and courses, shared by pages and API."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.certification.choices import CertificateScope, Standing
from audit.certification.models import Certificate, Course
from audit.certification.selectors import standing_is, stations_to_choose
from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
    day_range,
)


class CertificateTable(RecordTable):
    """Certificates."""

    number = NumberColumn(verbose_name=_("number"))
    user_name = Column(verbose_name=_("holder"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    scope = ChoiceColumn(verbose_name=_("scope"))
    valid_from = MomentColumn(verbose_name=_("valid from"))
    valid_until = MomentColumn(verbose_name=_("valid until"))
    standing = StatusColumn(verbose_name=_("standing"), orderable=False)
    granted_by_name = Column(verbose_name=_("granted by"))
    course = Column(verbose_name=_("course"), order_by=("course__code",))
    default_columns = ("number", "user_name", "station", "scope", "valid_from", "valid_until", "standing")

    class Meta(RecordTable.Meta):
        model = Certificate
        fields: ClassVar[tuple[str, ...]] = (
            "number", "user_name", "station", "scope", "valid_from", "valid_until", "standing", "granted_by_name", "course",
        )  # fmt: skip


class CertificateFilter(RecordFilter):
    """Certificates by scope, standing, station and end."""

    search = ("number__icontains", "user_name__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("scope", "standing")
    scope = choice(CertificateScope.choices, label=_("scope"))
    standing = django_filters.MultipleChoiceFilter(choices=Standing.choices, method="by_standing", label=_("standing"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    valid_until = day_range(label=_("valid until"))

    class Meta:
        model = Certificate
        fields: ClassVar[list[str]] = ["scope", "station", "valid_until"]

    def by_standing(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep what stands so today."""
        return rows.filter(standing_is([Standing(one) for one in value])) if value else rows


class CourseTable(RecordTable):
    """Courses."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = Column(verbose_name=pgettext_lazy("of a thing", "name"), order_by=("name_zh",))
    scope = ChoiceColumn(verbose_name=_("scope"))
    hours = AmountColumn(verbose_name=_("teaching hours"))
    valid_months = AmountColumn(verbose_name=_("certificate valid (months)"))
    is_offered = BooleanColumn(verbose_name=pgettext_lazy("course", "offered"))

    class Meta(RecordTable.Meta):
        model = Course
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "scope", "hours", "valid_months", "is_offered")


class CourseFilter(RecordFilter):
    """Courses by scope."""

    search = ("code__icontains", "name_zh__icontains", "name_en__icontains")
    quick = ("scope", "is_offered")
    scope = choice(CertificateScope.choices, label=_("scope"))
    is_offered = django_filters.BooleanFilter(label=pgettext_lazy("course", "offered"))

    class Meta:
        model = Course
        fields: ClassVar[list[str]] = ["scope", "is_offered"]
