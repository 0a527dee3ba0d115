"""A server that has settled keeps what it holds for good out of the garbage collector's rounds."""

import gc
import importlib
import sys


def test_a_server_reads_its_pages_and_freezes_what_it_holds() -> None:
    gc.unfreeze()
    importlib.reload(importlib.import_module("config.asgi"))
    frozen, looked_through = gc.get_freeze_count(), len(gc.get_objects())
    assert "billing.claims.pages.urls_headoffice" in sys.modules, "the addresses were read"
    assert frozen > 100_000 > 10 * looked_through
