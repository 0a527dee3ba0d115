"""Above the first review only by a dispute that there was."""

from django.db import migrations

from billing.claims.disputed_sql import REAL, UNDO_REAL


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_vehicle_visits")]

    operations = [migrations.RunSQL(REAL, UNDO_REAL)]
