"""The XML of a 数电票: taken over into the form, its totals compared with its lines, and no entity is ever expanded."""

import base64
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from billing.settlement.invoicing.actions import accept_invoice, enter_invoice
from billing.settlement.invoicing.check import differences
from billing.settlement.invoicing.choices import DifferenceKind as K
from billing.settlement.invoicing.choices import InvoiceError
from billing.settlement.invoicing.einvoice import read_einvoice
from billing.settlement.invoicing.originals import original_of
from billing.settlement.invoicing.printed import Printed
from billing.settlement.models import Invoice, Statement
from common.errors import Invalid
from common.files.models import StoredFile
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.einvoice import einvoice_xml
from tests.builders.settlement import confirmed, printed, with_bank_details

pytestmark = pytest.mark.django_db

LAUGHS = '<!DOCTYPE EInvoice [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE EInvoice [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.fixture
def statement(station: Station, settings: Any, tmp_path: Any) -> Statement:
    settings.MEDIA_ROOT = tmp_path
    with_bank_details()
    return confirmed(station, 113_00)


@pytest.fixture
def right(statement: Statement) -> Printed:
    """What the right invoice says: 100 and 13 % on it."""
    return printed(statement, net_minor=100_00, tax_rate=Decimal("13.00"), tax_minor=13_00)


def test_what_is_printed_is_read(right: Printed) -> None:
    assert read_einvoice(einvoice_xml(right)).printed == right
    assert list(read_einvoice(einvoice_xml(right)).contradictions()) == []


@pytest.mark.parametrize(("text", "rate"), [("13%", "13.00"), ("0.06", "6.00"), ("免税", "0.00"), ("", "0.00")])
def test_a_rate_is_written_in_several_ways(right: Printed, text: str, rate: str) -> None:
    assert read_einvoice(einvoice_xml(right, [("100.00", text, "13.00")])).printed.tax_rate == Decimal(rate)


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ([("60.00", "0.13", "7.80"), ("40.00", "0.13", "5.20")], []),
        ([("99.00", "0.13", "13.00")], [K.FILE_LINES]),
        ([("100.00", "0.13", "12.00")], [K.FILE_LINES]),
        ([("60.00", "0.13", "7.80"), ("40.00", "0.06", "5.20")], [K.FILE_RATES]),
    ],
)
def test_totals_are_compared_with_the_lines(right: Printed, lines: Any, kinds: list[K]) -> None:
    assert [one.kind for one in read_einvoice(einvoice_xml(right, lines)).contradictions()] == kinds


def test_two_numbers_are_told(right: Printed) -> None:
    (one,) = read_einvoice(einvoice_xml(right, header="1" * 20)).contradictions()
    assert (one.kind, one.found, one.expected) == (K.FILE_NUMBER, right.number, "1" * 20)


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, "<!DOCTYPE EInvoice>"], ids=["laughs", "outside", "bare"])
def test_a_document_type_is_refused_before_anything_is_expanded(right: Printed, doctype: str) -> None:
    content = einvoice_xml(right, doctype=doctype).replace(right.seller_name.encode(), b"&c;")
    with pytest.raises(Invalid) as refusal:
        read_einvoice(content)
    assert (refusal.value.code, refusal.value.field) == (InvoiceError.FILE, "original")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<?xml version='1.0'?><EInvoice>",
        b"<?xml version='1.0'?><Invoice/>",
        b"<?xml version='1.0'?><EInvoice/>",
        b"<?xml version='1.0' encoding='nothing'?><EInvoice/>",
        b"<?xml version='1.0'?>" + b"<a>" * 40 + b"</a>" * 40,
        b"<?xml version='1.0'?><a>" + b"<b/>" * 20_001 + b"</a>",
        b"<?xml version='1.0'?><a>" + b" " * 500_000 + b"</a>",
    ],
    ids=["empty", "open", "other", "bare", "encoding", "deep", "many", "large"],
)
def test_what_is_no_einvoice_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_einvoice(content)
    assert refusal.value.code == InvoiceError.FILE


@pytest.mark.parametrize("amount", ["NaN", "1e99", "1.001", "x", ""])
def test_an_amount_that_is_none_is_refused(right: Printed, amount: str) -> None:
    content = einvoice_xml(right).replace(b"<TotalAmWithoutTax>100.00<", f"<TotalAmWithoutTax>{amount}<".encode())
    with pytest.raises(Invalid):
        read_einvoice(content)


def test_a_red_letter_invoice_is_told(statement: Statement) -> None:
    red = printed(statement, net_minor=-113_00, total_minor=-113_00)
    with pytest.raises(Invalid) as refusal:
        read_einvoice(einvoice_xml(red))
    assert refusal.value.code == InvoiceError.RED


# --- with the statement -------------------------------------------------------------------------------------------------------------


def enter(statement: Statement, said: Printed, content: bytes, actor: Actor) -> Invoice:
    return enter_invoice(statement.pk, said, acting_user=actor, original=ContentFile(content, "x.xml"))


def test_what_was_typed_is_compared_with_the_file(
    statement: Statement, right: Printed, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    other = printed(statement, net_minor=100_00, tax_rate=Decimal("13.00"), tax_minor=13_00, seller_name="别的公司")
    with acting(station_manager):
        row = enter(statement, right, einvoice_xml(other), station_manager)
    with acting(finance):
        (one,) = differences(row)
        assert (one.kind, one.found, one.expected) == (K.FILE, right.seller_name, "别的公司")
        with pytest.raises(Invalid):
            accept_invoice(row.pk, acting_user=finance)


def test_a_file_that_does_not_add_up_is_not_accepted(
    statement: Statement, right: Printed, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    with acting(station_manager):
        row = enter(statement, right, einvoice_xml(right, [("90.00", "0.13", "13.00")]), station_manager)
    with acting(finance), pytest.raises(Invalid) as refusal:
        accept_invoice(row.pk, acting_user=finance)
    assert [one["kind"] for one in refusal.value.details["differences"]] == [K.FILE_LINES]


def test_a_right_file_is_accepted(
    statement: Statement, right: Printed, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    with acting(station_manager):
        row = enter(statement, right, einvoice_xml(right), station_manager)
    with acting(finance):
        assert accept_invoice(row.pk, acting_user=finance).status == "accepted"


def test_a_file_whose_lines_round_their_tax_one_by_one_is_accepted(
    station: Station, station_manager: Actor, finance: Actor, acting: Any, settings: Any, tmp_path: Any
) -> None:
    """Twice 33.35 at 13 % is twice 4.34 of tax, a cent more than the tax on 66.70."""
    settings.MEDIA_ROOT = tmp_path
    with_bank_details()
    statement = confirmed(station, 75_38)
    said = printed(statement, net_minor=66_70, tax_rate=Decimal("13.00"), tax_minor=8_68)
    with acting(station_manager):
        row = enter(statement, said, einvoice_xml(said, [("33.35", "0.13", "4.34")] * 2), station_manager)
    with acting(finance):
        assert differences(row) == []
        assert accept_invoice(row.pk, acting_user=finance).status == "accepted"


def test_a_line_with_a_wrong_tax_is_named(
    statement: Statement, right: Printed, station_manager: Actor, acting: Any
) -> None:
    lines = [("60.00", "0.13", "7.79"), ("40.00", "0.13", "5.21")]
    with acting(station_manager):
        row = enter(statement, right, einvoice_xml(right, lines), station_manager)
        assert [(one.kind, one.found, one.expected) for one in differences(row)] == [
            (K.TAX, "¥7.79", "¥7.80"),
            (K.TAX, "¥5.21", "¥5.20"),
        ]


def test_a_file_with_entities_is_kept_nowhere(
    statement: Statement, right: Printed, station_manager: Actor, acting: Any
) -> None:
    with acting(station_manager):
        with pytest.raises(Invalid):
            enter(statement, right, einvoice_xml(right, doctype=LAUGHS), station_manager)
        assert not Invoice.objects.exists()
        assert not StoredFile.objects.exists()


def test_the_page_fills_the_form_and_keeps_the_file(
    statement: Statement, right: Printed, client_for: Any, station_manager: Actor, acting: Any
) -> None:
    browser, address = client_for(station_manager), f"/s/SHA01/settlement/{statement.pk}/invoice/"
    content = einvoice_xml(right)
    shown = browser.post(address, {"fill": "1", "original": SimpleUploadedFile("i.xml", content)})
    assert shown.status_code == 200
    form = shown.context["form"]
    typed = {name: str(form[name].value() if form[name].value() is not None else "") for name in form.fields}
    assert (typed["number"], typed["net"], typed["tax_rate"]) == (right.number, "100.00", "13.00")
    assert shown.context["differences"] == []
    with acting(station_manager):
        assert not Invoice.objects.exists()
    assert browser.post(address, {**typed, "original": ""}).status_code == 302
    with acting(station_manager):
        kept = original_of(Invoice.objects.get())
    assert kept is not None
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_the_page_says_what_is_wrong_with_a_file(
    statement: Statement, right: Printed, client_for: Any, station_manager: Actor
) -> None:
    browser, address = client_for(station_manager), f"/s/SHA01/settlement/{statement.pk}/invoice/"
    for upload in ({}, {"original": SimpleUploadedFile("i.xml", einvoice_xml(right, doctype=LAUGHS))}):
        answer = browser.post(address, {"fill": "1", **upload})
        assert answer.status_code == 422
        assert answer.context["form"].errors["original"]


def test_the_api_reads_and_keeps_nothing(
    statement: Statement, right: Printed, client_for: Any, station_manager: Actor, station: Station
) -> None:
    caller = Caller(client_for(station_manager), station)
    body = {"statement": statement.public_id, "content": base64.b64encode(einvoice_xml(right, [])).decode()}
    told = caller.post("station-invoices/read-file", body).json()
    assert (told["number"], told["total"]["amount_minor"]) == (right.number, 113_00)
    assert [one["kind"] for one in told["differences"]] == [K.TAX], "a file without lines says no rate"
    assert caller.get("station-invoices").json()["data"] == []
    names = (
        "number",
        "issued_on",
        "net",
        "tax",
        "total",
        "seller_name",
        "seller_tax_number",
        "buyer_name",
        "buyer_tax_number",
    )
    entry = {name: told[name] for name in names} | {"statement": statement.public_id, "tax_rate": "13.00"}
    made = caller.post("station-invoices", entry | {"original": base64.b64encode(einvoice_xml(right)).decode()})
    assert (made.status_code, made.json()["differences"]) == (201, [])


def test_the_api_reads_nothing_for_a_rival_or_of_a_bad_file(
    statement: Statement, right: Printed, client_for: Any, rival_manager: Actor, station_manager: Actor
) -> None:
    body = {"statement": statement.public_id, "content": base64.b64encode(einvoice_xml(right)).decode()}
    rival = Caller(client_for(rival_manager), rival_manager.station)
    assert rival.post("station-invoices/read-file", body).status_code == 404
    home = Caller(client_for(station_manager), station_manager.station)
    bad = body | {"content": base64.b64encode(einvoice_xml(right, doctype=OUTSIDE)).decode()}
    answer = home.post("station-invoices/read-file", bad)
    assert (answer.status_code, answer.json()["code"]) == (422, InvoiceError.FILE)
