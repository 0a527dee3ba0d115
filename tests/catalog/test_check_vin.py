"""A VIN is checked as it was typed."""

from datetime import date

import pytest
import vininfo
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Wmi
from catalog.vin import VALUES, VinError, check_digit, check_vin, make_vin, model_year, normalise, year_code
from common.errors import Invalid

PUBLISHED = ["LZGJLDR4XBX012345", "LSGJA52UXBH123456", "1M8GDM9AXKP042788", "11111111111111111"]


def refusal(text: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        check_vin(text)
    assert caught.value.field == "vin"
    return caught.value


@pytest.mark.parametrize("vin", PUBLISHED)
def test_the_check_digit_agrees_with_published_ones(vin: str) -> None:
    assert check_digit(vin) == vin[8]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=sorted(VALUES), min_size=17, max_size=17))
def test_the_check_digit_agrees_with_another_implementation(vin: str) -> None:
    right = vin[:8] + check_digit(vin) + vin[9:]

    assert vininfo.Vin(right).verify_checksum(check_year=False)


def test_it_knows_maker_and_year(db: None) -> None:
    facts = check_vin(" lzgjldr4xbx-012345 ")
    assert (facts.vin, facts.wmi, facts.model_year, facts.warnings) == ("LZGJLDR4XBX012345", "LZG", 2011, ())
    assert facts.manufacturer == "陕西汽车"


def test_it_refuses_another_length() -> None:
    assert refusal("LZG123").code == VinError.LENGTH


def test_it_refuses_letters_that_look_like_digits() -> None:
    error = refusal("LZGJLDR4XBXO12345")
    assert error.code == VinError.CHARACTERS


def test_it_names_a_character_that_no_vin_has() -> None:
    assert "é" in str(refusal("LZGJLDR4XBXé12345").message).lower()


def test_a_wrong_check_digit_of_a_chinese_vehicle_is_an_error(db: None) -> None:
    assert refusal("LZGJLDR41BX012345").code == VinError.CHECK_DIGIT


def test_elsewhere_it_is_a_warning(db: None) -> None:
    assert len(check_vin("WDB9634031L738512").warnings) == 2  # the maker is not in the table either


def test_an_unknown_maker_is_a_warning(db: None) -> None:
    Wmi.objects.filter(code="LZG").delete()
    facts = check_vin("LZGJLDR4XBX012345")
    assert facts.manufacturer is None
    assert len(facts.warnings) == 1


def test_a_wrong_year_code_is_a_warning(db: None) -> None:
    bare = "LZGJLDR40UX012345"
    assert check_vin(bare[:8] + check_digit(bare) + bare[9:]).model_year is None


@pytest.mark.parametrize(
    ("letter", "seen_in", "year"),
    [("A", 2026, 2010), ("X", 2026, 1999), ("V", 2026, 2027), ("W", 2026, 1998), ("1", 2031, 2031)],
)
def test_the_year_is_the_latest_of_its_cycle(letter: str, seen_in: int, year: int) -> None:
    assert model_year(f"LZGJLDR40{letter}X012345", date(seen_in, 6, 1)) == year


@settings(max_examples=100, deadline=None)
@given(st.integers(2000, 2026), st.integers(0, 999_999))
def test_a_made_vin_is_valid(year: int, serial: int) -> None:
    vin = make_vin("LZZ", "5CLS1", year, "A", serial)
    assert (len(vin), check_digit(vin), vin[9]) == (17, vin[8], year_code(year))


@pytest.mark.parametrize("parts", [("LZ", "12345"), ("LZG", "1234"), ("LZG", "1234O")])
def test_no_vin_is_made_of_wrong_parts(parts: tuple[str, str]) -> None:
    with pytest.raises(ValueError):
        make_vin(*parts, 2025, "A", 1)


def test_spaces_and_hyphens_are_forgiven() -> None:
    assert normalise("lzg-jldr4 x") == "LZGJLDR4X"
