"""History rows, the heads of their chains, and who has been told."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from common.ids import new_id
from common.lanes import Lane
from common.records import Placement, Record


class HistoryHead(models.Model):
    """The last link of one chain. A chain is a station's, or one kind of head office's records."""

    stream = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        db_table = "history_head"


class History(Record):
    """One change: who did what to which record, before and after, and why.

    `seq`, `previous_hash` and `hash` are filled by a trigger on insert, under the lock of the chain's head: no gap, no missing link.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    append_only: ClassVar[bool] = True

    station_id = models.UUIDField(null=True, blank=True)
    stream = models.CharField(max_length=60)
    seq = models.BigIntegerField(default=0)
    aggregate = models.CharField(max_length=60)
    aggregate_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    occurred_at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        db_table = "history"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="history_no_gap_twice")]
        indexes = [
            models.Index(fields=["aggregate_id", "occurred_at"], name="history_of_record"),
            models.Index(fields=["station_id", "occurred_at"], name="history_of_station"),
        ]


class Undelivered(models.Model):
    """An event that subscribers have not all seen. Written with the history row, removed by the relay."""

    event = models.OneToOneField(History, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    verb = models.CharField(max_length=60)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())
    lane = models.PositiveSmallIntegerField(db_default=Lane.USUAL.value)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "history_undelivered"
        indexes = [models.Index(fields=["lane", "not_before"], name="history_undelivered_lane")]


class Receipt(models.Model):
    """A subscriber's word that it has handled an event; written in the same transaction as its effect."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subscriber = models.CharField(max_length=120)
    event_id = models.UUIDField()
    handled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "history_receipt"
        constraints = [models.UniqueConstraint(fields=["subscriber", "event_id"], name="history_receipt_once")]
