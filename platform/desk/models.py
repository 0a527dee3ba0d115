"""Saved views of lists, and notifications."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record


class SavedView(Record):
    """A list's filter, sort and columns under a name; shared with everybody of the same place, or private."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "viw"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(_("place"), max_length=80)
    page = models.CharField(max_length=160)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(_("shared with colleagues"), default=False)
    is_default = models.BooleanField(_("opens first"), default=False)

    class Meta:
        db_table = "desk_saved_view"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "page", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(
                fields=["user", "place", "page"], condition=models.Q(is_default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notification(Record):
    """A message to one person that leads to a page: it says who and what, never a bare number."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ntf"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "desk_notification"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_inbox"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notification_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="notification_once_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.text
