"""What reviewers keep beside a claim: who has it before them, and notes for colleagues. Head office's own; no station sees it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record


class ReviewLease(models.Model):
    """Who has a claim of the queue before them, until when by the database's clock. A lock and not a fact: it leaves no history.

    `is_kept` is a claim taken from the queue on purpose; the others are let go as soon as their reviewer opens another one.
    """

    placement: ClassVar[Placement] = Placement.OFFICE

    claim = models.OneToOneField("claims.Claim", primary_key=True, on_delete=models.CASCADE, related_name="lease")
    holder_id = models.UUIDField()
    holder_name = models.CharField(max_length=80)
    until = models.DateTimeField()
    is_kept = models.BooleanField(default=False)

    class Meta:
        db_table = "claim_review_lease"
        indexes = [models.Index(fields=["holder_id"], name="review_lease_of_holder")]


class ReviewNote(Record):
    """A reviewer's note for colleagues; no station sees it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "crn"

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(_("note"), max_length=1000)
    author_id = models.UUIDField()
    author_name = models.CharField(_("author"), max_length=80)

    class Meta:
        db_table = "claim_review_note"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["claim", "created_at"], name="review_note_of_claim")]
