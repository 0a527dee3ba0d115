"""What is stored of a version becomes rules; what it does not name stays as the example has it."""

from dataclasses import dataclass

import pytest

from billing.policy.rulebook.values import names_of, read_values


@dataclass(frozen=True, slots=True)
class Rules:
    label: str = "example"
    days: int = 5
    retry_s: tuple[int, ...] = (60, 120)


def test_what_is_named_replaces_the_example_and_the_rest_stays() -> None:
    assert read_values(Rules, "2027-1", {"days": 7}) == Rules("2027-1", 7, (60, 120))


def test_a_reader_makes_the_fields_own_value() -> None:
    assert read_values(Rules, "2027-1", {"retry_s": [30]}, {"retry_s": tuple}) == Rules("2027-1", 5, (30,))


def test_a_typo_does_not_pass_as_a_default() -> None:
    with pytest.raises(ValueError, match="version 2027-1 of the rules has unknown values: dayz, label"):
        read_values(Rules, "2027-1", {"dayz": 7, "label": "other"})


def test_every_field_but_the_label_may_be_given() -> None:
    assert names_of(Rules) == {"days", "retry_s"}
