"""The calendar's exceptions."""

from django.db import models

from common.ids import new_id


class CalendarDay(models.Model):
    """A weekday that is off, or a weekend day that is worked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "working_day"


class AnnouncedYear(models.Model):
    """A year whose holiday notice is in the table; others count weekends only, and say so."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=120)

    class Meta:
        db_table = "working_day_year"
