"""A closing, killed at the statements of its steps: each is done once or not at all, and it goes on where it was cut."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Membership
from accounts.roles import Role
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.files.models import StoredFile
from common.files.store import read_stored, store_bytes
from common.history.models import History
from common.people import Process
from common.scope import for_office
from desk.actions import notify
from desk.models import Notification, SavedView
from network.lifecycle import actions
from network.lifecycle.cascade import acting, advance, looking
from network.lifecycle.cascade.leftovers import purge_record_of
from network.lifecycle.cascade.plan import PLAN
from network.lifecycle.choices import ClosingStatus, StepCode, StepStatus
from network.lifecycle.deadlines import STEP_WORK, begin_of_day
from network.lifecycle.models import Closing, ClosingStep
from network.lifecycle.verify import broken
from tenants.registry.models import Station
from tests.builders.lifecycle import a_closing
from tests.crash.sweep import sweep
from tests.world import office_actor

S = StepCode


def step_of(closing: Closing, code: StepCode) -> ClosingStep:
    return ClosingStep.objects.get(closing=closing, code=code)


def hand_back(closing: Closing) -> None:
    """The regional office has the papers back."""
    regional = office_actor(Role.REGIONAL_OFFICE)
    actions.finish_step(step_of(closing, S.PAPERS).pk, note="标识、专用工具已收回", acting_user=regional)


def work_once() -> None:
    """What the poller does: the next piece of work, if there is one."""
    keep_due(1)


def _due_now() -> None:
    with for_office(), transaction.atomic():
        Deadline.objects.filter(kind=STEP_WORK, done_at=None).update(due_at=begin_of_day(today()))
        Deadline.objects.exclude(kind=STEP_WORK).update(done_at=begin_of_day(today()))


def test_cut_at_its_statements_every_step_is_done_once_or_not_at_all(committed_db: None) -> None:
    """Every step up to the archive, killed as it goes: never between two states, and at the end each is done once."""
    with for_office(), transaction.atomic():
        closing = a_closing()
    points = partial = 0
    for _round in range(len(PLAN) + 3):
        with for_office(), transaction.atomic():
            papers = step_of(closing, S.PAPERS)
            if papers.status == StepStatus.OPEN:
                hand_back(closing)
            if not closing.steps.filter(status=StepStatus.OPEN).exclude(code=S.PURGE).exists():
                break
        _due_now()
        swept = sweep(work_once, lambda point: 2 * point + 1)
        points, partial = points + swept.points, partial + swept.partial
    with for_office(), transaction.atomic():
        told = list(History.objects.filter(verb="closing.step_done").values_list("after__closing_step", flat=True))
        archives = History.objects.filter(verb="closing.archived").count()
        ended = History.objects.filter(verb="membership.ended").count()
        members = Membership.objects.filter(station_id=closing.station_id).count()
    print(f"\nclosing: points={points} partial={partial} steps={len(told)}")
    assert partial == 0 and points > 25
    assert sorted(told) == sorted(set(PLAN) - {S.PURGE})
    assert (archives, ended) == (1, members)


def test_the_purge_is_cut_and_done_once_and_only_with_a_sound_archive(committed_db: None) -> None:
    """Dropping the schema is another transaction than telling so: cut in between, the next look finds it done."""
    with for_office(), transaction.atomic():
        closing = a_closing()
        keep_due()
        hand_back(closing)
        keep_due()
        file = looking.archive_of(closing)
        assert file is not None
        whole = read_stored(file)
        photos = _media_of(closing)
    _spoil(file, whole + b"!")
    _due_now()
    work_once()
    with for_office(), transaction.atomic():
        station = Station.objects.get(pk=closing.station_id)
        assert station.has_schema and step_of(closing, S.PURGE).left_names == [looking.STILL_THERE]
        assert all(path.exists() for path in photos)
    _spoil(file, whole)
    _due_now()
    swept = sweep(work_once, lambda point: 2 * point + 1)
    with for_office(), transaction.atomic():
        assert not Station.objects.get(pk=station.pk).has_schema
        assert History.objects.filter(verb="station.purged").count() == 1
        _assert_media_are_gone(closing, photos)
        assert Closing.objects.get(pk=closing.pk).status == ClosingStatus.DONE
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [station.schema_name])
            assert cursor.fetchone() == (0,)
    assert swept.points > 3
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["station"] == station.code and set(manifest["rows"]) >= {"repair_order"}


def _media_of(closing: Closing) -> list[Path]:
    """Leave what a station leaves outside its schema: two photos, a file that no row knows, an invoice, a saved view, messages."""
    station, root = closing.station, Path(settings.MEDIA_ROOT)
    facts: dict[str, Any] = {"subject_id": closing.pk, "content_type": "image/jpeg", "station_id": station.pk}
    kept = [store_bytes(b"photo %d" % n, kind="photo.fault", name=f"{n}.jpg", **facts) for n in range(2)]
    store_bytes(b"invoice", kind="invoice", name="invoice.pdf", **facts)
    stray = root / str(station.pk) / "zz" / "stray.jpg"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"stray")
    user = office_actor(Role.REGIONAL_OFFICE).user
    SavedView.objects.create(user=user, place=f"station:{station.pk}", page="claims", name="mine")
    notify([user.pk], "一条消息", f"/s/{station.code}/claims/")
    return [*(root / one.path for one in kept), stray]


def _assert_media_are_gone(closing: Closing, photos: list[Path]) -> None:
    """No file, no row, no view, no message; the invoice and the archive stay; one record proves what went."""
    code = closing.station.code
    assert not any(path.exists() for path in photos)
    left = StoredFile.objects.filter(station_id=closing.station_id).values_list("kind", flat=True)
    assert sorted(left) == ["closing_archive", "invoice"]
    assert not SavedView.objects.filter(place=f"station:{closing.station_id}").exists()
    assert not Notification.objects.filter(url__startswith=f"/s/{code}/").exists()
    told = History.objects.get(verb="closing.media_purged").after
    found = purge_record_of(closing)
    assert found is not None and told["sha256"] == found.sha256
    lines = [json.loads(line) for line in read_stored(found).decode().splitlines()]
    assert sorted(one["sha256"] for one in lines if one["kind"] == "photo.fault") == sorted(
        hashlib.sha256(b"photo %d" % n).hexdigest() for n in range(2)
    )
    assert told["files"] == len(lines) >= 2 and told["views"] == 1 and told["messages"] >= 1
    assert not list(broken())


def _spoil(file: Any, content: bytes) -> None:
    (Path(settings.MEDIA_ROOT) / file.path).write_bytes(content)


def test_without_one_transaction_a_cut_leaves_something_between(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red control: when the step's effect is committed before the step says so, the same sweep finds it half done."""
    with for_office(), transaction.atomic():
        closing = a_closing()
    _due_now()
    with for_office(), transaction.atomic():
        step = step_of(closing, S.OFFSETS)

    def apart() -> None:
        with for_office():
            with transaction.atomic():
                acting.freeze_offsets(step, Process("test"))
            with transaction.atomic():
                again = advance.lock_step(step.pk)
                if again is not None:
                    advance.end_step(again, Process("test"))

    assert sweep(apart).partial > 0
