from django.db import migrations, models


class Migration(migrations.Migration):
    """A repeated acceptance carries over what was in order."""

    dependencies = [("inspections", "0004_signs_of_duty_phones")]

    operations = [
        migrations.AddField(
            model_name="itemscore", name="is_carried", field=models.BooleanField(default=False)
        ),
    ]
