"""Table and filter of the library, shared by pages and API."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import (
    AmountColumn,
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
from common.pages.filters import WORDS, CodeFilter
from common.pages.searching import matching
from network.support.choices import DocumentStatus, LiteratureKind
from network.support.literature_models import Literature
from network.support.literature_texts import found_in, holds


class LiteratureTable(RecordTable):
    """Editions of literature."""

    number = NumberColumn()
    title = Column(orderable=False, verbose_name=_("title"))
    kind = ChoiceColumn()
    models_in_words = Column(orderable=False, verbose_name=_("vehicle models"))
    component = Column(order_by=("component__code",))
    edition = AmountColumn()
    status = StatusColumn()
    released_at = MomentColumn()
    withdrawn_at = MomentColumn()
    default_columns = ("number", "title", "kind", "models_in_words", "component", "edition", "status", "released_at")

    class Meta(RecordTable.Meta):
        model = Literature
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "kind", "models_in_words", "component", "edition", "status", "released_at", "withdrawn_at",
        )  # fmt: skip

    def render_title(self, value: Any, record: Literature) -> Any:
        """Below the title say where the word that was searched for stands in a document."""
        words = found_words(getattr(record, "found_in", None))
        return format_html('{}<br><small class="quiet">{}</small>', value, words) if words else value

    def value_title(self, value: Any) -> Any:
        """Return the title alone, for exports."""
        return value


def found_words(place: Any) -> str:
    """Say where a word stands in a document of the library."""
    if not place:
        return ""
    words = " ".join(str(place["words"]).split())
    return _("%(file)s, page %(page)d: …%(words)s…") % {"file": place["file"], "page": place["page"], "words": words}


class LiteratureFilter(RecordFilter):
    """By words of either language, of its documents, too; by kind, state, vehicle model, component and day; for all models is for each."""

    search = (
        "number__icontains",
        "title_zh__icontains",
        "title_en__icontains",
        "body_zh__icontains",
        "body_en__icontains",
    )
    quick = ("kind", "status")
    kind = choice(LiteratureKind.choices, label=_("kind"))
    status = choice(DocumentStatus.choices, label=_("status"))
    model = django_filters.CharFilter(method="for_model", label=_("vehicle model (code)"))
    component = CodeFilter("component", label=_("component (code)"))
    released = day_range(field_name="released_at", label=pgettext_lazy("document", "released at"))

    class Meta:
        model = Literature
        fields: ClassVar[list[str]] = ["kind", "status"]

    def find(self, rows: Any, name: str, value: str) -> Any:
        """Keep what holds each word in its own texts or in one of its documents, and say where the first stands in a document."""
        words = value.split()[:WORDS]
        for word in words:
            rows = rows.filter(matching(Literature, self.search, word).condition | Q(holds(word)))
        return rows.annotate(found_in=found_in(words[0])) if words else rows

    find_plainly = find

    def for_model(self, rows: Any, name: str, value: str) -> Any:
        """Keep what is for a vehicle model, and what is for all."""
        return rows.filter(Q(vehicle_models=[]) | Q(vehicle_models__contains=[value.strip().upper()]))
