"""Tables of campaigns and their vehicles."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.campaigns.models import Campaign, CampaignVehicle
from common.pages import ChoiceColumn, Column, NumberColumn, RecordTable, StatusColumn


class CampaignTable(RecordTable):
    """The campaigns with their progress."""

    number = NumberColumn()
    kind = ChoiceColumn()
    title = Column(verbose_name=_("title"), order_by="title_zh")
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    done = Column(verbose_name=_("done"), accessor="done", attrs={"td": {"class": "cell-amount"}})

    class Meta(RecordTable.Meta):
        model = Campaign
        fields = ("number", "kind", "title", "status", "begins_on", "ends_on", "done")

    def render_done(self, record: Any) -> str:
        """Say how many of how many."""
        percent = round(100 * record.done / record.listed) if record.listed else 0
        return f"{record.done:,} / {record.listed:,} · {percent} %"


class VehicleTable(RecordTable):
    """The listed vehicles."""

    vin = NumberColumn(linkify=False)

    class Meta(RecordTable.Meta):
        model = CampaignVehicle
        fields = ("vin", "repaired_on", "station_code", "region")


class StationVehicleTable(RecordTable):
    """The listed vehicles as stations see them: where the work was done is not theirs to know."""

    vin = NumberColumn(linkify=False)

    class Meta(RecordTable.Meta):
        model = CampaignVehicle
        fields = ("vin", "repaired_on")
