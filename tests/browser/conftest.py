"""The product on a port of its own, with a database of its own, for the browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from common.scope import for_office
from config.embedded_postgres import OWNER_ROLE
from tests import database

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-password-of-the-browser-tests"
START_S = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def give_passwords() -> None:
    """Let every person of the tests' world sign in."""
    with for_office():
        for user in User.objects.all():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])


def environment(port: int) -> dict[str, str]:
    """Return what the server is started with: this process's copy of the database."""
    name = settings.DATABASES["default"]["NAME"]
    server = database.server()
    given = {
        "DATABASE_URL": server.url(name, settings.DATABASE_APP_ROLE),
        "DATABASE_OWNER_URL": server.url(name, OWNER_ROLE),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
    }
    return {**os.environ, **given}


def wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the sign-in answers. Raises RuntimeError when it doesn't."""
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/accounts/login/", timeout=5)  # noqa: S310 - our own server
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server for the browser tests did not start")


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a running server; its world is the tests' world, kept for the whole run."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        give_passwords()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(port), stdout=subprocess.DEVNULL)
    try:
        wait_for(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def password() -> str:
    """Return the password of everybody."""
    return PASSWORD
