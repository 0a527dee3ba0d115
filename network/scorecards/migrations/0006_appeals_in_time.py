from django.db import migrations, models

# Appeals that were open before there was a limit: five working days were meant, which a week is at most without a holiday.
OPEN_ONES = """
DO $$
DECLARE scope text := current_setting('app.office', true);
BEGIN
  PERFORM set_config('app.office', 'on', true);
  UPDATE public.score_appeal SET due_at = greatest(created_at, now()) + interval '7 days' WHERE status = 'open' AND due_at IS NULL;
  INSERT INTO public.deadline (id, kind, subject_id, step, station_id, due_at, attempts, last_error)
  SELECT gen_random_uuid(), 'score_appeal.due', a.id, 0, a.station_id, a.due_at - interval '1 day', 0, '' FROM public.score_appeal a
   WHERE a.status = 'open' ON CONFLICT DO NOTHING;
  PERFORM set_config('app.office', COALESCE(scope, ''), true);
END $$"""


def limit_the_open_ones(apps, schema_editor):
    schema_editor.execute(OPEN_ONES)


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0006_messages'),
        ('scorecards', '0005_orders_of_grades'),
    ]

    operations = [
        migrations.AddField(
            model_name='scoreappeal',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='to be decided by'),
        ),
        migrations.AddField(
            model_name='scoreappeal',
            name='late_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='late since'),
        ),
        migrations.RunPython(limit_the_open_ones, migrations.RunPython.noop),
    ]
