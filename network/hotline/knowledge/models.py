"""Versions of the articles of the knowledge base."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.ids import new_id
from common.records import Moves, Placement, Record
from network.hotline.choices import ARTICLE_MOVES, ArticleStatus, Audience, Symptom


class Article(Record):
    """One version of an article; `article` ties the versions together. In force is the one that is published.

    `found_by` repeats model codes and fault codes as text, for the search. Whoever wrote a version can't publish it.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "art"
    moves: ClassVar[Moves | None] = ARTICLE_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "title_zh", "title_en", "body_zh", "body_en", "found_by")
    TONES: ClassVar[dict[str, str]] = {ArticleStatus.PUBLISHED: "good", ArticleStatus.REPLACED: "off"}

    article = models.UUIDField(default=new_id, db_index=True)
    number = models.CharField(_("number"), max_length=16)
    edition = models.PositiveIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=ArticleStatus.choices, default=ArticleStatus.DRAFT)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160)
    body_zh = models.TextField(_("text (Chinese)"))
    body_en = models.TextField(_("text (English)"))
    audiences = models.JSONField(_("for"), default=list)
    symptoms = models.JSONField(_("symptoms"), default=list, blank=True)
    vehicle_models = models.JSONField(_("models"), default=list, blank=True)
    fault_codes = models.JSONField(_("fault codes"), default=list, blank=True)
    found_by = models.CharField(max_length=600, blank=True)
    drafted_by = models.UUIDField(null=True, blank=True)
    drafted_by_name = models.CharField(_("written by"), max_length=80, blank=True)
    published_by = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(_("reviewed by"), max_length=80, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        db_table = "knowledge_article"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["article", "edition"], name="article_edition_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(status=ArticleStatus.PUBLISHED), name="article_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")), name="article_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the article's page, at head office or at the station."""
        return reverse("hotline:article", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh

    @property
    def body(self) -> str:
        """The text in the reader's language."""
        return self.body_en if (get_language() or "").startswith("en") else self.body_zh

    @property
    def audience_labels(self) -> list[str]:
        """For whom it is, in words."""
        return [str(Audience(one).label) for one in self.audiences if one in Audience.values]

    @property
    def symptom_labels(self) -> list[str]:
        """Its symptoms, in words."""
        return [str(Symptom(one).label) for one in self.symptoms if one in Symptom.values]
