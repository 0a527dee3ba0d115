"""The library of service literature (服务资料库), edition by edition, and what each reader has marked and opened."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from network.support.choices import FileTextStatus, LiteratureKind
from network.support.editions import Edition, kept_editions


class Literature(Edition):
    """One edition of a piece of literature. No vehicle model named is all of them; with `sign_days` its readers sign for it (`sign_for.py`)."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "lit"

    kind = models.CharField(_("kind"), max_length=10, choices=LiteratureKind.choices)
    vehicle_models = models.JSONField(_("vehicle models"), default=list, blank=True)
    component = models.ForeignKey(
        "catalog.Component",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("component"),
    )
    sign_days = models.PositiveSmallIntegerField(_("to be signed for within (working days)"), default=0)
    body_zh = models.TextField(_("contents (Chinese)"))
    body_en = models.TextField(_("contents (English)"), blank=True)

    class Meta:
        db_table = "literature"
        ordering = ["-created_at"]
        constraints = kept_editions("literature")
        indexes = [models.Index(fields=["status", "-created_at"], name="literature_by_status")]

    def get_absolute_url(self) -> str:
        """Return the edition's page, at the station or at head office."""
        return reverse("support:literature", args=[self.pk])

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


class LiteratureFileText(Record):
    """What stands in a PDF document of an edition, read when it was added: its pages, one after the other, parted by form feeds."""

    placement: ClassVar[Placement] = Placement.OFFICE
    searched: ClassVar[tuple[str, ...]] = ("text",)

    edition = models.ForeignKey(Literature, on_delete=models.CASCADE, related_name="file_texts")
    file_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=FileTextStatus.choices)
    pages = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)

    class Meta:
        db_table = "literature_file_text"
        ordering = ["edition", "created_at"]
