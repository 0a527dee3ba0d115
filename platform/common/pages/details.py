"""The detail page: facts, sections, what may be done now, and the timeline from history."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from common.pages.base import Page
from common.pages.parts import Button, Fact, Section
from common.pages.timeline import timeline_of
from common.text import Text


class DetailPage(Page):
    """One record. A subclass gives `record()`, `title_for`, `facts`, `sections`, `buttons`; the timeline comes itself.

    `status_field` names the field shown as a badge beside the title ("" for none).
    """

    template_name = "pages/detail.html"
    status_field: ClassVar[str] = "status"
    list_name: ClassVar[str] = ""
    timeline_length: ClassVar[int] = 30
    live: ClassVar[str] = ""

    def record(self) -> Any:
        """Return the record through the app's gate; it raises NotYours when it is not the actor's."""
        raise NotImplementedError

    @cached_property
    def object(self) -> Any:
        """Return the record, fetched once."""
        return self.record()

    def title_for(self, record: Any) -> Text:
        """Return the record's name or number."""
        return str(record)

    def subtitle_for(self, record: Any) -> Text:
        """Return a line below the title."""
        return ""

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the labelled values at the top."""
        return ()

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the blocks below the facts."""
        return ()

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return what may be done in the record's present state; what the actor may not do is left out by the page."""
        return ()

    def get_title(self) -> Text:
        """Return the record's title."""
        return self.title_for(self.object)

    def subtitle(self) -> Text:
        """Return the record's subtitle."""
        return self.subtitle_for(self.object)

    def page_buttons(self) -> Sequence[Button]:
        """Return the record's buttons."""
        return self.buttons(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record."""
        return self.render()

    def timeline(self) -> Sequence[Any]:
        """Return the record's entries in the history, newest first."""
        return timeline_of(self.object, self.timeline_length)

    def context(self) -> dict[str, Any]:
        """Return the record's parts."""
        sections = list(self.sections(self.object))
        return {
            "record": self.object,
            "facts": self.facts(self.object),
            "sections": [section for section in sections if not section.aside],
            "aside": [section for section in sections if section.aside],
            "timeline": self.timeline(),
            "status_field": self.status_field if hasattr(self.object, self.status_field or "-") else "",
        }
