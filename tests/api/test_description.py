"""The committed description of the API is the API's own."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

COMMITTED = Path(__file__).resolve().parents[2] / "openapi.yaml"


def test_openapi_yaml_is_up_to_date() -> None:
    """`make openapi` writes it anew; the difference is what a client must be told."""
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", "--lang", "en", stdout=out)
    assert out.getvalue().strip() == COMMITTED.read_text().strip()
