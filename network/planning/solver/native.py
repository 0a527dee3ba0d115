"""The compiled kernel: built once for this machine from `kernel/*.c` (well under two seconds), then loaded by ctypes.

The compiler comes as a package (ziglang), so a machine that has only Python can build it. Set-up does it; whoever comes without set-up builds it
at the first use. `python -m network.planning.solver.native` builds it by hand.
"""

import ctypes
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
SOURCES = sorted((HERE / "kernel").glob("*.[ch]"))
BUILT = HERE.parents[2] / ".stationmaster"
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC", "-nostdlib")


class KernelError(RuntimeError):
    """The kernel can't be built; the sentence says what the compiler said."""


class MetricStruct(ctypes.Structure):
    """`Metric` of kernel.h."""

    _fields_ = [
        ("kind", ctypes.c_int64),
        ("n", ctypes.c_int64),
        ("values", ctypes.c_void_p),
        ("radius", ctypes.c_double),
    ]


class ListsStruct(ctypes.Structure):
    """`Lists` of kernel.h."""

    _fields_ = [
        ("rows", ctypes.c_int64),
        ("sites", ctypes.c_int64),
        ("start", ctypes.c_void_p),
        ("site", ctypes.c_void_p),
        ("cost", ctypes.c_void_p),
        ("cap", ctypes.c_void_p),
    ]


class PaceStruct(ctypes.Structure):
    """`Pace` of bound.c."""

    _fields_ = [
        ("step", ctypes.c_double),
        ("best", ctypes.c_double),
        ("keep", ctypes.c_double),
        ("stale", ctypes.c_int64),
        ("patience", ctypes.c_int64),
    ]


# i: whole number, d: double, p: array, M: Metric, L: Lists, P: Pace
KINDS: dict[str, Any] = {
    "i": ctypes.c_int64,
    "d": ctypes.c_double,
    "p": ctypes.c_void_p,
    "M": ctypes.POINTER(MetricStruct),
    "L": ctypes.POINTER(ListsStruct),
    "P": ctypes.POINTER(PaceStruct),
}
SIGNATURES = {
    "distances": "Mippp",
    "nearest": "Miiippppp",
    "totals": "Mpiip",
    "within": "Miidddpp",
    "within_bits": "Miidddip",
    "bit_sums": "iipppp",
    "shortest": "ipppiippp",
    "transpose": "Lppp",
    "cut_ends": "Lpp",
    "cut": "Lpppp",
    "narrow_ends": "Lpip",
    "narrow": "Lpppp",
    "bound_median": "LipddiPppppppppp",
    "bound_cover": "LppddiPpppppp",
    "capped_values": "Lppppp",
    "capped_served": "Lpppippp",
    "search_place": "p",
    "search_swap": "pii",
    "search_wake_all": "p",
    "search_improve": "pi",
    "search_profits": "ppp",
    "search_iterate": "ppip",
    "list_bits": "Lip",
    "drop_dominated": "LLppiiiipp",
    "site_values": "Mpipppppppp",
    "cover_begin": "p",
    "cover_greedy": "p",
    "cover_search": "piipi",
}


def at(array: NDArray[Any]) -> ctypes.c_void_p:
    """Return where a contiguous array lies."""
    if not array.flags.c_contiguous:
        raise ValueError("the kernel needs contiguous arrays")
    return ctypes.c_void_p(array.ctypes.data)


def empty(shape: int | tuple[int, ...], kind: type) -> NDArray[Any]:
    """Return an array that the kernel will fill."""
    return np.empty(shape, dtype=kind)


@cache
def kernel() -> ctypes.CDLL:
    """Return the library, built if it is not there. Raises KernelError."""
    library = ctypes.CDLL(str(build()))
    for name, arguments in SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes = [KINDS[letter] for letter in arguments]
        function.restype = ctypes.c_int64  # nothing that returns void is asked for its result
    return library


def build() -> Path:
    """Return the library's file, compiled unless it is there for these sources and this processor."""
    target = BUILT / f"planner-{_fingerprint()}.so"
    if target.exists():
        return target
    folder = BUILT if _is_writable(BUILT) else Path(tempfile.mkdtemp(prefix="planner-"))
    fresh = folder / f"{target.name}.{os.getpid()}"
    sources = [str(path) for path in SOURCES if path.suffix == ".c"]
    # The system's own symbols stay unresolved on macOS, whose linker must be told so; elsewhere nothing is missing.
    extra = ["-Wl,-undefined,dynamic_lookup"] if sys.platform == "darwin" else []
    with tempfile.TemporaryDirectory(prefix="zig-") as scratch:
        environment = os.environ | {"ZIG_GLOBAL_CACHE_DIR": scratch, "ZIG_LOCAL_CACHE_DIR": scratch}
        command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, *extra, "-o", str(fresh), *sources]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)  # noqa: S603 our own words
    if done.returncode:
        raise KernelError(f"the planner's kernel could not be compiled; run make setup. {done.stderr.strip()[-500:]}")
    return fresh.replace(folder / target.name)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _fingerprint() -> str:
    """Name sources, flags and processor: a library for another processor's instructions would crash."""
    digest = hashlib.sha256("\0".join((*FLAGS, sys.platform, platform.machine(), _processor())).encode())
    for path in SOURCES:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")


if __name__ == "__main__":
    build()
