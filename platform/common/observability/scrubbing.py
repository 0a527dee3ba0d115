"""Taking people out of what is logged or reported: phone numbers, plates, VINs, addresses, keys."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

MASK = "[…]"
SECRET_NAMES = re.compile(
    r"pass|secret|token|cookie|authorization|api_?key|csrf|session|phone|plate|customer|caller|email|address", re.I
)
PATTERNS = (
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),  # Chinese mobile numbers
    re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"),  # Chinese land lines
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?<=/)[\w-]{16,}:[\w-]{4,}:[\w-]{20,}"),  # a signed address is the key to its page
    re.compile(r"(?<=/share/)[^/\s]{16,}|(?<=/follow/)[^/\s]{16,}|(?<=/accept/)[^/\s]{16,}"),
    re.compile(r"\bsmk_\w+_[\w-]{16,}"),
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"),  # plates
)


def scrub_text(text: str) -> str:
    """Return the text with phone numbers, mail addresses, keys and plates masked."""
    for pattern in PATTERNS:
        text = pattern.sub(MASK, text)
    return text


def scrub(value: Any, name: str = "") -> Any:
    """Return plain data with secrets (by name) and people (by pattern) masked, at any depth."""
    if name and SECRET_NAMES.search(name) and value not in (None, "", 0, False):
        return MASK
    if isinstance(value, Mapping):
        return {key: scrub(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [scrub(inner) for inner in value]
    if isinstance(value, HttpRequest):  # Django logs the request itself, and its repr() holds the address
        return scrub_text(repr(value))
    return scrub_text(value) if isinstance(value, str) else value
