import pytest
from tests.isolation import test_matrix as m
from django.test import Client
from accounts.roles import Role

pytestmark = pytest.mark.django_db
MINE = ("audit.", "catalog.")


@pytest.mark.parametrize("name", m.PERSONAS)
def test_mine(name, client_for):
    actor = m.person(name)
    client = client_for(actor) if actor else Client()
    client.raise_request_exception = False
    bad = []
    for cell in m.ours():
        if not cell.module.startswith(MINE):
            continue
        r = m.ask(client, cell)
        want = m.expected(cell, actor)
        got = m.verdict(cell, r)
        if not m.fits(cell, want, got, r.status_code):
            bad.append((cell.route, cell.method, cell.needs, want, got, r.status_code))
    assert bad == []
