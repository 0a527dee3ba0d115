"""The invoice order (发票委托单): what the station's invoice has to say, as data and on paper in both languages."""

from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from accounts.actors import Actor
from billing.settlement.invoicing.choices import InvoiceError
from billing.settlement.invoicing.order import invoice_order_of, invoice_order_pdf
from billing.settlement.models import Statement
from common.errors import WrongState
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.settlement import COMPANY, confirmed, invoiced, with_bank_details

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(station: Station) -> Statement:
    with_bank_details()
    return confirmed(station, 113_00)


def test_it_says_whom_by_whom_and_how_much(statement: Statement, at_office: Any) -> None:
    invoiced(statement, net_minor=13_00, total_minor=13_00)
    with at_office():
        order = invoice_order_of(statement)
    assert order.buyer["tax_number"] == settings.COMPANY["tax_number"]
    assert order.seller is not None
    assert order.seller.company_name == COMPANY.company_name
    assert (order.services_minor, order.invoiced_minor, order.open_minor) == (113_00, 13_00, 100_00)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_paper_is_made_in_both_languages(language: str, statement: Statement, at_office: Any) -> None:
    with at_office(), translation.override(language):
        assert invoice_order_pdf(invoice_order_of(statement)).startswith(b"%PDF-")


def test_without_bank_details_the_paper_says_so(station: Station, at_office: Any) -> None:
    with at_office():
        order = invoice_order_of(confirmed(station, 1_00))
        assert order.seller is None
        assert invoice_order_pdf(order).startswith(b"%PDF-")


def test_nothing_is_ordered_for_what_was_paid_or_has_no_services(statement: Statement, at_office: Any) -> None:
    with at_office():
        Statement.objects.filter(pk=statement.pk).update(status="carried")
        statement.refresh_from_db()
        with pytest.raises(WrongState):
            invoice_order_of(statement)


def test_both_sides_print_it_and_a_rival_finds_nothing(
    statement: Statement, client_for: Any, station_cashier: Actor, finance: Actor, rival_manager: Actor
) -> None:
    tail = f"settlement/{statement.pk}/invoice-order/"
    mine = client_for(station_cashier).get(f"/s/SHA01/{tail}")
    assert (mine.status_code, mine["Content-Type"]) == (200, "application/pdf")
    page = client_for(finance).get(f"/settlement/{statement.pk}/").content.decode()
    assert f"/{tail}" in page
    assert client_for(rival_manager).get(f"/s/BJS01/{tail}").status_code == 404


def test_the_api_gives_it_as_data(
    statement: Statement, client_for: Any, station_cashier: Actor, station: Station, rival_manager: Actor
) -> None:
    address = f"statements/{statement.public_id}/invoice-order"
    told = Caller(client_for(station_cashier), station).get(address).json()
    assert told["buyer"]["name"] == settings.COMPANY["name"]
    assert told["seller"] == {"name": COMPANY.company_name, "tax_number": COMPANY.tax_number}
    assert told["open"] == {"amount_minor": 113_00, "currency": "CNY"}
    assert Caller(client_for(rival_manager), rival_manager.station).get(address).status_code == 404


def test_the_api_says_why_there_is_none(station: Station, client_for: Any, station_cashier: Actor) -> None:
    with_bank_details()
    penalty = confirmed(station, -5_00)
    answer = Caller(client_for(station_cashier), station).get(f"statements/{penalty.public_id}/invoice-order")
    assert (answer.status_code, answer.json()["code"]) == (422, InvoiceError.NOTHING_TO_INVOICE)
