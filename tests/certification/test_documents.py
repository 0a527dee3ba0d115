"""Papers and the tokens that prove them."""

from pathlib import Path
from uuid import uuid4

import pytest

from common.documents import DocumentError, qr_svg, read_token, render_pdf, verification_token


def test_a_token_names_its_record_for_its_kind_only() -> None:
    key = uuid4()
    token = verification_token("certificate", key)
    assert read_token("certificate", token) == key
    assert read_token("agreement", token) is None


@pytest.mark.parametrize("token", ["", ".", "abc", "abc.def", "€.€", "AAAAAAAAAAAAAAAAAAAAAA." + "A" * 22])
def test_anything_else_is_not_ours(token: str) -> None:
    assert read_token("certificate", token) is None


def test_a_code_is_drawn_without_a_size_of_its_own() -> None:
    svg = qr_svg("https://stationmaster.example/x")
    assert svg.startswith("<svg")
    assert "width=" not in svg.partition(">")[0]


def test_a_template_is_rendered_with_our_fonts(tmp_path: Path) -> None:
    from django.conf import settings

    folder = settings.STATE / "test-documents"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / "paper.typ"
    template.write_text(
        '#import "/platform/common/documents/paper.typ": *\n'
        "#show: paper.with(title: data.title, qr: data.qr, caption: data.title)\n#facts(data.facts)\n#signatures((data.title,))\n"
    )
    pdf = render_pdf(template, {"title": "特约服务协议", "qr": qr_svg("x"), "facts": [["编号", 1]]})
    assert pdf.startswith(b"%PDF-")
    assert b"NotoSans" in pdf


def test_a_broken_template_says_what_is_wrong() -> None:
    with pytest.raises(DocumentError):
        render_pdf("no/such/template.typ", {})
