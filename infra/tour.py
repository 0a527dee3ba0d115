"""The main job from end to end over the public API alone, as `docs/tour.md` tells it: run it against a demo that is up (`make tour`).

Every step is a request that anybody with the right key can make. It stops at the first answer that is not what the story says.
"""

import base64
import json
import os
import struct
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

HANDOUT = Path(__file__).resolve().parents[1] / ".stationmaster" / "demo.json"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNkYPjPgA0wYRUdtBIAKkcBD2ZlJFsAAAAASUVORK5CYII="
WAIT_S = 30.0
DRIVE_S = 12


class TourStopped(Exception):
    """An answer was not what the story says."""


class Caller:
    """Somebody with an API key."""

    def __init__(self, base: str, persona: dict[str, Any]) -> None:
        self.who = f"{persona['role']}{' ' + persona['station'] if persona['station'] else ''}"
        headers = {"Authorization": f"Bearer {persona['api_key']}"}
        self.http = httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=30)

    def get(self, path: str, **query: Any) -> Any:
        """Return what is there."""
        return self._answer(self.http.get(path, params=query), path)

    def all(self, path: str, **query: Any) -> list[Any]:
        """Return the first page's rows."""
        rows: list[Any] = self.get(path, **query)["data"]
        return rows

    def post(self, path: str, **body: Any) -> Any:
        """Do one step, under a key of its own."""
        return self._answer(self.http.post(path, json=body, headers={"Idempotency-Key": str(uuid4())}), path)

    def refused(self, path: str, status: int, **body: Any) -> str:
        """Try a step that must be refused; return the sentence."""
        answer = self.http.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        if answer.status_code != status:
            raise TourStopped(f"{self.who}: POST {path} gave {answer.status_code}, the story says {status}")
        return str(answer.json()["detail"])

    def _answer(self, answer: httpx.Response, path: str) -> Any:
        if answer.status_code >= 400:
            raise TourStopped(
                f"{self.who}: {answer.request.method} {path} gave {answer.status_code}: {answer.text[:600]}"
            )
        return answer.json()


def untouched_vehicle(desk: Caller, reviewer: Caller) -> dict[str, Any]:
    """Return the first vehicle under warranty with no repair and no claim yet: with a past, the rules may ask for a close look."""
    limit = (datetime.now(UTC) - timedelta(days=250)).date().isoformat()
    for row in desk.all("/vehicles", limit=200):
        is_young = (row["sold_on"] or "") > limit and row["mileage_km"] < 90_000
        if is_young and not desk.all("/repair-orders", q=row["vin"]) and not reviewer.all("/claims", q=row["vin"]):
            return dict(row)
    raise TourStopped("no vehicle is young enough for a claim and without one")


class Tour:
    """The story, chapter by chapter; `people` are the demo's personas by role."""

    def __init__(self, handout: dict[str, Any], tell: Callable[[str], None] = print) -> None:
        self.people = {persona["role"]: Caller(handout["base"], persona) for persona in handout["personas"]}
        self.tell = tell

    def run(self) -> None:
        """Tell all chapters."""
        self.open_a_station()
        order = self.repair()
        claim = self.claim(order)
        self.money(claim)
        self.rescue()
        self.inspection()
        self.subscription()

    # --- 1 and 2: a gap on the map becomes a station -----------------------------------------------------------------

    def open_a_station(self) -> None:
        """From a city without a station in reach to an opened station."""
        office, network = self.people["regional_office"], self.people["service_management"]
        gap = office.get("/cities/coverage", region="east")["uncovered"][0]
        city = gap["city"] if isinstance(gap.get("city"), dict) else gap
        candidate = office.post(
            "/candidates",
            name=f"{city['name_zh']}远航汽车服务有限公司 {uuid4().hex[:4]}",
            province_code=city["province_code"], city=city["name_zh"],
            lat=city["lat"], lon=city["lon"], contact_name="王建国", contact_phone="13900000000",
            contact_email=f"w{uuid4().hex[:6]}@yuanhang.example",
            address="物流大道 8 号", brands=["Haul"], capabilities=["repair", "rescue"],
        )  # fmt: skip
        key = candidate["id"]
        self.tell(f"candidate {candidate['number']} in {city['name_zh']}, where no station is in reach")
        points = {"location": 25, "premises": 18, "capital": 12, "people": 18, "experience": 12, "will": 5}
        office.post(f"/candidates/{key}/select", points=points, comment="位置合适")
        self.tell(
            "refused to the regional office: "
            + office.refused(f"/candidates/{key}/confirm", 403, level="B", build_until=soon(60))
        )
        network.post(f"/candidates/{key}/confirm", level="B", build_until=soon(60))
        told = build(office, network, candidate["number"]), fill_posts(office, network, key, candidate["number"])
        self.tell(
            f"photos of {told[0]} items sent in by one and accepted by another; {told[1]} people of key posts examined"
        )
        self._accept(network, key)
        self._sign(network, key)
        self._open(key, city["name_zh"])

    def _accept(self, network: Caller, key: str) -> None:
        network.post(f"/candidates/{key}/visit")
        inspection = next(
            row for row in network.all("/inspections", purpose="acceptance") if row["status"] == "visiting"
        )
        self._score(network, inspection)
        network.post(f"/candidates/{key}/accept")
        self.tell(f"on-site acceptance {inspection['number']} passed")

    def _score(self, inspector: Caller, inspection: dict[str, Any], lost: int = 0) -> None:
        template = inspector.get(f"/inspection-templates/{inspection['template']}")
        scores = {item["code"]: item["weight"] for item in template["items"]}
        for code in list(scores)[:lost]:
            scores[code] = max(0, scores[code] - 2)
        inspector.post(f"/inspections/{inspection['id']}/score", scores=scores)
        inspector.post(
            f"/inspections/{inspection['id']}/photo",
            item_code=next(iter(scores)),
            photo={"name": "site.png", "content": PIXEL},
        )
        inspector.post(f"/inspections/{inspection['id']}/finish", summary="现场整洁，设备齐全")

    def _sign(self, network: Caller, key: str) -> None:
        network.post(
            f"/candidates/{key}/draft-agreement",
            representative="王建国",
            territory="本市",
            starts_on=soon(0),
            labour_coefficient="1.05",
        )
        agreement = next(row for row in network.all("/agreements") if row["candidate"] == key)
        copy = base64.b64encode(b"%PDF-1.7\nsigned by both sides\n%%EOF").decode()
        network.post(
            f"/agreements/{agreement['id']}/sign",
            station_signatory="王建国",
            office_signatory="宋婕",
            signed_on=soon(0),
            copy_base64=copy,
        )
        self.tell(f"agreement {agreement['number']} signed")

    def _open(self, key: str, city: str) -> None:
        manager, claims = self.people["customer_service_manager"], self.people["claims_reviewer"]
        manager.post(f"/candidates/{key}/instruct", labour_coefficient="1.05", text="同意开通，工时系数 1.05。")
        email = f"manager.{uuid4().hex[:6]}@yuanhang.example"
        claims.post(f"/candidates/{key}/open", name="王建国", email=email, duty_phone="400-880-1234")
        opened = until(lambda: claims.get(f"/candidates/{key}"), lambda row: row["status"] == "opened")
        self.tell(f"station in {city} opened: {opened['station']}")

    # --- 3: a repair --------------------------------------------------------------------------------------------------

    def repair(self) -> dict[str, Any]:
        """Reception, repair, quality check, delivery, follow-up."""
        desk, technician, workshop = self.people["reception"], self.people["technician"], self.people["workshop"]
        vehicle = untouched_vehicle(desk, self.people["claims_reviewer"])
        wrong = vehicle["vin"][:8] + ("0" if vehicle["vin"][8] != "0" else "1") + vehicle["vin"][9:]
        facts = {
            "mileage_km": vehicle["mileage_km"] + 500,
            "customer_name": "张师傅",
            "customer_phone": "13812345678",
            "complaint": "水温偏高，漏水",
        }
        self.tell("a mistyped VIN: " + desk.refused("/repair-orders", 422, vin=wrong, **facts))
        order = desk.post("/repair-orders", vin=vehicle["vin"], promised_at=iso(hours=6), **facts)
        path = f"/repair-orders/{order['id']}"
        desk.post(f"{path}/open")
        operation = technician.all("/labour-operations", q="水泵")[0]
        part = technician.all("/parts", q="水泵")[0]
        technician.post(f"{path}/add-labour", operation_code=operation["code"])
        technician.post(
            f"{path}/add-part", part_number=part["number"], is_causal=True, old_serial="OLD-1", new_serial="NEW-1"
        )
        technician.post(
            f"{path}/finish", cause="水泵轴封老化", correction="更换水泵总成，试车正常", failure_code="ENG-L"
        )
        workshop.post(f"{path}/inspect", is_passed=True, is_road_tested=True)
        order = desk.post(f"{path}/deliver")
        calls = until(lambda: self.people["customer_care"].all("/follow-ups", q=order["number"]), bool)
        self.tell(f"repair order {order['number']} delivered; follow-up due {calls[-1]['due_at']}")
        return dict(order)

    # --- 4: its claim -------------------------------------------------------------------------------------------------

    def claim(self, order: dict[str, Any]) -> dict[str, Any]:
        """Signature, two reviews, the old part between them."""
        appraiser, first, final = (
            self.people["appraiser"],
            self.people["claims_reviewer"],
            self.people["final_reviewer"],
        )
        claim = appraiser.post("/claims", repair_order_id=order["id"])
        path = f"/claims/{claim['id']}"
        self.tell("only an appraiser signs: " + self.people["reception"].refused(f"{path}/submit", 403))
        claim = appraiser.post(f"{path}/submit")
        for reason in claim["reasons"]:
            self.tell(
                f"  rule {reason['rule']} (policy {reason['policy']}, clause {reason['clause']}): {reason['outcome']}"
            )
        first.post(f"{path}/accept-suggestion")
        part = until(
            lambda: [
                row for row in appraiser.all("/old-parts", q=claim["number"]) if row["claim_number"] == claim["number"]
            ],
            bool,
        )[0]
        self.people["parts"].post("/shipments", parts=[part["id"]], carrier="顺丰", tracking_number="SF100")
        final.post("/old-parts", code=part["label_code"])
        final.post(f"/old-parts/{part['id']}/confirm")
        decisions = [{"line": line["id"], "approved": line["approved"]} for line in final.get(path)["lines"]]
        self.tell("the first reviewer can't settle: " + first.refused(f"{path}/final-review", 403, decisions=decisions))
        claim = final.post(f"{path}/final-review", decisions=decisions)
        self.tell(
            f"claim {claim['number']} settled: {claim['final']['amount_minor'] / 100:.2f} {claim['final']['currency']}"
        )
        return dict(claim)

    def money(self, claim: dict[str, Any]) -> None:
        """The ledger and the chargeback show it to the cent."""
        finance = self.people["finance"]
        posted = [row for row in finance.all("/ledger/transactions", q=claim["number"]) if row["kind"] == "claim"]
        entries = [row for row in finance.all("/ledger/entries", limit=200) if row["transaction"] == posted[0]["id"]]
        total = sum(entry["amount"]["amount_minor"] for entry in entries)
        owed = -sum(entry["amount"]["amount_minor"] for entry in entries if entry["account_kind"] == "station_payable")
        if total != 0 or owed != claim["final"]["amount_minor"]:
            raise TourStopped(f"the ledger says {owed}, the claim {claim['final']['amount_minor']}")
        charged = finance.all("/chargebacks", q=claim["number"])
        self.tell(
            f"ledger: {owed / 100:.2f} owed to the station; charged back: {sum(row['amount']['amount_minor'] for row in charged) / 100:.2f}"
        )

    # --- 5: a rescue --------------------------------------------------------------------------------------------------

    def rescue(self) -> None:
        """A call, an offer, a drive, a fee."""
        hotline, technician, manager = (
            self.people["dispatcher"],
            self.people["technician"],
            self.people["station_manager"],
        )
        for crew in manager.all("/crews"):
            if not crew["on_duty"]:
                manager.post(f"/crews/{crew['id']}/duty", on_duty=True)
        home = manager.get("/stations")["data"][0]
        place = (home["lat"] + 0.002, home["lon"] + 0.002)  # round the corner: nobody waits long for a tour
        call = hotline.post("/calls", phone="13700001234")
        vehicle = hotline.all("/vehicles", limit=1)[0]
        case = hotline.post(
            "/cases",
            kind="rescue", vehicle=vehicle["vin"], symptom="no_start", safety="shoulder", place="G2 京沪高速 K1240+300", lat=place[0], lon=place[1],
            contact_name="王师傅", contact_phone="13700001234", call=call["id"], despite_duplicate=True,
        )  # fmt: skip
        rescue = until(lambda: [row for row in hotline.all("/rescues", limit=200) if row["case"] == case["id"]], bool)[
            0
        ]
        offer = self._offer_to_us(rescue["id"])
        technician.post(f"/offers/{offer['id']}/accept")
        technician.post(f"/rescues/{rescue['id']}/depart")
        time.sleep(DRIVE_S + 1)
        technician.post(f"/crews/{offer['crew']}/positions", positions=track((home["lat"], home["lon"]), place))
        technician.post(f"/rescues/{rescue['id']}/arrive")
        done = technician.post(
            f"/rescues/{rescue['id']}/finish", result="更换起动机继电器，恢复行驶", signed_by="王师傅"
        )
        claims = until(
            lambda: [
                row
                for row in self.people["claims_reviewer"].all("/claims", q=done["number"])
                if row["rescue_number"] == done["number"]
            ],
            bool,
        )
        self.tell(
            f"rescue {done['number']}: {done['distance_m'] / 1000:.1f} km driven, outbound fee claim {claims[0]['number']}"
        )

    def _offer_to_us(self, rescue: str) -> dict[str, Any]:
        """Return the engine's offer if it went to our station; else the dispatcher overrides it, with a reason."""
        hotline, technician = self.people["dispatcher"], self.people["technician"]

        def ours() -> list[dict[str, Any]]:
            return [row for row in technician.all("/offers", status="open") if row["rescue"] == rescue]

        until(lambda: hotline.get(f"/rescues/{rescue}")["status"], lambda status: status in {"offered", "unserved"})
        if not ours():
            crews = [row for row in technician.all("/crews") if row["on_duty"] and row["load"] < row["capacity"]]
            hotline.post(f"/rescues/{rescue}/offer-to", crew=crews[-1]["id"], reason="离现场最近的班组")
        return dict(until(ours, bool)[0])

    # --- 6: audit, certificates, billing ------------------------------------------------------------------------------

    def inspection(self) -> None:
        """A scored visit, a finding, its correction, the check."""
        auditor, manager = self.people["auditor"], self.people["station_manager"]
        home = manager.get("/stations")["data"][0]
        visit = auditor.post("/inspections", station_id=home["id"], planned_for=soon(0))
        visit = auditor.post(f"/inspections/{visit['id']}/begin")
        finding = auditor.post(
            "/findings", inspection_id=visit["id"], severity="minor", description="废机油存放区未张贴标识"
        )
        self._score(auditor, visit, lost=3)
        manager.post(
            f"/findings/{finding['id']}/correct",
            correction="已张贴危废标识",
            evidence=[{"name": "sign.png", "content": PIXEL}],
        )
        self.tell(
            "a station can't check itself: "
            + manager.refused(f"/findings/{finding['id']}/recheck", 403, is_in_order=True)
        )
        auditor.post(f"/findings/{finding['id']}/recheck", is_in_order=True, comment="已整改")
        done = auditor.post(f"/inspections/{visit['id']}/close")
        self.tell(f"audit {done['number']} closed with {done['score']} points")

    def subscription(self) -> None:
        """The station's plan."""
        rows = self.people["station_manager"].all("/subscriptions")
        self.tell(f"subscription: {rows[0]['status'] if rows else 'none chosen yet'}")


def build(office: Caller, network: Caller, number: str) -> int:
    """The office sends in the photos of the site that it was handed, another person judges them; return of how many items."""
    items = network.all("/image-items", q=number)
    for item in items:
        photos = [
            {"name": f"{item['code']}-{n}.png", "content_base64": a_picture()} for n in range(item["photos_needed"])
        ]
        office.post(f"/image-items/{item['id']}/send", photos=photos, words="现场拍摄")
        network.post(f"/image-items/{item['id']}/accept")
    return len(items)


def fill_posts(office: Caller, network: Caller, key: str, number: str) -> int:
    """The office names people for the key posts, service management examines them; return how many."""
    for post in network.all("/key-posts", q=number):
        for n in range(post["needed"]):
            office.post(f"/candidates/{key}/name-person", post=post["code"], name=f"王建国{n + 1}")
    people = network.all("/key-people", q=number)
    for person in people:
        network.post(f"/key-people/{person['id']}/exam", points=88, held_on=soon(0))
    return len(people)


def a_picture() -> str:
    """Return a small picture that nobody has sent before, as base 64."""
    rows = b"".join(b"\0" + os.urandom(24) for _row in range(8))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def soon(days: int) -> str:
    """Return a date in China."""
    return (datetime.now(UTC) + timedelta(hours=8, days=days)).date().isoformat()


def iso(**ahead: float) -> str:
    """Return a time ahead."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def track(start: tuple[float, float], end: tuple[float, float]) -> list[dict[str, Any]]:
    """Return positions along a straight road, a second apart, the last one now."""
    steps = DRIVE_S
    return [
        {
            "client_id": str(uuid4()),
            "at": iso(seconds=step - steps),
            "lat": start[0] + (end[0] - start[0]) * step / steps,
            "lon": start[1] + (end[1] - start[1]) * step / steps,
        }
        for step in range(steps + 1)
    ]


def until(ask: Callable[[], Any], enough: Callable[[Any], bool]) -> Any:
    """Ask until it is so: the relay needs a moment."""
    end = time.monotonic() + WAIT_S
    while not enough(found := ask()):
        if time.monotonic() > end:
            raise TourStopped("waited in vain; is the relay running?")
        time.sleep(0.3)
    return found


def main() -> int:
    """Run the tour against the demo that is up."""
    if not HANDOUT.exists():
        print("There is no demo yet: run `make demo` first.")
        return 1
    try:
        Tour(json.loads(HANDOUT.read_text())).run()
    except (TourStopped, httpx.HTTPError) as error:
        print(f"the tour stopped: {error}")
        return 1
    print("the tour is complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
