"""What comes out edition by edition: drafted by one person, released by another, replaced by the next."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ids import new_id
from common.records import Moves
from network.support.addressed import Addressed, in_english
from network.support.choices import DOCUMENT_MOVES, DocumentStatus


class Edition(Addressed):
    """One edition of something that head office writes; `family` ties the editions together. English is optional.

    Whoever drafted it can't release it, and one edition of a family is in force at a time: `kept_editions` of the room's table keeps both.
    """

    moves: ClassVar[Moves | None] = DOCUMENT_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "title_zh", "title_en", "body_zh", "body_en")
    TONES: ClassVar[dict[str, str]] = {DocumentStatus.IN_FORCE: "good", DocumentStatus.DRAFT: "busy"}

    family = models.UUIDField(default=new_id, db_index=True)
    number = models.CharField(_("number"), max_length=20)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    body_zh = models.TextField(_("text (Chinese)"))
    body_en = models.TextField(_("text (English)"), blank=True)
    changes = models.TextField(_("what is new in this edition"), blank=True)
    drafted_by_id = models.UUIDField(null=True, blank=True)
    drafted_by_name = models.CharField(_("drafted by"), max_length=120, blank=True)
    released_by_id = models.UUIDField(null=True, blank=True)
    released_by_name = models.CharField(pgettext_lazy("document", "released by"), max_length=120, blank=True)
    released_at = models.DateTimeField(pgettext_lazy("document", "released at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("no longer in force since"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, as far as there is one."""
        return (in_english() and self.title_en) or self.title_zh

    @property
    def body(self) -> str:
        """The text in the reader's language, as far as there is one."""
        return (in_english() and self.body_en) or self.body_zh


def kept_editions(name: str) -> list[models.BaseConstraint]:
    """Return the constraints of a table of editions."""
    is_released = Q(released_by_id__isnull=False, released_at__isnull=False)
    return [
        models.UniqueConstraint(fields=["family", "edition"], name=f"{name}_edition_once"),
        models.UniqueConstraint(
            fields=["family"], condition=Q(status=DocumentStatus.IN_FORCE), name=f"{name}_one_in_force"
        ),
        models.CheckConstraint(
            condition=Q(released_by_id__isnull=True) | ~Q(released_by_id=F("drafted_by_id")),
            name=f"{name}_released_by_another",
        ),
        models.CheckConstraint(
            condition=~Q(status=DocumentStatus.IN_FORCE) | is_released, name=f"{name}_in_force_is_released"
        ),
    ]
