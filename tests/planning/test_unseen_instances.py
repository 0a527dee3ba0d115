"""What files of others bring: huge figures, other spellings, spreadsheets of China, and questions too large for the time that they are given."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from network.planning.management.commands.plan import Command
from network.planning.solver import Clock, InstanceError, PlaneMetric, pmedian, read_instance
from network.planning.solver.plan import enough, is_proven, proved
from network.planning.solver.pmedian import Median

POINTS = "1 0 0\n2 3 4\n3 10 0\n"


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("value", [40.0, 2e6, 1.2e9, 5e9, 3e11])
def test_whole_numbers_are_proven_only_when_the_next_one_is_excluded(value: float) -> None:
    assert not is_proven(value, value - 1.5, 1.0)
    assert is_proven(value, value - 0.4, 1.0)
    assert is_proven(value, enough(value, 1.0), 1.0)
    assert proved(value, value - 1.5, 1.0, Clock(1), []).lower_bound <= value - 1


@pytest.mark.parametrize("value", [1e-3, 40.0, 5e9])
def test_what_is_aimed_at_proves_other_numbers_too(value: float) -> None:
    assert is_proven(value, enough(value, 0.0), 0.0)
    assert not is_proven(value, value * (1 - 1e-8), 0.0)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("t.tsp", "NODE_COORD_SECTION\n1 0 0\n2 1e200 1\nEOF\n", "beyond 1e\\+15"),
        ("g.txt", "3 2 1\n1 2 1e308\n2 3 1e308\n", "above 1e\\+15"),
        ("p.csv", "lat,lon,weight\n5,2,1e308\n6,3,1e308\n", "weight of line 2"),
        ("p.csv", "lat,lon,weight\n5,2,1,000\n", "line 2 has more columns"),
        ("p.csv", "lat,lon,weight\n5,2,1\n" + "x" * 200_000 + ",2,1\n", "field"),
    ],
)
def test_figures_that_can_not_be_meant_get_a_sentence(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(InstanceError, match=says):
        read_instance(written(tmp_path, name, text))


@pytest.mark.parametrize(
    "head",
    [
        "NAME : x\nCOMMENT : a NODE_COORD_SECTION of ours\nNODE_COORD_SECTION\n",
        "NAME: x\nDIMENSION: 3\nNODE_COORD_SECTION :\n",
        "NAME: x\r\nEDGE_WEIGHT_TYPE: EUC_2D\r\nNODE_COORD_SECTION\r\n",
    ],
)
@pytest.mark.parametrize("tail", ["", "EOF", "EOF\n\n"])
def test_coordinates_begin_where_a_line_says_so(tmp_path: Path, head: str, tail: str) -> None:
    metric = read_instance(written(tmp_path, "t.tsp", head + POINTS + tail)).metric
    assert metric.between(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [5, 10, 8]


def test_a_table_may_be_written_as_chinese_spreadsheets_do(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "lat,lon,weight,名称\n31.2,121.5,3,上海\n39.9,116.4,2,北京,\n", "gb18030")
    assert read_instance(path).weights.tolist() == [3, 2]


def test_the_paths_of_a_large_graph_are_measured_in_parts(tmp_path: Path) -> None:
    n = 300
    lines = [f"{one} {one + 1} 2" for one in range(1, n)]
    path = written(tmp_path, "g.txt", f"{n} {n - 1} 4\n" + "\n".join(lines))
    metric = read_instance(path).metric
    assert metric.between(np.array([0, 299, 256, 10]), np.array([299, 0, 255, 280])).tolist() == [598, 598, 2, 540]
    with pytest.raises(InstanceError, match="too short even to measure"):
        read_instance(path, Clock(0))


def test_lists_are_as_long_as_the_time_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pmedian, "FEW_CELLS", 20_000)
    monkeypatch.setattr(pmedian, "CELLS_A_SECOND", 20_000)
    points = np.random.default_rng(1).uniform(0, 1000, (300, 2))

    def pairs(seconds: float) -> int:
        fate = np.zeros(300, dtype=np.int8)
        return len(Median(PlaneMetric(points), np.ones(300), 2, fate, Clock(seconds), 1).lists().site)

    assert pairs(1.0) <= 20_100 < pairs(3600.0)
    assert pairs(float("inf")) == 90_000


@pytest.mark.parametrize("limit", ["nan", "-1"])
def test_a_time_limit_is_a_time(tmp_path: Path, limit: str) -> None:
    path = written(tmp_path, "t.tsp", "NODE_COORD_SECTION\n" + POINTS)
    with pytest.raises(CommandError, match="time-limit"):
        call_command("plan", "pmedian", "--instance", str(path), "--p", "1", f"--time-limit={limit}")


def test_the_time_counts_from_the_start_of_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, command = written(tmp_path, "t.tsp", "NODE_COORD_SECTION\n" + POINTS), Command()
    command.begun = Clock(0).begun - 100
    call_command(command, "pmedian", "--instance", str(path), "--p", "1", "--json")
    assert json.loads(capsys.readouterr().out)["seconds"] > 100
