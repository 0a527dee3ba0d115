"""The messages table."""

import json
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.channels.choices import ERROR_WORDS, MESSAGE_MOVES, TO_SEND, MessageLanguage, MessageStatus
from common.channels.templates import template_of, written
from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from common.text import Text


class Message(Record):
    """One SMS. Number and values are sealed; `key` makes an event that is told twice one message.

    `not_before` is when it is tried (again), or until when the process that sends it holds it. After `expires_at` it is not sent any more.
    `attempts` counts the hand-overs that were begun; the one that wrote it last is the one whose answer counts.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "msg"
    moves: ClassVar[Moves | None] = MESSAGE_MOVES
    TONES: ClassVar[dict[str, str]] = {MessageStatus.SENDING: "busy"}

    station_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=120, unique=True)
    subject_id = models.UUIDField(null=True, blank=True)
    template = models.CharField(_("text"), max_length=40)
    language = models.CharField(_("language"), max_length=8, choices=MessageLanguage.choices)
    status = models.CharField(_("status"), max_length=12, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    to_sealed = models.TextField()
    values_sealed = models.TextField(blank=True)
    provider_id = models.CharField(_("provider's number"), max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField(_("send until"))
    error = models.CharField(_("error"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("receipt at"), null=True, blank=True)

    class Meta:
        db_table = "message"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["not_before"], name="message_to_send", condition=models.Q(status__in=TO_SEND)),
            models.Index(fields=["subject_id", "-created_at"], name="message_of_subject"),
            models.Index(fields=["station_id", "-created_at"], name="message_of_station"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """Return the message's page at head office."""
        return reverse("desk:message", args=[self.pk])

    @property
    def title(self) -> Text:
        """What kind of message it is."""
        known = template_of(self.template)
        return known.title if known else self.template

    @property
    def to(self) -> str:
        """The number in full: for the provider alone."""
        return unseal(self.to_sealed)

    @property
    def masked_number(self) -> str:
        """The number, enough of it to recognise."""
        return masked(self.to)

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in the text."""
        found: dict[str, str] = json.loads(unseal(self.values_sealed) or "{}")
        return found

    @property
    def shown_text(self) -> str:
        """The text as it was sent, without the link: whoever holds that may act as the driver."""
        return (
            written(self.template, self.language, self.values, for_reading=True) if template_of(self.template) else ""
        )

    @property
    def error_words(self) -> Text:
        """Why it did not arrive, or waits."""
        return ERROR_WORDS.get(self.error, self.error)  # type: ignore[call-overload,no-any-return]
