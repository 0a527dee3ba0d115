"""Telling people of a part's clock: the station's parts people, and the inspection section."""

from collections.abc import Callable

from accounts.roles import Role
from accounts.selectors import office_people, people_at
from billing.oldparts.models import OldPart
from common.pages.addresses import office_address, station_page
from common.text import Text
from desk.actions import tell


def tell_station(part: OldPart, words: Callable[[], Text], step: str) -> None:
    """Tell the station's manager and parts people, once per step."""
    url = station_page(part.station.code, "oldparts:detail", part.pk)
    tell(people_at(part.station_id, Role.STATION_MANAGER, Role.PARTS), words, url, key=f"oldpart:{part.pk}:{step}")


def tell_inspectors(part: OldPart, words: Callable[[], Text]) -> None:
    """Tell the inspection section, once."""
    url = office_address("oldparts:detail", part.pk)
    tell(office_people(Role.FINAL_REVIEWER), words, url, key=f"oldpart:{part.pk}:escalated")
