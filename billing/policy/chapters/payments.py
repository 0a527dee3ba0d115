"""Chapters about what is paid: labour, parts, outbound drives."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from billing.policy.chapters.blocks import Chapter, Figures, Table
from billing.policy.chapters.fields import Amount, Code, Codes, Hours, Share, Whole
from billing.policy.chapters.words import CLAUSE, COMPONENT, LEVEL, MODEL
from billing.policy.policies import Band, HourRate, Labour, Markup, Outbound, Parts, TimeNorm


def _bands_ascend(bands: Sequence[Band]) -> str | None:
    limits = [band.up_to_km for band in bands if band.up_to_km is not None]
    return "" if limits != sorted(set(limits)) or None in [band.up_to_km for band in bands[:-1]] else None


LABOUR = Chapter(
    code="labour",
    title=_("Labour"),
    explain=_("Hours by the time catalogue × price of an hour × the station's coefficient."),
    figures=Figures(
        name="labour",
        title=_("Price of an hour"),
        make=Labour,
        fields=(
            CLAUSE,
            Amount(name="rate_minor_per_hour", label=_("Price of an hour, times the station's coefficient"), least=1),
        ),
        tables=(
            Table(
                name="rates",
                title=_("Price of an hour by station level"),
                make=HourRate,
                fields=(
                    CLAUSE,
                    Code(name="level", label=_("Station level"), key=True, most=4, source="level", wild=False),
                    Amount(name="rate_minor_per_hour", label=_("Price of an hour"), least=1),
                ),
            ),
            Table(
                name="norms",
                title=_("Time catalogue"),
                explain=_("Standard hours of an operation on a model; without a line the catalogue's hours hold."),
                make=TimeNorm,
                fields=(
                    CLAUSE,
                    Code(name="operation", label=_("Operation"), key=True, source="operation", wild=False),
                    MODEL,
                    Hours(name="hours", label=_("Standard hours")),
                ),
            ),
        ),
    ),
)

PARTS = Chapter(
    code="parts",
    title=_("Parts"),
    explain=_("List cost and mark-up; the line that names the component goes before the one that names the level."),
    figures=Figures(
        name="parts",
        title=_("Mark-up"),
        make=Parts,
        fields=(CLAUSE, Share(name="markup_percent", label=_("Mark-up on the list cost"))),
        tables=(
            Table(
                name="markups",
                title=_("Mark-up by component and station level"),
                make=Markup,
                fields=(CLAUSE, COMPONENT, LEVEL, Share(name="markup_percent", label=_("Mark-up on the list cost"))),
            ),
        ),
    ),
)

OUTBOUND = Chapter(
    code="outbound",
    title=_("Outbound drives"),
    explain=_("The band of the round trip sets the rate of the whole drive; the coefficients multiply."),
    figures=Figures(
        name="outbound",
        title=_("Coefficients and limits"),
        make=Outbound,
        fields=(
            CLAUSE,
            Share(name="night_percent", label=_("At night")),
            Share(name="highway_percent", label=_("On the highway")),
            Share(name="plateau_percent", label=_("On the plateau")),
            Codes(
                name="plateau_regions",
                label=_("Regions that count as plateau"),
                source="region",
                help=_("Codes of the regions of the coverage chapter; the province of the breakdown decides."),
            ),
            Amount(name="minimum_minor", label=_("At least")),
            Share(name="over_distance_percent", label=_("Tolerance above the expected distance")),
            Amount(
                name="tolls_limit_minor", label=_("Tolls by receipt, at most a drive"), help=_("0: tolls are not paid.")
            ),
        ),
        tables=(
            Table(
                name="bands",
                title=_("Bands of distance"),
                explain=_("Leave the last limit empty."),
                make=Band,
                at_least=1,
                check=_bands_ascend,
                fields=(
                    Whole(
                        name="up_to_km",
                        label=_("Up to (km)"),
                        key=True,
                        least=1,
                        optional=True,
                        unit=_("Up to %(n)s km"),
                        none=_("Beyond the last limit"),
                    ),
                    Amount(name="rate_minor_per_km", label=_("Rate per km"), per=_("%(rate)s per km")),
                ),
            ),
        ),
    ),
)
