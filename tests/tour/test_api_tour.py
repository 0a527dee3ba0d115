"""The tour over the API runs to its end, and leaves a history and a ledger that add up."""

from infra.tour import Tour
from tests.tour.stage import Stage


def test_the_tour_over_the_api_is_complete(site: Stage) -> None:
    told: list[str] = []
    Tour(site.handout, told.append).run()
    assert told[-1].startswith("subscription:")


def test_after_it_history_and_ledger_verify(site: Stage) -> None:
    site.manage("verify_history")
    site.manage("verify_ledger")
