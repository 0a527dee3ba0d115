from django.db import migrations

from network.hotline.frozen_sql import FROZEN, THAW


class Migration(migrations.Migration):
    """Scripts and articles that are published never change."""

    dependencies = [
        ('hotline', '0008_knowledge_base'),
    ]

    operations = [
        migrations.RunSQL(FROZEN, THAW),
    ]
