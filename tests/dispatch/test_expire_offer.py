"""Offers that are not answered: on to the next crew, whatever is killed in between."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import transaction

from common.deadlines import keep
from common.deadlines.keep import keep_due, keep_one
from common.deadlines.models import Deadline
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import decline_offer, offer_best
from network.dispatch.choices import Limit, OfferStatus, RescueStatus
from network.dispatch.models import Offer, Rescue
from tests.builders.dispatch import HOME, RIVAL, a_crew, a_rescue, accepted, an_offer, make_due, settle
from tests.dispatch.invariants import broken_invariants


@pytest.fixture
def two_crews(db):
    near = a_crew(HOME)
    far = a_crew(RIVAL)
    return near, far


def _far_weights(monkeypatch):
    from network.dispatch import policies

    monkeypatch.setattr(policies, "EXAMPLE", policies.Policy(max_distance_m=3_000_000))


@pytest.fixture(autouse=True)
def whole_country(monkeypatch):
    """Shanghai and Beijing are within reach of each other in these tests."""
    _far_weights(monkeypatch)


def test_the_next_crew_gets_it(two_crews, at_office):
    near, far = two_crews
    offer = an_offer()
    assert offer.crew_id == near.pk
    make_due(offer)
    keep_due()
    with at_office():
        second = Offer.objects.get(status=OfferStatus.OPEN)
        assert (second.crew_id, second.round) == (far.pk, 2)
        assert not broken_invariants()


def test_when_everybody_is_silent_the_rescue_is_unserved_and_escalates(two_crews, at_office):
    rescue = an_offer().rescue
    for _round in range(2):
        with at_office():
            offer = Offer.objects.get(rescue_id=rescue.pk, status=OfferStatus.OPEN)
        make_due(offer)
        keep_due()
    with at_office():
        rescue.refresh_from_db()
        assert rescue.status == RescueStatus.UNSERVED
        assert rescue.shortfall["only_reason"] == {"declined": 2}
        Deadline.objects.filter(subject_id=rescue.pk, done_at__isnull=True).update(due_at="2020-01-01T00:00:00Z")
    keep_due()
    with at_office():
        rescue.refresh_from_db()
        assert (rescue.status, rescue.escalation) == (RescueStatus.OFFERED, 1)
        assert not broken_invariants()


def test_declining_goes_on_at_once(two_crews, technician, acting, at_office):
    offer = an_offer()
    with acting(technician):
        decline_offer(offer.pk, reason="busy", acting_user=technician)
    keep_due()
    with at_office():
        assert Offer.objects.get(status=OfferStatus.OPEN).crew_id == two_crews[1].pk


def test_an_accepted_offer_does_not_expire(two_crews, at_office):
    rescue = accepted(an_offer())
    with at_office():
        assert not Deadline.objects.filter(subject_id=rescue.pk, kind=Limit.ANSWER, done_at__isnull=True).exists()
        assert not broken_invariants()


def test_a_handler_that_dies_half_way_changes_nothing_and_is_done_again(two_crews, at_office, monkeypatch):
    offer = an_offer()
    make_due(offer)

    def dies(deadline):
        keep_handlers[Limit.ANSWER](deadline)
        raise RuntimeError("killed")

    keep_handlers = dict(keep._handlers)
    monkeypatch.setitem(keep._handlers, Limit.ANSWER, dies)
    assert keep_one()
    with at_office():
        assert Offer.objects.get().status == OfferStatus.OPEN
        Deadline.objects.filter(done_at__isnull=True).update(due_at="2020-01-01T00:00:00Z")
    monkeypatch.undo()
    _far_weights(monkeypatch)
    keep_due()
    with at_office():
        assert Offer.objects.filter(status=OfferStatus.OPEN).get().crew_id == two_crews[1].pk


def test_a_case_becomes_an_offer_without_a_broker(two_crews, at_office):
    """Relay and poller read rows; nothing else is needed."""
    from tests.builders.hotline import a_case

    case = a_case()
    settle()
    with at_office():
        assert Rescue.objects.get(case=case).status == RescueStatus.OFFERED


POLLER = """
import django; django.setup()
from django.conf import settings
from django.db import connections
for alias in connections:
    connections[alias].close(); connections[alias].settings_dict["NAME"] = {name!r}; settings.DATABASES[alias]["NAME"] = {name!r}
from network.dispatch import policies
policies.EXAMPLE = policies.Policy(max_distance_m=3_000_000)
from django.db import connection
import common.deadlines.keep as keep
real = keep._handlers["offer.expires"]
def slow(deadline):
    real(deadline)
    open({flag!r}, "w").close()
    with connection.cursor() as cursor:
        cursor.execute("SET client_connection_check_interval = '100ms'")  # PostgreSQL need not sleep on for the dead
        cursor.execute("SELECT pg_sleep(30)")
if {sleepy}:
    keep._handlers["offer.expires"] = slow
keep.keep_due()
"""


def _poller(tmp_path, sleepy):
    flag = tmp_path / "inside"
    code = POLLER.format(name=settings.DATABASES["default"]["NAME"], flag=str(flag), sleepy=sleepy)
    paths = os.pathsep.join([".", "platform"])
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "STATIONMASTER_SERVER": "test",
        "PYTHONPATH": paths,
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment), flag


def test_the_offer_goes_on_although_the_poller_was_killed_in_the_middle(committed_db, tmp_path):
    near, far = a_crew(HOME), a_crew(RIVAL)
    with for_office():
        offer = offer_best(a_rescue().pk)
    assert offer.crew_id == near.pk
    make_due(offer)
    process, flag = _poller(tmp_path, sleepy=True)
    give_up = time.monotonic() + 60
    while not flag.exists() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.05)
    assert flag.exists()
    process.send_signal(signal.SIGKILL)
    process.wait()
    with for_office(), transaction.atomic():
        assert Offer.objects.get().status == OfferStatus.OPEN  # nothing half done
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert _poller(tmp_path, sleepy=False)[0].wait(60) == 0
        with for_office(), transaction.atomic():
            if Offer.objects.filter(crew_id=far.pk).exists():
                break
    with for_office(), transaction.atomic():
        assert Offer.objects.get(status=OfferStatus.OPEN).crew_id == far.pk
        assert History.objects.filter(verb="offer.expired").count() == 1
        assert not broken_invariants()
