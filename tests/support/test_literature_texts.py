"""Text inside PDF documents of the library: read by a worker within limits, found in both languages with file and page; failures are told."""

import subprocess
import sys
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from common.documents.render import render_pdf
from common.jobs.models import Job
from common.jobs.run import run_waiting
from network.support.actions.literature import amend_literature, remove_literature_file
from network.support.audience import Audience
from network.support.choices import FileTextStatus
from network.support.desk import find_literature
from network.support.literature_models import Literature, LiteratureFileText
from network.support.literature_selectors import literature_for
from network.support.pages.literature_tables import LiteratureFilter
from network.support.pdf_text import PdfText, read_pdf
from tests.builders.api import Caller
from tests.support.test_literature import a_draft, a_piece, a_text, at
from tests.world import HOME, RIVAL

pytestmark = pytest.mark.django_db
MANUAL = "demo/manual.typ"
PAGES = ["Valve clearance: inlet 0.30 mm", "机油泵限压阀开启压力 0.8 MPa，拆装前放净机油。"]


@pytest.fixture(autouse=True)
def _office(at_office: Any) -> Any:
    with at_office():
        yield


@pytest.fixture(scope="module")
def manual() -> bytes:
    """A document of two pages, one English, one Chinese."""
    return render_pdf(MANUAL, {"title": "H6", "pages": PAGES})


def in_library(content: bytes, name: str = "h6.pdf", **text: Any) -> Literature:
    """A piece whose document a worker has read."""
    piece = a_piece(files=[(name, content)], **text)
    run_waiting()
    return piece


def hits(actor: Actor, word: str) -> list[tuple[Any, Any]]:
    """What a search in the library finds: the edition, and where in a document."""
    return [(one.pk, one.found_in) for one in LiteratureFilter().find(literature_for(actor), "q", word)]


@pytest.mark.parametrize(("word", "page"), [("valve CLEARANCE", 1), ("限压阀", 2), ("机油", 2)])
def test_a_word_in_a_document_is_found_with_its_page(
    manual: bytes, service_management: Actor, technician: Actor, word: str, page: int
) -> None:
    piece = in_library(manual, body_zh="内容见附件")
    assert LiteratureFileText.objects.get().status == "read"
    [(key, place)] = hits(service_management, word)
    assert (key, place["file"], place["page"]) == (piece.pk, "h6.pdf", page)
    assert word.split()[0].lower() in place["words"].lower()
    with at(HOME):
        assert [one for one, _place in hits(technician, word)] == [piece.pk]
    assert hits(service_management, "变矩器") == []


def test_another_post_and_station_do_not_find_it(
    manual: bytes, receptionist: Actor, supplier_user: Actor, technician: Actor
) -> None:
    in_library(manual, audience=Audience(posts=[Role.TECHNICIAN], stations=[RIVAL]))
    for actor in (receptionist, supplier_user, technician):
        with at(HOME):
            assert hits(actor, "限压阀") == []


def test_list_palette_and_api_find_it(manual: bytes, client_for: Any, service_management: Actor) -> None:
    in_library(manual)
    User.objects.update(language="en")
    client = client_for(service_management)
    page = client.get("/support/literature/?q=限压阀").content.decode()
    assert "h6.pdf" in page and "page 2" in page
    assert Caller(client).get("literature?q=clearance").json()["data"][0]["number"].startswith("LIT")
    assert "h6.pdf" in str(find_literature(service_management, "限压阀")[0].detail)
    assert client.get("/support/literature/?q=限压阀&format=xlsx").status_code == 200


@pytest.mark.parametrize("status", ["damaged", "empty"])
def test_what_cannot_be_read_is_said_on_the_page(status: str, client_for: Any, service_management: Actor) -> None:
    content = b"%PDF-1.7 x" if status == "damaged" else render_pdf(MANUAL, {"title": "", "pages": [""]})
    piece = in_library(content)
    row = LiteratureFileText.objects.get()
    assert (row.status, row.text) == (status, "")
    User.objects.update(language="en")
    assert "Not searched" in client_for(service_management).get(piece.get_absolute_url()).content.decode()
    assert Job.objects.get().status == "done"


def test_a_document_is_read_up_to_the_limits(manual: bytes) -> None:
    assert read_pdf(manual, most_pages=1).status == "cut"
    assert [len(read_pdf(manual).pages), read_pdf(manual).total] == [2, 2]


def test_reading_that_takes_too_long_is_stopped(manual: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **options: Any) -> Any:
        raise subprocess.TimeoutExpired("read", options["timeout"])

    monkeypatch.setattr(subprocess, "run", never)
    assert read_pdf(manual) == PdfText(FileTextStatus.SLOW)


def test_halves_of_characters_and_nuls_in_a_document_stop_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    table = b"begincmap 2 beginbfchar <41> <D800> <42> <0000> endbfchar endcmap"
    in_library(a_strange_pdf(table))
    row = LiteratureFileText.objects.get()
    assert (row.status, row.text, Job.objects.get().status) == ("read", "? oil", "done")


def a_strange_pdf(table: bytes) -> bytes:
    """Return a document whose letters A and B mean what its own table of characters says."""
    words = b"BT /F 12 Tf 50 700 Td (ABoil) Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table),
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 7\n0000000000 65535 f \n" + rows + trailer


def test_the_child_knows_nothing_of_the_product() -> None:
    command = [
        sys.executable,
        "-I",
        "-c",
        "import sys; sys.path.insert(0, 'network/support'); import pdf_child; print('django' in sys.modules)",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_each_document_is_read_once_and_forgotten_with_its_file(manual: bytes, trainer: Actor) -> None:
    draft = a_draft(files=[("a.pdf", manual)])
    amend_literature(draft.pk, a_text(), Audience(), files=[("b.pdf", manual)], acting_user=trainer)
    run_waiting()
    assert sorted(LiteratureFileText.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]
    remove_literature_file(draft.pk, LiteratureFileText.objects.get(name="a.pdf").file_id, acting_user=trainer)
    assert list(LiteratureFileText.objects.values_list("name", flat=True)) == ["b.pdf"]


def test_pictures_and_office_files_start_no_job() -> None:
    a_draft(files=())
    assert not Job.objects.exists()
