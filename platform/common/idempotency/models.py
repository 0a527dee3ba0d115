"""Stored answers."""

from django.db import models

from common.ids import new_id


class StoredAnswer(models.Model):
    """The answer that a principal got for a key; written in the transaction of its effect and kept for 24 hours."""

    id = models.UUIDField(primary_key=True, default=new_id)
    principal = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "idempotency_answer"
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="idempotency_key_once")]
