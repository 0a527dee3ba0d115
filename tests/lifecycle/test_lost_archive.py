"""An archive that the store has lost is not sound, so that nothing is purged on it; whoever asks for it gets a sentence."""

from pathlib import Path
from typing import Any

import pytest

from common.errors import WrongState
from common.files.store import read_sound, store_bytes
from common.ids import new_id
from network.lifecycle.cascade.looking import is_sound
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office


def test_a_lost_archive_is_not_sound_and_a_reader_is_told(station: Station, settings: Any) -> None:
    with at_head_office():
        file = store_bytes(
            b"all of it", subject_id=new_id(), kind="closing_archive", name="archive.zip", content_type="application/zip",
            station_id=station.pk, uploaded_by=None,
        )  # fmt: skip
        assert is_sound(file)
        (Path(settings.MEDIA_ROOT) / file.path).unlink()
        assert not is_sound(file)
        with pytest.raises(WrongState):
            read_sound(file)
