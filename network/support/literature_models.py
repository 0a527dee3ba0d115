"""The library of service literature (服务资料库), edition by edition, and what each reader has marked and opened."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ids import new_id
from common.records import Moves, Placement, Record
from network.support.addressed import Addressed, in_english
from network.support.choices import DOCUMENT_MOVES, DocumentStatus, LiteratureKind


class Literature(Addressed):
    """One edition; `family` ties the editions together. No vehicle model named is all of them. Whoever drafted it can't release it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "lit"
    moves: ClassVar[Moves | None] = DOCUMENT_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "title_zh", "title_en", "body_zh", "body_en")
    TONES: ClassVar[dict[str, str]] = {DocumentStatus.IN_FORCE: "good", DocumentStatus.DRAFT: "busy"}

    family = models.UUIDField(default=new_id, db_index=True)
    number = models.CharField(_("number"), max_length=20)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=LiteratureKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    vehicle_models = models.JSONField(_("vehicle models"), default=list, blank=True)
    component = models.ForeignKey(
        "catalog.Component",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("component"),
    )
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    body_zh = models.TextField(_("contents (Chinese)"))
    body_en = models.TextField(_("contents (English)"), blank=True)
    changes = models.TextField(_("what is new in this edition"), blank=True)
    drafted_by_id = models.UUIDField(null=True, blank=True)
    drafted_by_name = models.CharField(_("drafted by"), max_length=120, blank=True)
    released_by_id = models.UUIDField(null=True, blank=True)
    released_by_name = models.CharField(pgettext_lazy("document", "released by"), max_length=120, blank=True)
    released_at = models.DateTimeField(pgettext_lazy("document", "released at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("no longer in force since"), null=True, blank=True)

    class Meta:
        db_table = "literature"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["family", "edition"], name="literature_edition_once"),
            models.UniqueConstraint(
                fields=["family"], condition=Q(status=DocumentStatus.IN_FORCE), name="literature_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(released_by_id__isnull=True) | ~Q(released_by_id=F("drafted_by_id")),
                name="literature_released_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.IN_FORCE)
                | Q(released_by_id__isnull=False, released_at__isnull=False),
                name="literature_in_force_is_released",
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="literature_by_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the edition's page, at the station or at head office."""
        return reverse("support:literature", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the reader's language, as far as there is one."""
        return (in_english() and self.title_en) or self.title_zh

    @property
    def body(self) -> str:
        """What it contains, in the reader's language, as far as that was written."""
        return (in_english() and self.body_en) or self.body_zh

    @property
    def models_in_words(self) -> str:
        """The vehicle models that it is for, by code."""
        return "、".join(self.vehicle_models) or str(_("all models"))


class LiteratureMark(Record):
    """What one reader has to do with a piece of literature, whatever its edition: kept as a favourite, last opened when."""

    placement: ClassVar[Placement] = Placement.OFFICE

    user_id = models.UUIDField()
    family = models.UUIDField()
    is_favourite = models.BooleanField(_("favourite"), default=False)
    opened_at = models.DateTimeField(_("last opened at"), null=True, blank=True)

    class Meta:
        db_table = "literature_mark"
        ordering = ["-opened_at"]
        constraints = [models.UniqueConstraint(fields=["user_id", "family"], name="literature_mark_once")]
