"""A version of the agreement's words: read in both languages, and looked at as the paper that it becomes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.pages import VersionDetail
from common.errors import NotYours
from common.files.answers import bytes_answer
from common.pages import Button, Fact, Page, Section
from network.onboarding.documents.agreement import LANGUAGES, render_sample
from network.onboarding.wording.selectors import agreements_under, templates_for

READS = "onboarding.templates"
PAPER = "onboarding:templates_paper"


class TemplateDetail(VersionDetail):
    """One version with its passages in both languages, and how many agreements have them."""

    def facts(self, record: Any) -> list[Fact]:
        """Return dates, people, and the agreements that keep this version."""
        return [*super().facts(record), Fact(_("Agreements with these words"), agreements_under(record))]

    def sections(self, record: Any) -> list[Section]:
        """Return clauses and annexes."""
        words = self.shelf.read(record)
        return [
            Section(table.title, "onboarding/wording.html", {"passages": held}, count=len(held))
            for table in self.shelf.book.tables
            if (held := getattr(words, table.name))
        ]

    def buttons(self, record: Any) -> list[Button]:
        """Return the papers beside the steps."""
        papers = [
            Button(_("Sample paper (Chinese)"), PAPER, READS, (record.pk, "zh"), icon="file-text"),
            Button(_("Sample paper (English)"), PAPER, READS, (record.pk, "en"), icon="file-text"),
        ]
        return papers + super().buttons(record)


class SamplePaper(Page):
    """The agreement of a made-up station with the words of one version, as PDF."""

    action = READS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render and show it. Raises NotYours for a language that there is no paper in."""
        version, language = templates_for(self.actor).get_or_404(kwargs["pk"]), kwargs["language"]
        if language not in LANGUAGES:
            raise NotYours
        return bytes_answer(render_sample(version, language), f"{version.label}-{language}.pdf", "application/pdf")
