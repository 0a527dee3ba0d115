"""Tables and filters of subscriptions, plans and invoices."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.subscriptions.choices import InvoiceStatus, SubscriptionStatus
from billing.subscriptions.models import Invoice, Subscription
from billing.subscriptions.selectors import plan_choices
from common.pages import (
    BooleanColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
)
from tenants.registry.choices import Region


def own_page(record: Subscription) -> str:
    """Return the subscription's page (not the station's, which the column shows)."""
    return record.get_absolute_url()


class SubscriptionTable(RecordTable):
    """The stations' subscriptions."""

    station = NumberColumn(verbose_name=_("station"), order_by=("station__code",), linkify=own_page)
    status = StatusColumn(verbose_name=_("status"), attrs={"td": {"class": "cell-status"}})
    plan = Column(verbose_name=_("plan"), order_by=("plan__rank",))
    wanted_plan = Column(verbose_name=_("plan asked for"))
    period_end = MomentColumn(verbose_name=_("runs until"))
    ends_at_period_end = BooleanColumn(verbose_name=_("ends then"))
    problem = Column(verbose_name=_("problem"))

    class Meta(RecordTable.Meta):
        model = Subscription
        fields: ClassVar[tuple[str, ...]] = (
            "station", "status", "plan", "wanted_plan", "period_end", "ends_at_period_end", "problem",
        )  # fmt: skip


class SubscriptionFilter(RecordFilter):
    """Subscriptions by status, plan and region."""

    search = ("station__code__icontains", "station__name__icontains")
    quick = ("status", "plan")
    status = choice(SubscriptionStatus.choices, label=_("status"))
    plan = django_filters.ModelChoiceFilter(queryset=plan_choices, label=_("plan"))
    region = choice(Region.choices, field_name="station__region", label=_("regional office"))

    class Meta:
        model = Subscription
        fields: ClassVar[list[str]] = ["status", "plan"]


class InvoiceTable(RecordTable):
    """Invoices of subscriptions."""

    number = Column(verbose_name=_("number"), attrs={"td": {"class": "cell-number"}})
    status = StatusColumn(verbose_name=_("status"), attrs={"td": {"class": "cell-status"}})
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    amount_minor = MoneyColumn(verbose_name=_("amount"))
    issued_at = MomentColumn(verbose_name=_("issued at"))
    due_at = MomentColumn(verbose_name=_("due by"))
    paid_at = MomentColumn(verbose_name=_("paid at"))

    class Meta(RecordTable.Meta):
        model = Invoice
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "status",
            "station",
            "amount_minor",
            "issued_at",
            "due_at",
            "paid_at",
        )


class InvoiceFilter(RecordFilter):
    """Invoices by status."""

    search = ("number__icontains", "station__code__icontains")
    quick = ("status",)
    status = choice(InvoiceStatus.choices, label=_("status"))

    class Meta:
        model = Invoice
        fields: ClassVar[list[str]] = ["status"]
