from django.db import migrations

from network.dispatch.news_sql import OF_STATION


class Migration(migrations.Migration):
    """Which brands a station is authorised for is news to the index, too."""

    dependencies = [
        ('dispatch', '0013_news_of_capabilities'),
    ]

    operations = [migrations.RunSQL(OF_STATION, migrations.RunSQL.noop)]
