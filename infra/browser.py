"""A Chromium for the browser tests: the machine's, else Debian's when root, else Playwright's own; or a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from infra.bootstrap import VENV_PYTHON
from infra.steps import ROOT, STATE, StepFailed, run

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
BY_PLAYWRIGHT = "playwright"  # value of STATIONMASTER_CHROMIUM: launch without an executable path
CJK_FONTS = ROOT / "node_modules" / "@embedpdf" / "fonts-sc" / "fonts"
NONE_FOUND = (
    "No Chromium for the browser tests could be had: install one (Debian and Ubuntu: apt-get install chromium) so that "
    "`chromium` is on the path, or let this machine reach Playwright's downloads, and run `make test` again."
)
FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def chromium_on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def find_chromium() -> str:
    """The path of a Chromium, installing one if need be, or BY_PLAYWRIGHT. Raises StepFailed."""
    found = chromium_on_path()
    if found:
        return found
    for install in (install_by_apt, install_by_playwright):
        found = install()
        if found:
            return found
    raise StepFailed(NONE_FOUND)


def install_by_apt() -> str | None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-qq"], NONE_FOUND, environment=quiet)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], NONE_FOUND, environment=quiet)
    except StepFailed:
        return None
    return chromium_on_path()


def install_by_playwright() -> str | None:
    try:
        run([str(VENV_PYTHON), "-m", "playwright", "install", "chromium"], NONE_FOUND)
    except StepFailed:
        return None
    return BY_PLAYWRIGHT


def font_environment() -> dict[str, str]:
    """Chinese glyphs for the browser where the machine has none: the font that comes with our npm files."""
    if has_chinese_font() or not CJK_FONTS.is_dir():
        return {}
    configuration = STATE / "fonts.conf"
    configuration.parent.mkdir(exist_ok=True)
    configuration.write_text(FONT_CONFIGURATION.format(fonts=CJK_FONTS, cache=STATE / "font-cache"))
    return {"FONTCONFIG_FILE": str(configuration)}


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    done = subprocess.run(["fc-list", ":lang=zh-cn"], check=False, capture_output=True, text=True)
    return bool(done.stdout.strip())
