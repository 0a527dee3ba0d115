"""Invoices: entered as printed, every difference named to the cent, accepted only when there is none."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.posting import account, credit, debit, post, reverse
from billing.settlement.closing import issue_statement
from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.actions import accept_invoice, enter_invoice, refuse_invoice, withdraw_invoice
from billing.settlement.invoicing.check import differences, invoices_match
from billing.settlement.invoicing.choices import INVOICE_MOVES, DifferenceKind, InvoiceError, InvoiceStatus
from billing.settlement.invoicing.originals import original_of
from billing.settlement.invoicing.taxes import is_right_tax, net_of
from billing.settlement.models import Invoice, Statement
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.money import times
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting
from tests.builders.moments import asked_now
from tests.builders.settlement import confirmed, entered, invoiced, month_ago, printed, with_bank_details

pytestmark = pytest.mark.django_db

K = DifferenceKind


@pytest.fixture
def statement(station: Station) -> Statement:
    with_bank_details()
    return confirmed(station, 113_00)


def found(invoice: Invoice) -> list[tuple[str, int]]:
    return [(one.kind, one.minor) for one in differences(invoice)]


def test_what_a_dispute_changed_is_invoiced_too(station: Station, finance: Actor, acting: Any) -> None:
    """A claim lowered after a re-inspection: the difference is service, and so are its contra entries."""
    owed = account(AccountKind.STATION_PAYABLE, station.pk)
    lower = [debit(owed, 3_00), credit(AccountKind.WARRANTY_EXPENSE, 3_00)]
    claim_posting(station.pk, 113_00, on=month_ago())
    for name, entries in (("a", lower), ("b", [debit(owed, 2_00), credit(AccountKind.WARRANTY_EXPENSE, 2_00)])):
        changed = post(
            f"claim:x:1:dispute:{name}", month_ago(), "x", entries, reference=None, acting_user=CLAIMS, kind=TransactionKind.CORRECTION
        )  # fmt: skip
    reverse(changed, "x", acting_user=CLAIMS, occurred_on=month_ago())
    with acting(finance):
        statement = issue_statement(station.pk, month_ago(), acting_user=finance)
        assert invoiceable_minor(statement) == 110_00


def test_a_right_invoice_has_no_difference_and_is_accepted(statement: Statement, finance: Actor, acting: Any) -> None:
    taxed = {"net_minor": 100_00, "tax_rate": Decimal("13.00"), "tax_minor": 13_00}
    invoice = entered(statement, **taxed)
    with acting(finance):
        assert differences(invoice) == []
        assert not invoices_match(statement)
        done = accept_invoice(invoice.pk, acting_user=finance)
        assert (done.status, done.checked_by_name) == (InvoiceStatus.ACCEPTED, finance.name)
        assert invoices_match(statement)
        assert History.objects.get(verb="invoice.entered").after["total_minor"] == 113_00


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"net_minor": 112_99}, [(K.SUM, 1)]),
        ({"net_minor": 100_00, "tax_rate": Decimal("13.00"), "tax_minor": 13_00, "total_minor": 113_01}, [(K.SUM, 1), (K.OVER, 1)]),
        ({"net_minor": 100_01, "tax_rate": Decimal("13.00"), "tax_minor": 12_99}, [(K.TAX, -1)]),
        ({"net_minor": 120_00, "total_minor": 120_00}, [(K.OVER, 7_00)]),
        ({"net_minor": 13_00, "total_minor": 13_00}, [(K.SHORT, -100_00)]),
        ({"seller_name": "别的公司"}, [(K.SELLER, 0)]),
        ({"seller_tax_number": "91310115MA1H00002X"}, [(K.SELLER_NUMBER, 0)]),
        ({"buyer_name": "别的公司"}, [(K.BUYER, 0)]),
        ({"buyer_tax_number": "91310000MA1FL0EX4Q"}, [(K.BUYER_NUMBER, 0)]),
        ({"issued_on": lambda: month_ago() - timedelta(days=1)}, [(K.EARLY, 0)]),
        ({"issued_on": lambda: today() + timedelta(days=1)}, [(K.FUTURE, 0)]),
        ({"seller_name": " 上海浦东汽修 有限公司"}, []),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_named(
    other: dict[str, Any], expected: list[Any], statement: Statement, finance: Actor, acting: Any
) -> None:
    invoice = entered(statement, **asked_now(other))
    with acting(finance):
        assert found(invoice) == expected
        if [kind for kind, _minor in expected if kind != K.SHORT]:
            with pytest.raises(Invalid) as refusal:
                accept_invoice(invoice.pk, acting_user=finance)
            assert refusal.value.code == InvoiceError.DIFFERENCES
            assert Invoice.objects.get().status == InvoiceStatus.SUBMITTED


@pytest.mark.parametrize("rate", [1, 3, 6, 9, 13])
def test_there_is_a_right_tax_for_every_total(rate: int) -> None:
    """The amounts of a statement include tax. Net × rate alone reaches 8 of 9 totals at 13 %; the others are split from the total."""
    percent = Decimal(rate)
    for total in range(1, 2_000):
        net = net_of(total, percent)
        assert is_right_tax(net, total - net, percent)
        assert not is_right_tax(net + 2, total - net - 2, percent)


def test_a_price_with_tax_is_split_as_the_tax_platform_does(station: Station, finance: Actor, acting: Any) -> None:
    with_bank_details()
    invoice = entered(confirmed(station, 10_04), net_minor=8_88, tax_rate=Decimal("13.00"), tax_minor=1_16)
    with acting(finance):
        assert times(8_88, Decimal("0.13")) == 1_15
        assert found(invoice) == []
        assert accept_invoice(invoice.pk, acting_user=finance).status == InvoiceStatus.ACCEPTED


def test_a_difference_reads_as_a_sentence(statement: Statement, at_office: Any) -> None:
    invoice = entered(statement, net_minor=120_00, total_minor=120_00)
    with at_office():
        (one,) = differences(invoice)
        assert "¥120.00" in str(one)
        assert "¥113.00" in str(one)


def test_several_invoices_make_up_a_statement(statement: Statement, finance: Actor, acting: Any) -> None:
    invoiced(statement, number="1" * 20, net_minor=13_00, total_minor=13_00)
    second = entered(statement, number="2" * 20, net_minor=100_00, total_minor=100_00)
    with acting(finance):
        assert not invoices_match(statement)
        assert found(second) == []
        accept_invoice(second.pk, acting_user=finance)
        assert invoices_match(statement)


def test_without_bank_details_it_says_so(station: Station, finance: Actor, acting: Any) -> None:
    invoice = entered(confirmed(station))
    with acting(finance):
        assert found(invoice) == [(K.NO_DETAILS, 0)]


def test_a_number_is_used_once_by_all_stations(
    statement: Statement, rival_station: Station, rival_manager: Actor, acting: Any, at_office: Any
) -> None:
    entered(statement, number="7" * 20)
    other = confirmed(rival_station)
    with acting(rival_manager), pytest.raises(Invalid) as refusal:
        enter_invoice(other.pk, printed(other, number="7" * 20), acting_user=rival_manager)
    assert refusal.value.code == InvoiceError.DUPLICATE
    with at_office():
        assert Invoice.objects.count() == 1


def test_a_refused_number_may_be_entered_again(statement: Statement, finance: Actor, acting: Any) -> None:
    wrong = entered(statement, buyer_name="?")
    with acting(finance):
        done = refuse_invoice(wrong.pk, acting_user=finance, reason="the buyer is misspelt")
        assert (done.status, done.answer) == (InvoiceStatus.REFUSED, "the buyer is misspelt")
    assert entered(statement).number == wrong.number


def test_a_withdrawn_one_may_be_entered_again(statement: Statement, station_manager: Actor, acting: Any) -> None:
    first = entered(statement)
    with acting(station_manager):
        assert withdraw_invoice(first.pk, acting_user=station_manager).status == InvoiceStatus.WITHDRAWN
        with pytest.raises(WrongState):
            withdraw_invoice(first.pk, acting_user=station_manager)
    entered(statement)


@pytest.mark.parametrize("number", ["123", "1" * 19 + "X", "１" * 20])
def test_a_number_has_20_digits(number: str, statement: Statement, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(Invalid) as refusal:
        enter_invoice(statement.pk, printed(statement, number=number), acting_user=station_manager)
    assert refusal.value.code == InvoiceError.NUMBER


def test_the_database_wants_the_sum_to_be_right(statement: Statement, at_office: Any) -> None:
    invoice = entered(statement, net_minor=1)
    with at_office(), pytest.raises(IntegrityError, match="invoice_accepted_adds_up"), transaction.atomic():
        invoice.move_to(InvoiceStatus.ACCEPTED)


def test_penalties_are_not_invoiced(station: Station, station_manager: Actor, finance: Actor, acting: Any) -> None:
    payable = account(AccountKind.STATION_PAYABLE, station.pk)
    lines = [debit(payable, 3_000), credit(AccountKind.PENALTY_INCOME, 3_000)]
    post("penalty:1", month_ago(), "penalty", lines, reference=None, acting_user=CLAIMS)
    with acting(finance):
        statement = issue_statement(station.pk, month_ago(), acting_user=finance)
    with acting(station_manager), pytest.raises(Invalid) as refusal:
        enter_invoice(statement.pk, printed(statement, total_minor=1), acting_user=station_manager)
    assert refusal.value.code == InvoiceError.NOTHING_TO_INVOICE


def test_a_paid_statement_takes_no_invoice(statement: Statement, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager):
        Statement.objects.filter(pk=statement.pk).update(status="carried")
        with pytest.raises(WrongState):
            enter_invoice(statement.pk, printed(statement), acting_user=station_manager)


def test_the_file_is_kept_and_told_by_its_content(
    statement: Statement, station_manager: Actor, acting: Any, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with acting(station_manager):
        for content, ending in (
            (b"%PDF-1.7", "pdf"),
            (b"PK\x03\x04ofd", "ofd"),
            (b"<?xml version='1.0'?><Fapiao/>", "xml"),
        ):
            upload = SimpleUploadedFile("whatever.exe", content)
            number = f"{ord(ending[0]):020d}"
            row = enter_invoice(
                statement.pk, printed(statement, number=number), acting_user=station_manager, original=upload
            )
            kept = original_of(row)
            assert kept is not None
            assert kept.name == f"{row.number}.{ending}"
        with pytest.raises(Invalid) as refusal:
            upload = SimpleUploadedFile("invoice.pdf", b"MZ a program")
            enter_invoice(
                statement.pk, printed(statement, number="9" * 20), acting_user=station_manager, original=upload
            )
        assert refusal.value.field == "original"


def test_every_move_is_in_the_table_or_refused() -> None:
    for start, ends in INVOICE_MOVES.items():
        for end in set(InvoiceStatus) - ends:
            with pytest.raises(WrongState):
                Invoice(status=start).move_to(end)


def test_only_the_station_enters_and_only_finance_checks(
    statement: Statement, finance: Actor, station_manager: Actor, reviewer: Actor, acting: Any, at_office: Any
) -> None:
    invoice = entered(statement)
    with acting(finance), pytest.raises(NotAllowed):
        enter_invoice(statement.pk, printed(statement), acting_user=finance)
    for actor in (station_manager, reviewer):
        with acting(actor), pytest.raises(NotAllowed):
            accept_invoice(invoice.pk, acting_user=actor)
    with at_office():
        assert Invoice.objects.get().status == InvoiceStatus.SUBMITTED


def test_a_rival_finds_nothing(statement: Statement, rival_manager: Actor, acting: Any) -> None:
    invoice = entered(statement)
    with acting(rival_manager):
        assert not Invoice.objects.exists()
        with pytest.raises(NotYours):
            withdraw_invoice(invoice.pk, acting_user=rival_manager)
        with pytest.raises(NotYours):
            enter_invoice(statement.pk, printed(statement), acting_user=rival_manager)


def test_a_refusal_wants_its_reason(statement: Statement, finance: Actor, acting: Any) -> None:
    invoice = entered(statement)
    claim_posting(statement.station_id)
    with acting(finance), pytest.raises(Invalid):
        refuse_invoice(invoice.pk, acting_user=finance, reason=" ")
