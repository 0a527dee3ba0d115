"""The committed description of the API is the API's own."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from common.api.documentation import Schema

COMMITTED = Path(__file__).resolve().parents[2] / "openapi.yaml"
SCHEMA = "/api/v1/schema"


def test_openapi_yaml_is_up_to_date() -> None:
    """`make openapi` writes it anew; the difference is what a client must be told."""
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", "--lang", "en", stdout=out)
    assert out.getvalue().strip() == COMMITTED.read_text().strip()


def test_it_is_sent_in_the_form_and_language_that_are_asked_for(db: None, client: Client) -> None:
    kind = "application/vnd.oai.openapi+json"
    answers = [client.get(SCHEMA, {"lang": language}, headers={"Accept": kind}) for language in ("en", "zh-hans")]
    assert [answer["Content-Type"] for answer in answers] == [kind, kind]
    english, chinese = (json.loads(answer.content) for answer in answers)
    assert "/api/v1/claims" in english["paths"].keys() == chinese["paths"].keys()
    assert english != chinese


def test_it_is_made_once_and_kept(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(SCHEMA, {"lang": "en"})
    assert 'filename="Stationmaster.yaml"' in first["Content-Disposition"]

    def refuse(*args: Any, **options: Any) -> None:
        raise AssertionError("it was made before")

    monkeypatch.setattr(Schema.generator_class, "get_schema", refuse)
    for nonsense in ({}, {"version": "7"}, {"lang": "xx"}):
        assert client.get(SCHEMA, {"lang": "en"} | nonsense, headers={"Accept-Language": "en"}).content == first.content
