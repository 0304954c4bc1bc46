"""Find a Chromium for the browser tests; `python -m tests.e2e.browser --install` gets one when there is none."""

from __future__ import annotations

import functools
import os
import pathlib
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-device-scale-factor=1",
]
INSTALL = "python -m tests.e2e.browser --install"


def playwrights_own() -> str | None:
    """The path of the Chromium that Playwright has downloaded, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if pathlib.Path(path).is_file() else None


@functools.cache
def chromium() -> str | None:
    """A Chromium's path: `VIZ_CHROMIUM`, else Playwright's own, else the system's, else None.

    Asked for the first time before Playwright runs: it cannot be started twice.
    """
    named = os.environ.get("VIZ_CHROMIUM")
    if named:
        return named
    return playwrights_own() or next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> str | None:
    """Get a Chromium: Playwright's, else the system's package. Returns its path, or None when neither can be had."""
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempts += [[*root, "apt-get", "update", "-qq"], [*root, "apt-get", "install", "-y", "-qq", "chromium"]]
    for attempt in attempts:
        print("$", " ".join(attempt), flush=True)
        subprocess.run(attempt, check=False)
        chromium.cache_clear()
        found = chromium()
        if found:
            return found
    return None


def main() -> int:
    """Print the path of a Chromium, with `--install` after getting one if need be."""
    found = chromium() or (install() if "--install" in sys.argv else None)
    print(found or f"No Chromium was found. Set VIZ_CHROMIUM to one, or run `{INSTALL}`.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
