"""What it costs: labour above the norm, the station above its peers."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.facts import ClaimPicture
from billing.claims.anomalies.registry import Limits, Sign, detector
from billing.claims.anomalies.similarity import stands_out


@detector(
    "labour.above_norm",
    _("Labour above norm"),
    _("Operation %(operation)s takes %(norm)s h by the catalogue; %(hours)s h were claimed, %(percent)d %% more."),
    weight=15,
    limits={"percent": 20},
)
def above_norm(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See labour well above the norm of its operation: the rules cut it, but who does it often is worth a look."""
    for line in picture.lines:
        if not line.standard_hours or line.hours <= line.standard_hours * (1 + Decimal(limits["percent"]) / 100):
            continue
        percent = round((line.hours / line.standard_hours - 1) * 100)
        told = {"operation": line.operation_code, "norm": line.standard_hours, "hours": line.hours, "percent": percent}
        yield Sign(told, line.position)


@detector(
    "cost.above_peers",
    _("Station above its peers"),
    _(
        "A claim on %(component)s costs %(own_minor)s at this station (%(claims)d claims) and %(peers_minor)s "
        "at %(peers)d peers of the region: %(percent)d %% more."
    ),
    weight=20,
    limits={"own_claims": 8, "peers": 5, "percent": 25, "score_tenths": 35},
)  # fmt: skip
def above_peers(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a station whose median claim on a component stands out of its region's.

    Few claims or few peers prove nothing, and a group that is nearly equal does not make a small difference large.
    """
    for one in picture.peers:
        if one.own_claims < limits["own_claims"] or len(one.medians_minor) < limits["peers"]:
            continue
        middle, score = stands_out(one.own_median_minor, one.medians_minor)
        percent = round(100 * one.own_median_minor / middle - 100) if middle else 0
        if percent >= limits["percent"] and score * 10 >= limits["score_tenths"]:
            told = {"component": one.component_code, "own_minor": one.own_median_minor, "claims": one.own_claims}
            yield Sign({**told, "peers_minor": middle, "peers": len(one.medians_minor), "percent": percent})
            return
