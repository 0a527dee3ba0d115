"""How crews really drove, for planners: the straight line, the road and the time of each way out that a phone followed."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from network.dispatch.choices import RescueStatus
from network.dispatch.geo import great_circle_m
from network.dispatch.models import Position, Rescue
from network.dispatch.track import Fix, measure
from network.planning.travel.drives import Drive

MOST = 1_000  # the newest ones say enough


def drives_out(since: datetime) -> Iterator[Drive]:
    """Yield the ways out of rescues that were finished since a moment; those without a track are left out."""
    rescues = Rescue.objects.filter(
        status=RescueStatus.FINISHED, finished_at__gte=since, departed_at__isnull=False, arrived_at__isnull=False
    ).order_by("-finished_at")
    legs = {
        pk: (region, departed, arrived)
        for pk, region, departed, arrived in rescues.values_list("pk", "station__region", "departed_at", "arrived_at")[
            :MOST
        ]
    }
    rows = Position.objects.filter(rescue__in=list(legs)).order_by("rescue", "at")
    fixes = rows.values_list("rescue", "at", "lat", "lon", "accuracy_m")
    for pk, group in groupby(fixes.iterator(chunk_size=5_000), key=itemgetter(0)):
        region, departed, arrived = legs[pk]
        track = measure([Fix(*row[1:]) for row in group if departed and arrived and departed <= row[1] <= arrived], 1.0)
        if len(track.kept) > 1:
            first, last = track.kept[0], track.kept[-1]
            straight_m = great_circle_m(first.lat, first.lon, last.lat, last.lon)
            seconds = (last.at - first.left_at).total_seconds()
            yield Drive(region, straight_m, track.distance_m, seconds, track.filled_m)
