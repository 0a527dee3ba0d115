"""The knowledge base: list with search, an article, writing, review; and what fits the call that is being taken."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.selectors import find_vehicle
from common.pages import (
    ActPage,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.tables import show_moment
from common.text import Text
from network.hotline.choices import ArticleStatus, Audience, Symptom
from network.hotline.filters import ArticleFilter
from network.hotline.knowledge.actions import (
    ArticleText,
    amend_article,
    publish_article,
    retire_article,
    write_article,
)
from network.hotline.knowledge.models import Article
from network.hotline.knowledge.selectors import articles_for, suggested
from network.hotline.policies import plain_plate


class ArticleTable(RecordTable):
    """Articles."""

    number = NumberColumn()
    title = Column(orderable=False, verbose_name=_("Title"))
    status = StatusColumn()
    audience_labels = Column(orderable=False, verbose_name=_("For"))
    symptom_labels = Column(orderable=False, verbose_name=_("Symptoms"))
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Article
        fields = ("number", "title", "status", "edition", "audience_labels", "symptom_labels", "published_at")

    def render_audience_labels(self, value: list[str]) -> str:
        """Join the words."""
        return "、".join(value)

    def render_symptom_labels(self, value: list[str]) -> str:
        """Join the words."""
        return "、".join(value)


class ArticleList(ListPage):
    """The articles in sight; the box searches titles and texts of both languages, models and fault codes."""

    action = "knowledge.view"
    title = _("Knowledge base")
    table_class = ArticleTable
    filterset_class = ArticleFilter
    create = Button(_("Write an article"), "hotline:article_write", action="knowledge.write", primary=True, icon="plus")
    empty = _("No article here. Write one, and let a second person review it.")

    def rows(self) -> Any:
        """Return them through the gate."""
        return articles_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Writing is done at head office."""
        return [] if self.actor.is_station else super().page_buttons()


class OfArticle(Page):
    """The base of what belongs to one article."""

    lit = "hotline:articles"

    def record(self) -> Article:
        """Return the version through the gate."""
        found: Article = articles_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Knowledge base"), reverse("hotline:articles"))]


class ArticleDetail(OfArticle, DetailPage):  # type: ignore[misc]
    """One version of an article."""

    action = "knowledge.view"

    def facts(self, article: Article) -> Sequence[Fact]:
        """Return for whom, about what, by whom."""
        return [
            Fact(_("For"), "、".join(article.audience_labels)),
            Fact(_("Symptoms"), "、".join(article.symptom_labels)),
            Fact(_("Models"), "、".join(article.vehicle_models)),
            Fact(_("Fault codes"), "、".join(article.fault_codes)),
            Fact(_("Written by"), article.drafted_by_name, hint=show_moment(article.created_at)),
            Fact(_("Reviewed by"), article.published_by_name, hint=show_moment(article.published_at)),
        ]

    def sections(self, article: Article) -> Sequence[Section]:
        """Return the text, in the other language besides, and the other versions."""
        found = [Section(_("Text"), "hotline/article.html", {"article": article})]
        versions = articles_for(self.actor).filter(article=article.article).order_by("-edition")
        if len(versions) > 1:
            found.append(Section(_("Versions"), "hotline/article_versions.html", {"versions": versions}, aside=True))
        return found

    def buttons(self, article: Article) -> Sequence[Button]:
        """Return what may be done now; a station only reads."""
        if self.actor.is_station:
            return []
        args, moves = (article.pk,), article.possible_moves()
        if article.status != ArticleStatus.DRAFT:
            found = [
                Button(_("Write the next version"), "hotline:article_next", "knowledge.write", args, icon="pencil")
            ]
            if moves:
                found.append(
                    Button(_("Take out of use"), "hotline:article_retire", "knowledge.review", args, danger=True)
                )
            return found
        return [
            Button(_("Edit"), "hotline:article_edit", "knowledge.write", args, icon="pencil"),
            Button(_("Put away"), "hotline:article_retire", "knowledge.review", args, danger=True),
            Button(_("Publish"), "hotline:article_publish", "knowledge.review", args, primary=True, icon="check"),
        ]


class ArticleForm(forms.Form):
    """An article in both languages."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title_en = forms.CharField(label=_("Title (English)"), max_length=160)
    audiences = forms.MultipleChoiceField(label=_("For"), choices=Audience.choices)
    symptoms = forms.MultipleChoiceField(label=_("Symptoms"), choices=Symptom.choices, required=False)
    vehicle_models = forms.CharField(
        label=_("Models"), required=False, max_length=300, help_text=_("Codes, separated by commas; none: all models.")
    )
    fault_codes = forms.CharField(
        label=_("Fault codes"), required=False, max_length=300, help_text=_("For example P0087, SPN 157")
    )
    body_zh = forms.CharField(
        label=_("Text (Chinese)"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10, "wide": True})
    )
    body_en = forms.CharField(
        label=_("Text (English)"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10, "wide": True})
    )


class WriteArticle(FormPage):
    """Begins an article."""

    action = "knowledge.write"
    title = _("Write an article")
    form_class = ArticleForm
    submit_label = _("Save the draft")
    success = _("The draft is saved. A second person can review it.")
    lit = "hotline:articles"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Knowledge base"), reverse("hotline:articles"))]

    def begun_from(self) -> Article | None:
        """Return the version that the form shows at first."""
        key = self.kwargs.get("pk")
        found: Article | None = articles_for(self.actor).get_or_404(key) if key else None
        return found

    def initial(self) -> dict[str, Any]:
        """Return what stands there."""
        article = self.begun_from()
        if article is None:
            return super().initial() | {"audiences": [Audience.HOTLINE]}
        values = {name: getattr(article, name) for name in ArticleForm.base_fields}
        joined = {name: ", ".join(values[name]) for name in ("vehicle_models", "fault_codes")}
        return values | joined

    def text(self, form: Any) -> ArticleText:
        """Return what was typed."""
        typed = dict(form.cleaned_data)
        for name in ("vehicle_models", "fault_codes"):
            typed[name] = tuple(re.split(r"\s*[,，、;；]\s*", typed[name]))
        return ArticleText(**(typed | {"audiences": tuple(typed["audiences"]), "symptoms": tuple(typed["symptoms"])}))

    def perform(self, form: Any) -> str:
        """Draft it."""
        return write_article(self.text(form), acting_user=self.actor).get_absolute_url()


class NextEdition(WriteArticle):
    """Begins the next version of an article."""

    title = _("Write the next version")

    def perform(self, form: Any) -> str:
        """Draft it."""
        return write_article(self.text(form), follows=self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class EditArticle(WriteArticle):
    """Changes a draft."""

    title = _("Edit the draft")

    def record(self) -> Article | None:
        """Return the draft: what somebody else changed meanwhile is shown."""
        return self.begun_from()

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_article(self.kwargs["pk"], self.text(form), acting_user=self.actor).get_absolute_url()


class PublishArticle(ActPage):
    """Puts a draft in force; a second person does."""

    action = "knowledge.review"
    title = _("Publish the article")
    success = _("The article is published.")
    lit = "hotline:articles"

    def perform(self, reason: Any) -> str:
        """Publish it."""
        return publish_article(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class RetireArticle(ActPage):
    """Takes a version out of use."""

    action = "knowledge.review"
    title = _("Take the article out of use")
    reason = "required"
    danger = True
    lit = "hotline:articles"

    def perform(self, reason: Any) -> str:
        """Take it out of use."""
        return retire_article(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()


class Suggest(Page):
    """What fits the call: the form asks for it when symptom, vehicle or words change."""

    action = "hotline.answer"
    template_name = "hotline/suggested.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show up to five articles."""
        typed = request.GET.get("vehicle", "").replace("\x00", "")[:20]
        vehicle = find_vehicle(plain_plate(typed)) if typed else None
        found = suggested(
            self.actor,
            Audience.HOTLINE,
            symptom=request.GET.get("symptom", "")[:20],
            model=vehicle.model.code if vehicle else "",
            code=_code(request.GET.get("words", "")),
        )
        return self.render(articles=found)


def _code(words: Text) -> str:
    """Return the fault code among the caller's words, such as P0087 or SPN 157."""
    found = re.search(r"\b([PCBU][0-9A-F]{4}|SPN\s*\d+)\b", str(words)[:2000].upper())
    return re.sub(r"SPN\s*", "SPN ", found[0]) if found else ""
