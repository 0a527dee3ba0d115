"""What a case's triage says, in the reader's language: for head office, the station, and the crew's phone."""

from typing import Any

from django.utils.translation import get_language

from common.text import Text
from network.hotline.choices import Urgency


def in_language(words: dict[str, str]) -> str:
    """Return a stored text in the language of the page."""
    return words.get("en" if (get_language() or "").startswith("en") else "zh", "")


def answers_of(case: Any) -> list[tuple[str, str]]:
    """Return (question, answer) of the triage."""
    return [(in_language(one["ask"]), in_language(one["say"])) for one in case.triage.get("answers", ())]


def parts_of(case: Any) -> list[str]:
    """Return the parts that are likely needed."""
    return [in_language(one) for one in case.triage.get("parts", ())]


def urgency_of(case: Any) -> Text:
    """Return how urgent it is, in words; empty when nobody asked."""
    found = case.triage.get("urgency", "")
    return Urgency(found).label if found in Urgency.values else ""
