"""Documents that head office issues, edition by edition, and the copies that posts of stations sign for and carry out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.records import Moves, Placement, Record
from network.support.choices import (
    COPY_MOVES,
    OPEN_COPIES,
    CopyStatus,
    DocumentKind,
)
from network.support.editions import Edition, kept_editions
from network.support.literature_models import Literature, LiteratureFileText, LiteratureMark
from network.support.paper_models import StationPaper
from network.support.rule_models import PaperRules
from network.support.survey_models import Survey, SurveyAnswer

__all__ = [
    "DocumentCopy",
    "IssuedDocument",
    "Literature",
    "LiteratureFileText",
    "LiteratureMark",
    "PaperRules",
    "StationPaper",
    "Survey",
    "SurveyAnswer",
]


class IssuedDocument(Edition):
    """A document that is sent to posts of stations, one edition of it; one with `literature` sends an edition of the library to be signed for."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "doc"

    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    literature = models.OneToOneField(
        Literature,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sent",
        verbose_name=_("Service literature"),
    )
    sign_days = models.PositiveSmallIntegerField(_("to be signed for within (working days)"), default=3)
    execute_days = models.PositiveSmallIntegerField(_("to be carried out within (working days)"), default=0)
    evidence = models.CharField(_("evidence that is asked for"), max_length=300, blank=True)

    class Meta:
        db_table = "issued_document"
        ordering = ["-created_at"]
        constraints = kept_editions("document")
        indexes = [models.Index(fields=["status", "-created_at"], name="document_by_status")]

    def get_absolute_url(self) -> str:
        """Return the edition's page at head office."""
        return reverse("support:document", args=[self.pk])

    @property
    def is_carried_out(self) -> bool:
        """Whether stations have to carry it out and show evidence."""
        return self.execute_days > 0


class DocumentCopy(Record):
    """The copy of one post of a station: signed for by who holds the post, then, where it is asked, carried out with evidence."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "dcp"
    moves: ClassVar[Moves | None] = COPY_MOVES
    TONES: ClassVar[dict[str, str]] = {
        CopyStatus.TO_SIGN: "warn",
        CopyStatus.SIGNED: "busy",
        CopyStatus.REPORTED: "info",
        CopyStatus.RETURNED: "bad",
        CopyStatus.DONE: "good",
    }

    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="copies", verbose_name=_("document")
    )
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    post = models.CharField(_("post"), max_length=40, choices=Role.choices)
    status = models.CharField(_("status"), max_length=10, choices=CopyStatus.choices, default=CopyStatus.TO_SIGN)
    sign_by = models.DateTimeField(_("to be signed for by"))
    signed_at = models.DateTimeField(_("signed for at"), null=True, blank=True)
    signed_by_name = models.CharField(_("signed for by"), max_length=120, blank=True)
    execute_by = models.DateTimeField(_("to be carried out by"), null=True, blank=True)
    report = models.TextField(_("how it was carried out"), blank=True)
    reported_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    reported_by_name = models.CharField(_("carried out by"), max_length=120, blank=True)
    remark = models.TextField(_("remark of head office"), blank=True)
    checked_at = models.DateTimeField(_("evidence checked at"), null=True, blank=True)
    checked_by_name = models.CharField(_("checked by"), max_length=120, blank=True)
    is_late = models.BooleanField(_("overdue"), default=False)

    class Meta:
        db_table = "document_copy"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["document", "station", "post"], name="document_copy_once"),
            models.CheckConstraint(
                condition=Q(status__in=[CopyStatus.TO_SIGN, CopyStatus.WITHDRAWN]) | Q(signed_at__isnull=False),
                name="document_copy_signed_first",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="document_copy_of_station"),
            models.Index(
                fields=["document", "status"], name="document_copy_open", condition=Q(status__in=list(OPEN_COPIES))
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        """Return the copy's page, at the station or at head office."""
        return reverse("support:copy", args=[self.pk])

    @property
    def due_at(self) -> object:
        """By when the station's next step is due; None when it is not the station's turn."""
        if self.status == CopyStatus.TO_SIGN:
            return self.sign_by
        return self.execute_by if self.status in (CopyStatus.SIGNED, CopyStatus.RETURNED) else None
