"""What is known of a stored file."""

from typing import ClassVar

from django.db import models

from common.records import Placement, Record


class StoredFile(Record):
    """A file that belongs to a record. The bytes lie under MEDIA_ROOT in a folder of the station (or of head office).

    `captured_at` and the position (WGS-84) come from the picture itself and are kept apart from the time of the upload (`created_at`).
    `sha256` is of the stored bytes, `source_sha256` of what was sent, `perceptual_hash` of what the picture shows: by these three the same
    picture is found again.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "fil"

    station_id = models.UUIDField(null=True, blank=True)
    subject_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64, blank=True)
    perceptual_hash = models.CharField(max_length=16, blank=True)
    path = models.CharField(max_length=300)
    captured_at = models.DateTimeField(null=True, blank=True)
    captured_lat = models.FloatField(null=True, blank=True)
    captured_lon = models.FloatField(null=True, blank=True)
    uploaded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "stored_file"
        indexes = [
            models.Index(fields=["station_id", "subject_id"], name="file_of_station"),
            models.Index(fields=["sha256"], name="file_same_bytes"),
            models.Index(fields=["perceptual_hash"], name="file_same_look", condition=~models.Q(perceptual_hash="")),
        ]

    @property
    def is_picture(self) -> bool:
        """Whether it may be shown in a page: pictures are re-encoded by us when they come in."""
        return self.content_type == "image/jpeg"
