from django.db import migrations

from network.dispatch.news_sql import OF_STATION


class Migration(migrations.Migration):
    """What a station is authorised for is news to the index, too."""

    dependencies = [
        ('dispatch', '0012_going_off_duty'),
        ('registry', '0003_life'),
    ]

    operations = [migrations.RunSQL(OF_STATION, migrations.RunSQL.noop)]
