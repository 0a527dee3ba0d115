"""Five parties and five people for every posted offset, also for one that is written so at once."""

from django.db import migrations

HOLDS = (
    "CREATE TRIGGER holds BEFORE {when} ON public.settlement_offset FOR EACH ROW WHEN (NEW.status = 'posted') "
    "EXECUTE FUNCTION public.settlement_offset_holds()"
)
DROP = "DROP TRIGGER holds ON public.settlement_offset"


class Migration(migrations.Migration):
    dependencies = [("settlement", "0002_invoices_offsets_payments")]

    operations = [
        migrations.RunSQL(
            [DROP, HOLDS.format(when="INSERT OR UPDATE OF status")], [DROP, HOLDS.format(when="UPDATE OF status")]
        )
    ]
