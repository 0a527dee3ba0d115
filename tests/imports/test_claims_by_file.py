"""Claims by file: dry run with a reason in each wrong cell, fix in place, take in, retry, nothing twice."""

import base64
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from billing.claims.models import Claim
from common.errors import Invalid, NotYours, WrongState
from common.imports.actions import cancel_import, confirm_import, fix_cells, map_columns, start_import
from common.imports.choices import ImportFault, ImportStatus, RowState
from common.imports.models import Import, ImportRow
from common.imports.reading import read_table
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_draft_claim, the_policy
from tests.builders.workshop import the_operation, the_part
from tests.claims.support import refused

GOLDEN = Path(__file__).parent / "golden"
_keys = count(1)


def the_file(encoding: str = "utf-8-sig") -> bytes:
    """Return the golden file about things that are in the catalogue."""
    the_policy()
    text = (GOLDEN / "claims.csv").read_text()
    known = {"vin": a_vehicle().vin, "operation": the_operation().code, "part": the_part().number}
    return text.format(**known).encode(encoding)


def started(actor: Actor, content: bytes | None = None, **more: Any) -> Import:
    with inside(actor.station):
        return start_import("claims", name="x.csv", content=content or the_file(), acting_user=actor, **more)


def report(parent: Import) -> dict[str, list[Any]]:
    with at_head_office():
        rows = ImportRow.objects.filter(parent=parent).order_by("number")
        return {str(row.number): [row.state, sorted(row.problems)] for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_dry_run_is_the_golden_one_and_writes_nothing(appraiser: Actor, encoding: str) -> None:
    parent = started(appraiser, the_file(encoding))
    assert (parent.status, parent.encoding) == (ImportStatus.CHECKED, encoding)
    assert report(parent) == json.loads((GOLDEN / "claims.json").read_text())
    with at_head_office():
        assert not Claim.objects.exists()
        told = ImportRow.objects.get(parent=parent, number=6).problems
    assert set(told["vin"]) == {"zh-hans", "en"}


def test_ready_groups_are_taken_in_and_the_others_stay(appraiser: Actor) -> None:
    parent = started(appraiser)
    with inside(appraiser.station):
        parent = confirm_import(parent.pk, acting_user=appraiser)
        [claim] = Claim.objects.all()
        assert [line.kind for line in claim.lines.all()] == ["labour", "part"]
        assert claim.claimed_minor == sum(line.claimed_minor for line in claim.lines.all()) > 0
    assert (claim.document_id, claim.mileage_km, claim.cause) == ("RO-1", 30000, "水泵轴封老化")
    assert parent.status == ImportStatus.CHECKED
    assert [state for state, _told in report(parent).values()] == ["done", "done", "wrong", "wrong", "wrong"]


def test_a_corrected_row_is_taken_in_on_the_retry(appraiser: Actor) -> None:
    parent = started(appraiser)
    with inside(appraiser.station):
        fixes = {4: {"claimType": "warranty", "outDistanceMeasure": "31000", "itemID": the_part().number}}
        fix_cells(parent.pk, fixes, acting_user=appraiser)
        confirm_import(parent.pk, acting_user=appraiser)
        claim = Claim.objects.get(document_id="RO-2")
        assert [line.vendor or line.kind for line in claim.lines.all()] == ["part", "sublet"]


def test_the_same_file_twice_makes_nothing_twice(appraiser: Actor) -> None:
    content = the_file()
    first = started(appraiser, content)
    with inside(appraiser.station):
        confirm_import(first.pk, acting_user=appraiser)
    again = started(appraiser, content)
    assert [state for state, _told in report(again).values()][:2] == [RowState.KNOWN, RowState.KNOWN]
    with inside(appraiser.station), refused(WrongState, ImportFault.NOTHING_READY):
        confirm_import(again.pk, acting_user=appraiser)


def test_a_group_that_is_refused_is_undone_as_a_whole(station: Station, appraiser: Actor) -> None:
    parent = started(appraiser)
    Station.objects.filter(pk=station.pk).update(status=StationStatus.SUSPENDED)
    with inside(station):
        confirm_import(parent.pk, acting_user=appraiser)
    assert report(parent)["2"] == ["wrong", ["documentId"]]
    with at_head_office():
        assert not Claim.objects.exists()


def test_unknown_headers_are_mapped_by_hand(appraiser: Actor) -> None:
    content = the_file().replace(b"documentId", b"Beleg").replace(b"lineType", b"Art")
    parent = started(appraiser, content)
    assert parent.status == ImportStatus.UPLOADED
    with inside(appraiser.station):
        with refused(Invalid, ImportFault.MAPPING):
            map_columns(parent.pk, parent.mapping, acting_user=appraiser)
        whole = parent.mapping | {"documentId": 0, "lineType": parent.columns.index("Art")}
        assert map_columns(parent.pk, whole, acting_user=appraiser).status == ImportStatus.CHECKED
    assert report(parent)["2"] == ["ready", []]


def test_who_may_not_prepare_claims_takes_none_in(technician: Actor, reviewer: Actor) -> None:
    content = the_file()
    with inside(technician.station), refused(NotYours):
        start_import("claims", name="x", content=content, acting_user=technician)
    with at_head_office(), refused(NotYours):
        start_import("claims", name="x", content=content, acting_user=reviewer)


def test_a_rival_finds_nothing(appraiser: Actor, rival_appraiser: Actor) -> None:
    parent = started(appraiser)
    with inside(rival_appraiser.station):
        for step in (confirm_import, cancel_import):
            with refused(NotYours):
                step(parent.pk, acting_user=rival_appraiser)


def test_it_is_put_away(appraiser: Actor) -> None:
    parent = started(appraiser)
    with inside(appraiser.station):
        assert cancel_import(parent.pk, acting_user=appraiser).status == ImportStatus.CANCELLED
        with refused(WrongState):
            confirm_import(parent.pk, acting_user=appraiser)


def test_the_pages_walk_an_import(client_for: Any, appraiser: Actor, technician: Actor) -> None:
    client, here = client_for(appraiser), "/s/SHA01/imports/"
    assert client.get(f"{here}of/claims/").status_code == 200
    assert client.get(f"{here}of/claims/template.csv").content.startswith(b"\xef\xbb\xbfdocumentId")
    assert read_table(client.get(f"{here}of/claims/template.xlsx").content).columns[0] == "documentId"
    sent = client.post(f"{here}of/claims/", {"file": SimpleUploadedFile("x.csv", the_file())})
    assert sent.status_code == 302, sent.content.decode()
    page = client.get(sent["Location"]).content.decode()
    assert 'name="cell-4-outDistanceMeasure"' in page
    fixed = client.post(f"{sent['Location']}fix/", {"cell-4-outDistanceMeasure": "31000"})
    assert fixed.status_code == 302
    assert 'name="cell-4-outDistanceMeasure"' not in client.get(sent["Location"]).content.decode()
    assert client.post(f"{sent['Location']}confirm/", {}).status_code == 302
    failed = read_table(client.get(f"{sent['Location']}failed.csv").content)
    assert [row[0] for row in failed.rows] == ["RO-2", "RO-2", "RO-3"]
    assert client.get(f"{sent['Location']}map/").status_code == 200
    assert client.get(here).status_code == 200
    assert client_for(technician).get(sent["Location"]).status_code == 404


def test_a_file_that_is_none_comes_back_with_a_sentence(client_for: Any, appraiser: Actor) -> None:
    client = client_for(appraiser)
    answer = client.post("/s/SHA01/imports/of/claims/", {"file": SimpleUploadedFile("x.csv", b"\x81\xff\x00\x00")})
    assert answer.status_code == 422
    assert "GB18030" in answer.content.decode()


def send(client: Client, address: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": f"imp{next(_keys)}", "X-Station": "SHA01"}
    return client.post(f"/api/v1/{address}", json.dumps(body), "application/json", headers=headers)


def test_the_api_walks_an_import(client_for: Any, appraiser: Actor) -> None:
    client = client_for(appraiser)
    body = {"kind": "claims", "name": "x.csv", "content": base64.b64encode(the_file("gb18030")).decode()}
    made = send(client, "imports", body)
    assert made.status_code == 201, made.content.decode()
    found = made.json()
    assert found["counts"] == {"ready": 2, "wrong": 3, "done": 0, "known": 0}
    assert found["rows"][2]["problems"]["outDistanceMeasure"]["en"]
    fix = {"cells": [{"row": 4, "field": "outDistanceMeasure", "text": "31000"}]}
    assert send(client, f"imports/{found['id']}/fix", fix).status_code == 200
    done = send(client, f"imports/{found['id']}/confirm", {})
    assert done.json()["counts"]["done"] == 2
    assert send(client, "imports", body | {"content": "%%%"}).status_code in (400, 422)


def test_an_exported_claim_is_the_same_when_it_is_taken_in(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    content = client.get("/s/SHA01/claims/star.csv").content
    parent = started(appraiser, content)
    assert {state for state, _told in report(parent).values()} == {"ready"}
    with inside(appraiser.station):
        confirm_import(parent.pk, acting_user=appraiser)
        copy = Claim.objects.get(document_id=claim.repair_order_number)
        assert (copy.claimed_minor, copy.vin, copy.complaint) == (claim.claimed_minor, claim.vin, claim.complaint)
    assert read_table(client.get("/s/SHA01/claims/star.xlsx").content).columns[0] == "documentId"
    assert client.get("/s/SHA01/claims/star.json").json()[0]["vin"] == claim.vin
    assert client.get("/s/SHA01/claims/star.pdf").status_code == 404


FITTED = "partInstalledDate,partInstalledDistanceMeasure"
PARTS_HEAD = (
    "documentId,vin,claimType,outDistanceMeasure,failureDate,repairOrderCompletedDate,complaintDescription,causeDescription,"
    "correctionDescription,lineType,itemID,description,unitPriceAmount,isCausalPart"
)


def a_parts_file(*rows: tuple[str, str, str]) -> bytes:
    """Return a file with one document a row: type, kind of the line, and the two cells of the fitting."""
    vin, part = a_vehicle().vin, the_part().number
    told = [f"{PARTS_HEAD},{FITTED}"]
    for number, (kind, line, fitting) in enumerate(rows, start=1):
        item = f"{part},," if line == "part" else ",外协,100"
        told.append(f"PW-{number},{vin},{kind},30000,2026-05-03,2026-05-04,x,x,x,{line},{item},yes,{fitting}")
    return "\n".join(told).encode()


def test_a_parts_warranty_claim_tells_when_the_part_was_fitted(client_for: Any, appraiser: Actor) -> None:
    the_policy()
    parent = started(appraiser, a_parts_file(("parts_warranty", "part", "2025-11-02,12500")))
    with inside(appraiser.station):
        confirm_import(parent.pk, acting_user=appraiser)
        [line] = Claim.objects.get(document_id="PW-1").lines.all()
    assert (str(line.fitted_on), line.fitted_km) == ("2025-11-02", 12_500)
    table = read_table(client_for(appraiser).get("/s/SHA01/claims/star.csv").content)
    told = dict(zip(table.columns, table.rows[0], strict=True))
    assert (told["partInstalledDate"], told["partInstalledDistanceMeasure"]) == ("2025-11-02", "12500")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (("parts_warranty", "part", "2026-05-04,12500"), ["partInstalledDate"]),
        (("parts_warranty", "part", "2025-11-02,30001"), ["partInstalledDistanceMeasure"]),
        (("parts_warranty", "part", ",12500"), ["partInstalledDate"]),
        (("parts_warranty", "part", "gestern,12500"), ["partInstalledDate"]),
        (("parts_warranty", "part", "2025-11-02,weit"), ["partInstalledDistanceMeasure"]),
        (("warranty", "part", "2025-11-02,"), ["partInstalledDate"]),
        (("parts_warranty", "sublet", "2025-11-02,1"), ["partInstalledDate", "partInstalledDistanceMeasure"]),
        (("parts_warranty", "part", ","), []),
    ],
)
def test_each_wrong_cell_of_the_fitting_says_why(appraiser: Actor, row: Any, wrong: list[str]) -> None:
    the_policy()
    assert report(started(appraiser, a_parts_file(row)))["2"] == ["wrong" if wrong else "ready", wrong]
