"""Stock: kept, received, issued, counted, warned about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from desk.models import Notification
from tenants.parts.actions import change_item, count_stock, issue_stock, keep_item, receive_stock
from tenants.parts.choices import StockError
from tenants.parts.models import StockItem, StockMove
from tenants.parts.selectors import short_items, stock_items_for
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.api import Caller
from tests.builders.catalog import a_part
from tests.builders.workshop import a_finished_order, an_open_order

SignIn = Callable[[Actor], Client]


@pytest.fixture
def item(station: Station, parts_clerk: Actor) -> StockItem:
    """Five pieces, minimum three."""
    part = a_part("S-1")
    with inside(station):
        kept = keep_item(part_number=part.number, minimum=3, bin="A-01", acting_user=parts_clerk)
        receive_stock(kept.pk, quantity=5, acting_user=parts_clerk)
        kept.refresh_from_db()
        return kept


def test_a_receipt_raises_what_is_there(item: StockItem) -> None:
    assert item.on_hand == 5


def test_an_issue_lowers_it_and_adds_the_line(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        order = an_open_order(parts_clerk)
        move = issue_stock(item.pk, order_id=order.pk, quantity=2, acting_user=parts_clerk)
        assert (move.balance, move.quantity, move.order_number) == (3, -2, order.number)
        assert order.part_lines.get().quantity == 2


def test_a_line_that_is_there_is_not_doubled(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        order = an_open_order(parts_clerk)
        for _time in range(2):
            issue_stock(item.pk, order_id=order.pk, quantity=1, acting_user=parts_clerk)
        assert order.part_lines.count() == 1


def test_more_than_there_is_can_not_be_issued(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        order = an_open_order(parts_clerk)
        moves, said = StockMove.objects.count(), History.objects.count()
        with pytest.raises(Invalid) as refusal:
            issue_stock(item.pk, order_id=order.pk, quantity=6, acting_user=parts_clerk)
        assert refusal.value.code == StockError.NOT_ENOUGH
        assert (StockMove.objects.count(), History.objects.count()) == (moves, said)


def test_a_finished_order_takes_no_parts(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        order = a_finished_order(parts_clerk)
        with pytest.raises(WrongState):
            issue_stock(item.pk, order_id=order.pk, quantity=1, acting_user=parts_clerk)
        item.refresh_from_db()
        assert item.on_hand == 5


def test_falling_short_is_told_to_parts_people(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        issue_stock(item.pk, order_id=an_open_order(parts_clerk).pk, quantity=3, acting_user=parts_clerk)
        assert list(short_items(parts_clerk)) == [item]
        assert History.objects.filter(verb="stock_item.fell_short", aggregate_id=item.pk).count() == 1
    [told] = Notification.objects.filter(user=parts_clerk.user)
    assert "S-1" in told.text and told.url == f"/s/{station.code}/parts/stock/{item.pk}/"


def test_a_stocktake_needs_a_reason_for_a_difference(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        with pytest.raises(Invalid):
            count_stock(item.pk, counted=4, reason="", acting_user=parts_clerk)
        assert count_stock(item.pk, counted=4, reason="破损", acting_user=parts_clerk).quantity == -1
        assert count_stock(item.pk, counted=4, reason="", acting_user=parts_clerk).quantity == 0


@pytest.mark.parametrize(("number", "code"), [("NO-SUCH", StockError.UNKNOWN_PART), ("S-1", StockError.KEPT_ALREADY)])
def test_only_new_parts_of_the_catalogue_are_kept(
    number: str, code: Any, station: Station, item: StockItem, parts_clerk: Actor
) -> None:
    with inside(station), pytest.raises(Invalid) as refusal:
        keep_item(part_number=number, acting_user=parts_clerk)
    assert refusal.value.code == code


def test_a_technician_books_nothing(station: Station, item: StockItem, technician: Actor) -> None:
    with inside(station):
        with pytest.raises(NotAllowed):
            receive_stock(item.pk, quantity=1, acting_user=technician)
        assert StockMove.objects.count() == 1


def test_a_rival_has_no_such_item(
    station: Station, rival_station: Station, item: StockItem, rival_manager: Actor, client_for: SignIn
) -> None:
    with inside(rival_station), pytest.raises(NotYours):
        change_item(item.pk, minimum=0, bin="", acting_user=rival_manager)
    client = client_for(rival_manager)
    for place in (station, rival_station):
        for page in ("", "change/", "receive/", "issue/", "count/"):
            assert client.get(f"/s/{place.code}/parts/stock/{item.pk}/{page}").status_code == 404


def test_head_office_has_no_stock(item: StockItem, administrator: Actor) -> None:
    assert not stock_items_for(administrator).exists()


def test_the_pages_open(station: Station, item: StockItem, parts_clerk: Actor, client_for: SignIn) -> None:
    client = client_for(parts_clerk)
    pages = [
        "",
        "new/",
        "?short=true",
        *(f"{item.pk}/{step}" for step in ("", "change/", "receive/", "issue/", "count/")),
    ]
    answers = {page: client.get(f"/s/{station.code}/parts/stock/{page}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


def test_an_issue_on_the_page(station: Station, item: StockItem, parts_clerk: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = an_open_order(parts_clerk)
    client, address = client_for(parts_clerk), f"/s/{station.code}/parts/stock/{item.pk}/issue/"
    assert client.post(address, {"order_id": str(order.pk), "quantity": "99"}).status_code == 422
    assert client.post(address, {"order_id": str(order.pk), "quantity": "1"}).status_code == 302


def test_the_api(station: Station, item: StockItem, parts_clerk: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = an_open_order(parts_clerk)
    call = Caller(client_for(parts_clerk), station)
    address = f"stock-items/{item.public_id}"
    assert call.post(f"{address}/receive", {"quantity": 1}).json()["on_hand"] == 6
    assert call.post(f"{address}/issue", {"repair_order": order.public_id, "quantity": 2}).json()["on_hand"] == 4
    assert call.post(f"{address}/count", {"counted": 4}).json()["on_hand"] == 4
    assert len(call.get("stock-moves").json()["data"]) == 4


def test_every_movement_on_its_page(station: Station, parts_clerk: Actor, client_for: SignIn) -> None:
    part = a_part("PAGE-1")
    client, here = client_for(parts_clerk), f"/s/{station.code}/parts/stock"
    assert client.post(f"{here}/new/", {"part_number": "NO-SUCH", "minimum": "1"}).status_code == 422
    assert client.post(f"{here}/new/", {"part_number": part.number, "minimum": "1"}).status_code == 302
    with inside(station):
        key = StockItem.objects.get(part_number=part.number).pk
    assert client.post(f"{here}/{key}/receive/", {"quantity": "4"}).status_code == 302
    assert client.post(f"{here}/{key}/count/", {"counted": "3", "reason": "破损"}).status_code == 302
    assert client.post(f"{here}/{key}/change/", {"minimum": "5", "bin": "C-1"}).status_code == 302
    with inside(station):
        item = StockItem.objects.get(pk=key)
        assert (item.on_hand, item.minimum, item.bin) == (3, 5, "C-1")


def test_the_api_keeps_and_changes(station: Station, parts_clerk: Actor, client_for: SignIn) -> None:
    client = client_for(parts_clerk)
    made = Caller(client, station).post("stock-items", {"part_number": a_part("API-1").number}).json()
    address = f"/api/v1/stock-items/{made['id']}"
    sent = {"X-Station": station.code, "If-Match": '"1"'}
    changed = client.patch(address, {"minimum": 2}, content_type="application/json", headers=sent)
    assert changed.json()["minimum"] == 2
    assert client.patch(address, {"minimum": 3}, content_type="application/json", headers=sent).status_code == 412


def test_a_quantity_below_one_is_refused(station: Station, item: StockItem, parts_clerk: Actor) -> None:
    with inside(station):
        with pytest.raises(Invalid):
            receive_stock(item.pk, quantity=0, acting_user=parts_clerk)
        with pytest.raises(Invalid):
            count_stock(item.pk, counted=-1, reason="x", acting_user=parts_clerk)
