"""What an agreement says, as versioned data: clauses and annexes in both languages, with placeholders for what a station's own paper fills in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from billing.policy.rulebook.values import Readers, read_values
from network.onboarding.defaults import TEMPLATE

PLACEHOLDERS = (
    "number",
    "party_b",
    "representative",
    "address",
    "territory",
    "level",
    "starts_on",
    "ends_on",
    "labour_coefficient",
)
HELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause or an annex."""

    title_zh: str
    title_en: str
    text_zh: str
    text_en: str

    def __post_init__(self) -> None:
        """Refuse what is no text: the API takes any value."""
        if not all(isinstance(one, str) for one in astuple(self)):
            raise TypeError("a passage is made of four texts")

    def titled(self, language: str) -> str:
        """Return the title in "zh" or "en"."""
        return self.title_zh if language == "zh" else self.title_en

    def told(self, language: str) -> str:
        """Return the text in "zh" or "en"."""
        return self.text_zh if language == "zh" else self.text_en


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the words."""

    label: str = "example"
    clauses: tuple[Passage, ...] = tuple(Passage(**one) for one in TEMPLATE["clauses"])
    annexes: tuple[Passage, ...] = ()


EXAMPLE = Policy()
READERS: Readers = {name: lambda rows: tuple(Passage(*row) for row in rows) for name in ("clauses", "annexes")}


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build the words from stored values (`read_values`)."""
    return read_values(Policy, label, values, READERS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each placeholder replaced by what it stands for."""
    return HELD.sub(lambda found: values[found.group(1)], text)


def unknown_in(passage: Passage) -> Iterator[str]:
    """Yield what stands in braces, or as a brace alone, and is no placeholder."""
    for text in astuple(passage):
        yield from (name for name in HELD.findall(text) if name not in PLACEHOLDERS)
        yield from (brace for brace in HELD.sub("", text) if brace in "{}")
