"""In production HTTPS is asked for; behind a proxy that is named its word counts, and nobody else's."""

import os
import subprocess
import sys

import pytest

from infra.check import PRODUCTION
from infra.steps import ROOT

ASK = """
import django
django.setup()
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
request = RequestFactory().get("/", headers={"x-forwarded-proto": "https", "host": "stationmaster.example"})
print(SecurityMiddleware(lambda request: HttpResponse()) (request).status_code)
"""


@pytest.mark.parametrize(("proxies", "status"), [("10.0.0.0/8", 200), ("", 301)])
def test_a_named_proxy_may_say_https(proxies: str, status: int) -> None:
    environment = os.environ | PRODUCTION | {"TRUSTED_PROXIES": proxies, "DJANGO_SETTINGS_MODULE": "config.settings"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    told = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment | {"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert told.stdout.strip() == str(status), told.stderr
