"""The demo's start: ports, addresses that follow the port, the table at the end."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from infra import demo, handout, tables
from infra.steps import StepFailed


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80 80"])
def test_it_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(StepFailed, match="is not a port"):
        demo.parse_port(text)


def test_a_taken_port_gets_a_sentence_with_a_free_one() -> None:
    with socket.socket() as other:
        other.bind((demo.HOST, 0))
        other.listen()
        with pytest.raises(StepFailed, match=r"is taken by another program: .*make demo PORT=\d+"):
            demo.check_port(other.getsockname()[1])


def test_every_address_follows_the_port(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    old, new = "http://127.0.0.1:8000", "http://127.0.0.1:8001"
    stations = [{"code": "SH01", "url": f"{old}/s/SH01/"}]
    path.write_text(json.dumps({"base": old, "personas": [{"home": "/x/", "api_key": "k"}], "stations": stations}))
    moved = handout.adopt_base(path, new)
    assert moved == json.loads(path.read_text())
    assert (moved["base"], moved["stations"][0]["url"]) == (new, f"{new}/s/SH01/")


def test_an_address_that_only_begins_alike_stays() -> None:
    assert handout.rebased("http://127.0.0.1:80001/", "http://127.0.0.1:8000", "x") == "http://127.0.0.1:80001/"


def test_a_demo_without_personas_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="make demo-reset"):
        handout.adopt_base(tmp_path / "missing.json", "http://127.0.0.1:8000")


def test_columns_align_below_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    tables.print_table(("role", "login"), [("管理员", "a"), ("manager", "b")])
    assert capsys.readouterr().out.splitlines() == ["role     login", "管理员   a", "manager  b"]
