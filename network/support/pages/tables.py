"""Tables and filters of documents and copies, shared by pages and API."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import STATION_ROLES, Role
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
from network.support.choices import CopyStatus, DocumentKind, DocumentStatus
from network.support.models import DocumentCopy, IssuedDocument
from network.support.selectors import late_now
from tenants.registry.choices import Region

POSTS = [(role.value, role.label) for role in Role if role in STATION_ROLES]
IN_TEXT = ("number", "title_zh", "title_en", "body_zh", "body_en")


class DocumentTable(RecordTable):
    """Editions of documents."""

    number = NumberColumn()
    title = Column(orderable=False, verbose_name=_("title"))
    kind = ChoiceColumn()
    edition = AmountColumn()
    status = StatusColumn()
    released_at = MomentColumn()
    drafted_by_name = Column()
    released_by_name = Column()
    default_columns = ("number", "title", "kind", "edition", "status", "released_at")

    class Meta(RecordTable.Meta):
        model = IssuedDocument
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "kind", "edition", "status", "released_at", "drafted_by_name", "released_by_name",
        )  # fmt: skip


class DocumentFilter(RecordFilter):
    """By words of either language, kind, state and day."""

    search = tuple(f"{name}__icontains" for name in IN_TEXT)
    quick = ("status", "kind")
    status = choice(DocumentStatus.choices, label=_("status"))
    kind = choice(DocumentKind.choices, label=_("kind"))
    released = day_range(field_name="released_at", label=pgettext_lazy("document", "released at"))

    class Meta:
        model = IssuedDocument
        fields: ClassVar[list[str]] = ["status", "kind"]


class CopyTable(RecordTable):
    """Copies: a station's inbox, and head office's list of who signed for what."""

    document = NumberColumn(
        accessor="document", linkify=lambda record: record.get_absolute_url(), order_by=("document__number",)
    )
    kind = Column(accessor="document__get_kind_display", orderable=False, verbose_name=_("kind"))
    station = Column(order_by=("station__code",))
    post = ChoiceColumn()
    status = StatusColumn()
    sign_by = MomentColumn()
    signed_at = MomentColumn()
    signed_by_name = Column()
    execute_by = MomentColumn()
    reported_at = MomentColumn()
    is_late = BooleanColumn()
    default_columns = ("document", "station", "post", "status", "sign_by", "signed_at", "execute_by", "is_late")

    class Meta(RecordTable.Meta):
        model = DocumentCopy
        fields: ClassVar[tuple[str, ...]] = (
            "document", "kind", "station", "post", "status", "sign_by", "signed_at", "signed_by_name", "execute_by", "reported_at", "is_late",
        )  # fmt: skip


class InboxTable(CopyTable):
    """The same at a station, which need not be told who it is."""

    default_columns = ("document", "kind", "post", "status", "sign_by", "signed_at", "execute_by", "is_late")


class CopyFilter(RecordFilter):
    """By words of the document, its number, office, post, state and lateness."""

    search = (*(f"document__{name}__icontains" for name in IN_TEXT), "station__code__icontains")
    quick = ("status", "is_late", "region")
    status = choice(CopyStatus.choices, label=_("status"))
    is_late = django_filters.BooleanFilter(label=_("overdue"))
    late_now = django_filters.BooleanFilter(method="filter_late_now", label=_("late now"))
    region = choice(Region.choices, field_name="station__region", label=_("regional office"))
    post = choice(POSTS, label=_("post"))
    number = django_filters.CharFilter(field_name="document__number", lookup_expr="iexact", label=_("number"))
    edition = django_filters.NumberFilter(field_name="document__edition", label=_("edition"))
    kind = choice(DocumentKind.choices, field_name="document__kind", label=_("kind"))
    signed = day_range(field_name="signed_at", label=_("signed for at"))

    class Meta:
        model = DocumentCopy
        fields: ClassVar[list[str]] = ["status", "is_late", "post"]

    def filter_late_now(self, rows: Any, name: str, value: bool) -> Any:
        """Keep what a station is late with now, or the rest."""
        return rows.filter(late_now()) if value else rows.exclude(late_now())
