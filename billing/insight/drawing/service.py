"""The charts of the service dashboard: cost and claims, first pass, queues, recovery, what was noticed."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.insight.choices import Queue
from billing.insight.choosing import Choice, said
from billing.insight.figures import BUCKETS, Counts, Recovery
from billing.insight.showing import anomaly_name
from common.pages import Chart, Look, Series, Unit
from common.text import Text
from tenants.registry.choices import Region

LEAST_REVIEWED = 20
WORST = 12
CHARGED = 12


def height_for(bars: int) -> str:
    """Return how high a chart of so many horizontal bars is to be."""
    return "xs" if bars <= 3 else "sm" if bars <= 6 else "md" if bars <= 14 else "lg"


def over_months(counts: Sequence[Counts], choice: Choice) -> dict[str, Counts]:
    """Return the counts of every month of the choice, with empty ones in between."""
    known = {one.key: one for one in counts}
    return {said(month): known.get(month, Counts(month)) for month in choice.months()}


def of_month(choice: Choice, month: str, **more: str) -> str:
    """Return the claims behind one month's number."""
    return choice.behind(**({"from": month, "to": month} | more))


def cost(by_month: Mapping[str, Counts], choice: Choice) -> Chart:
    """Settled cost as bars, claims as a line."""
    months = list(by_month)
    return Chart(
        "cost",
        _("Warranty cost and claims by month of repair"),
        months,
        [
            Series(
                _("Settled cost"),
                [one.final_minor for one in by_month.values()],
                links=[of_month(choice, month, status="settled") for month in months],
            ),
            Series(
                _("Claims"),
                [one.claims for one in by_month.values()],
                Look.LINE,
                unit=Unit.COUNT,
                right=True,
                links=[of_month(choice, month) for month in months],
            ),
        ],
        unit=Unit.MONEY,
        first=_("Month"),
        caption=_("What has been settled so far; the youngest months still grow while their claims are in review."),
    )


def first_passed(by_month: Mapping[str, Counts], choice: Choice) -> Chart:
    """First pass and automatic share."""
    months = list(by_month)
    return Chart(
        "first-pass",
        _("First-pass rate and automatic share"),
        months,
        [
            Series(
                _("First-pass rate"),
                [one.first_pass_rate for one in by_month.values()],
                Look.LINE,
                links=[of_month(choice, month, reviewed="true", first_passed="false") for month in months],
            ),
            Series(
                _("Decided by rule"),
                [one.automatic_rate for one in by_month.values()],
                Look.LINE,
                dashed=True,
                links=[of_month(choice, month, automatic="true") for month in months],
            ),
        ],
        unit=Unit.PERCENT,
        first=_("Month"),
        y_range=(0, 100),
        caption=_(
            "Share of reviewed claims that were approved as they came in, without a question. A point opens those that were not."
        ),
    )


def worst_stations(counts: Sequence[Counts], choice: Choice) -> Chart:
    """The stations with the lowest first-pass rate among those with enough reviewed claims."""
    many = [one for one in counts if one.reviewed >= LEAST_REVIEWED]
    shown = sorted(many, key=lambda one: (one.first_pass_rate or 0, one.key))[:WORST]
    return Chart(
        "stations",
        _("Stations with the lowest first-pass rate"),
        [one.key for one in shown],
        [
            Series(
                _("First-pass rate"),
                [one.first_pass_rate for one in shown],
                links=[choice.behind(station=one.key, reviewed="true", first_passed="false") for one in shown],
            )
        ],
        unit=Unit.PERCENT,
        first=_("Station"),
        horizontal=True,
        y_range=(0, 100),
        caption=_("Only stations with 20 reviewed claims or more, so that a single claim does not decide."),
        empty=_("No station has 20 reviewed claims in this period. Choose more months."),
    )


def regions(by_region: Mapping[str, Sequence[Counts]], choice: Choice) -> list[Chart]:
    """First pass of each regional office over the months, all on the same scale."""
    charts = []
    for region in Region:
        months = over_months(by_region.get(region, ()), choice)
        if not any(one.reviewed for one in months.values()):
            continue
        line = Series(
            _("First-pass rate"),
            [one.first_pass_rate for one in months.values()],
            Look.LINE,
            links=[of_month(choice, month, region=region, reviewed="true", first_passed="false") for month in months],
        )
        charts.append(
            Chart(
                f"region-{region}",
                region.label,
                list(months),
                [line],
                unit=Unit.PERCENT,
                first=_("Month"),
                y_range=(0, 100),
                height="xs",
            )
        )
    return charts


BUCKET_NAMES: Sequence[Text] = (_("0–2 days"), _("3–6 days"), _("7–13 days"), _("14–29 days"), _("30 days and more"))
BUCKET_TONES = ("good", "info", "busy", "warn", "bad")


def queues(ages: Mapping[Queue, Sequence[int]], choice: Choice) -> Chart:
    """How long claims have been waiting, by what they wait for."""
    order = list(Queue)
    base = {name: one for name, one in choice.query().items() if name not in ("from", "to")}

    def behind(queue: Queue, place: int) -> str:
        least, most = BUCKETS[place]
        span = {"waited_min": str(least)} | ({"waited_max": str(most)} if most is not None else {})
        return f"{reverse('insight:claims')}?{urlencode(base | {'status': queue.value} | span)}"

    return Chart(
        "queues",
        _("Age of the queues"),
        [queue.label for queue in order],
        [
            Series(
                name,
                [ages[queue][place] for queue in order],
                stack="age",
                tone=BUCKET_TONES[place],
                links=[behind(queue, place) for queue in order],
            )
            for place, name in enumerate(BUCKET_NAMES)
        ],
        first=_("Waiting for"),
        horizontal=True,
        height="sm",
        caption=_("Claims that wait now, whatever month they are of, by whole days of waiting."),
        empty=pgettext_lazy("queue", "Nothing is waiting."),
    )


def recovery_months(rows: Sequence[Recovery], choice: Choice) -> Chart:
    """Charged and standing amounts, and the recovery rate."""
    known = {said(one.key): one for one in rows}
    months = [said(month) for month in choice.months()]
    links = [recovered(choice, month=month) for month in months]

    def values(name: str) -> list[int | None]:
        return [getattr(known[month], name) if month in known else 0 for month in months]

    rates = [known[month].rate if month in known else None for month in months]
    return Chart(
        "recovery",
        _("Recovery from suppliers by month of repair"),
        months,
        [
            Series(_("Charged"), values("charged_minor"), links=links),
            Series(_("Still standing"), values("standing_minor"), links=links),
            Series(_("Recovery rate"), rates, Look.LINE, unit=Unit.PERCENT, right=True),
        ],
        unit=Unit.MONEY,
        first=_("Month"),
        caption=_(
            "The rate (追偿率) is what still stands of what was charged: accepted, not yet answered, or upheld on re-inspection."
        ),
        empty=_("No supplier was charged for repairs of this period."),
    )


def recovery_suppliers(rows: Sequence[Recovery], names: Mapping[str, str], choice: Choice) -> Chart:
    """The suppliers that were charged most."""
    shown = rows[:CHARGED]
    return Chart(
        "suppliers",
        _("Recovery by supplier"),
        [names.get(one.code, one.code) for one in shown],
        [
            Series(
                _("Charged"),
                [one.charged_minor for one in shown],
                links=[recovered(choice, supplier=one.code) for one in shown],
            ),
            Series(
                _("Still standing"),
                [one.standing_minor for one in shown],
                links=[recovered(choice, supplier=one.code) for one in shown],
            ),
        ],
        unit=Unit.MONEY,
        first=_("Supplier"),
        horizontal=True,
        height=height_for(2 * len(shown)),
        caption=_("The suppliers with the highest charges, with what still stands of them."),
        empty=_("No supplier was charged for repairs of this period."),
    )


def recovered(choice: Choice, month: str = "", **more: str) -> str:
    """Return the chargebacks behind a number."""
    span = {"from": month, "to": month} if month else {}
    return f"{reverse('insight:recovered')}?{urlencode(choice.query() | span | more)}"


def noticed(rows: Sequence[tuple[str, int, int]], choice: Choice) -> Chart:
    """What was noticed most often."""
    return Chart(
        "anomalies",
        _("Top anomalies"),
        [anomaly_name(kind) for kind, _n, _amount in rows],
        [
            Series(
                _("Claims"),
                [n for _kind, n, _amount in rows],
                links=[choice.behind(anomaly=kind) for kind, *_rest in rows],
            )
        ],
        first=_("What was noticed"),
        horizontal=True,
        caption=_("Claims about which the checks had something to say; a claim may be under several of them."),
        empty=_("The checks had nothing to say about the claims of this period."),
    )


def components(counts: Sequence[Counts], names: Mapping[str, str], choice: Choice) -> Chart:
    """Settled cost by component."""
    shown = sorted((one for one in counts if one.key), key=lambda one: -one.final_minor)[:WORST]
    return Chart(
        "components",
        _("Settled cost by component"),
        [names.get(one.key, one.key) for one in shown],
        [
            Series(
                _("Settled cost"),
                [one.final_minor for one in shown],
                links=[choice.behind(component=one.key, status="settled") for one in shown],
            )
        ],
        unit=Unit.MONEY,
        first=_("Component"),
        horizontal=True,
    )
