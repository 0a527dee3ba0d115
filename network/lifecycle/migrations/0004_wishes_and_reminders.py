import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The reminders of agreements that were signed before there were any: the same deadlines as `watch_agreement` sets, which a test compares.
# Of those that are over, the last one is enough; what is there already stays as it is.
REMINDERS = """
DO $$
DECLARE scope text := current_setting('app.office', true);
BEGIN
  PERFORM set_config('app.office', 'on', true);
  WITH newest AS (
    SELECT DISTINCT ON (c.opened_station_id) a.id, a.ends_on FROM public.agreement a JOIN public.candidate c ON c.id = a.candidate_id
      JOIN public.station s ON s.id = c.opened_station_id
     WHERE a.status = 'signed' AND s.status IN ('active', 'suspended') ORDER BY c.opened_station_id, a.ends_on DESC
  ), due AS (
    SELECT n.id, v.place, (n.ends_on - v.days)::timestamp AT TIME ZONE '__ZONE__' AS due_at,
           mod((n.ends_on - DATE '2000-01-01') * 3, 32000) + v.place AS step
      FROM newest n, (VALUES (0, 90), (1, 30), (2, 0)) v(place, days)
  )
  INSERT INTO public.deadline (id, kind, subject_id, step, due_at, attempts, last_error)
  SELECT gen_random_uuid(), 'agreement.runs_out', d.id, d.step, d.due_at, 0, '' FROM due d
   WHERE d.due_at > now() OR NOT EXISTS (SELECT 1 FROM due l WHERE l.id = d.id AND l.place = d.place + 1 AND l.due_at <= now())
  ON CONFLICT DO NOTHING;
  PERFORM set_config('app.office', COALESCE(scope, ''), true);
END $$"""


def remind(apps, schema_editor):
    schema_editor.execute(REMINDERS.replace("__ZONE__", settings.BUSINESS_TIME_ZONE))


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0006_messages'),
        ('lifecycle', '0003_closings'),
        ('onboarding', '0003_applications'),
        ('registry', '0003_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='stationorder',
            name='wish',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lifecycle.stationchange', verbose_name='asked for in'),
        ),
        migrations.AlterField(
            model_name='stationchange',
            name='kind',
            field=models.CharField(choices=[('address', 'Address'), ('contact', 'Contact and duty phone'), ('name', 'Registered name'), ('position', 'Position on the map'), ('relocation', 'Relocation'), ('owner', 'Transfer of owner'), ('level', 'Level of the station'), ('brands', 'Authorised brands'), ('capabilities', 'Capabilities of the station'), ('renewal', 'Renewal of the agreement'), ('deregistration', 'Deregistration of the station')], max_length=20, verbose_name='what changes'),
        ),
        migrations.RunPython(remind, migrations.RunPython.noop),
    ]
