"""Ids, money, working days, numbers, scrubbing: small rules that everything leans on."""

from datetime import date, datetime
from decimal import Decimal
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from common.ids import new_id, parse_public_id, public_id
from common.money import Money, format_minor, times, to_decimal, to_minor
from common.numbering.next_number import next_number
from common.observability.scrubbing import MASK, scrub, scrub_text
from common.working_days.calendar import add_working_days, due_after_working_days, is_announced


@given(st.uuids())
def test_a_public_id_leads_back_to_its_key(key: object) -> None:
    assert parse_public_id("clm", public_id("clm", key)) == key  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "clm_", "clm_1", "sta_" + "0" * 26, "clm_" + "u" * 26, "clm_" + "0" * 27])
def test_a_wrong_public_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_public_id("clm", text)


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(50)]
    assert made == sorted(made)


@pytest.mark.parametrize(("minor", "text"), [(123450, "¥1,234.50"), (-1200, "-¥12.00"), (0, "¥0.00")])
def test_money_reads_as_people_write_it(minor: int, text: str) -> None:
    assert format_minor(minor) == text


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError):
        Money(1, "CNY") + Money(1, "EUR")


def test_money_adds_and_rounds_half_up_once() -> None:
    assert Money(5) + Money(7) - Money(2) == -Money(-10)
    assert times(1050, Decimal("1.5")) == 1575
    assert times(1, Decimal("0.5")) == 1
    assert (to_minor(Decimal("12.34")), to_decimal(1234)) == (1234, Decimal("12.34"))
    with pytest.raises(ValueError):
        to_minor(Decimal("1.234"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 12), 3, date(2026, 2, 24)),  # over the Spring Festival of 2026, with its make-up Saturday
        (date(2025, 9, 26), 3, date(2025, 9, 30)),  # the Sunday before National Day is worked
        (date(2025, 11, 7), 1, date(2025, 11, 10)),
    ],
)
def test_working_days_know_make_up_days(db: None, start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


def test_a_due_time_is_the_close_of_business_at_home(db: None) -> None:
    delivered = datetime(2025, 11, 7, 17, 0, tzinfo=ZoneInfo("UTC"))  # already the 8th in Shanghai, a Saturday
    assert due_after_working_days(delivered, 1) == datetime(2025, 11, 10, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_year_without_a_notice_says_so(db: None) -> None:
    assert is_announced(2026)
    assert not is_announced(2027)


def test_numbers_of_a_series_follow_each_other(db: None) -> None:
    first, second = next_number("TST"), next_number("TST")
    assert int(second[-6:]) == int(first[-6:]) + 1


@pytest.mark.parametrize("text", ["call 138 1234 5678 now", "+86 13812345678", "021-12345678", "li@x.cn", "沪A12345"])
def test_people_are_masked_in_texts(text: str) -> None:
    assert MASK in scrub_text(text)


@pytest.mark.parametrize("page", ["disputes/driver", "dispatch/follow"])
def test_an_address_that_is_a_key_is_not_logged(page: str) -> None:
    told = scrub_text(f"Not Found: /{page}/{signing.dumps('0198c2f4-7c1e-7000-8000-3b9d6f2a1c55')}/ here")
    assert told == f"Not Found: /{page}/{MASK}/ here"


@pytest.mark.parametrize("page", ["hotline/share", "dispatch/follow", "accounts/invitations/accept"])
def test_neither_is_one_that_was_drawn_by_lot(page: str) -> None:
    assert scrub_text(f"/{page}/{token_urlsafe(24)}/") == f"/{page}/{MASK}/"


def test_secrets_are_masked_by_name_at_any_depth() -> None:
    assert scrub({"a": [{"password": "x", "count": 3}]}) == {"a": [{"password": MASK, "count": 3}]}


def test_the_address_of_a_request_that_is_logged_whole_is_masked_too() -> None:
    key = "IjAxYTIxZmEwLTc3Y2MtN2FkNS1hZjFm:1xX6cd:eQOS0pJHX3NuHT3XOnQdRo5jWPGcJ5Dr3ljHGFRaXdE"
    told = scrub({"request": RequestFactory().get(f"/onboarding/apply/{key}/")})
    assert key not in str(told["request"])
    assert "/onboarding/apply/" in str(told["request"])
