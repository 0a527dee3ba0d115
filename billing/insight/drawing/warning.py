"""The chart of a warning: every build month of the subject, observed beside expected."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.insight.models import BatchWarning
from common.pages import Chart, Look, Series, Unit


def build_months(warning: BatchWarning) -> Chart:
    """Observed first failures of each build month as bars, the expected ones as a line; the warned months stand out."""
    months = [str(one["month"]) for one in warning.months]
    first, last = f"{warning.built_from:%Y-%m}", f"{warning.built_to:%Y-%m}"
    warned = [first <= month <= last for month in months]
    seen = [int(one["observed"]) for one in warning.months]
    part = {} if warning.subject_code == warning.component_code else {"part": warning.subject_code}
    links = [
        f"{reverse('insight:claims')}?"
        + urlencode({"component": warning.component_code, "built_from": m, "built_to": m} | part)
        for m in months
    ]
    return Chart(
        "months",
        _("First failures by build month"),
        months,
        [
            Series(
                _("Under warning"),
                [n if out else None for n, out in zip(seen, warned, strict=True)],
                stack="seen",
                tone="bad",
                links=links,
            ),
            Series(
                _("Other months"),
                [None if out else n for n, out in zip(seen, warned, strict=True)],
                stack="seen",
                tone="neutral",
                links=links,
            ),
            Series(
                pgettext_lazy("failures", "Expected"),
                [float(one["expected"]) for one in warning.months],
                Look.LINE,
                unit=Unit.NUMBER,
                tone="accent",
            ),
        ],
        first=_("Build month"),
        caption=_(
            "Expected: what the life model of the other months says for the vehicles of a month and the time they have been on the road."
        ),
    )
