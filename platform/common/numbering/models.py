"""The last number of each series."""

from django.db import models


class Series(models.Model):
    """One series, such as `CLM-2026` or a station's `RO-SHA01-2026`."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "numbering_series"
