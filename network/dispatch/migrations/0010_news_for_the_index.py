"""The database notes whose crews may be ranked otherwise than before."""

import django.db.models.functions.datetime
from django.db import migrations, models

from network.dispatch.news_sql import STATEMENTS, UNDO


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0001_initial'),
        ('dispatch', '0009_cause_of_taking'),
        ('registry', '0003_life'),
    ]

    operations = [
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station_id', models.UUIDField()),
                ('xid', models.BigIntegerField(db_index=True)),
                ('noted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'dispatch_news',
            },
        ),
        migrations.RunSQL(STATEMENTS, UNDO),
    ]
