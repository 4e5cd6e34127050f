"""What a long session costs the page: `python -m benchmarks.browser [MESSAGES]` (100,000, unless said otherwise).

Needs the `dev` extra and a Chromium. A server, a page in a headless browser, and a client of lines that speaks as fast
as the server takes it. Keys are pressed in the page's field all the time: before, when nothing is said, and during the
flood, in the same run. What is timed is a key's way from the keyboard to the frame after the one that shows it.
"""

import argparse
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.option_values import between
from tools.equipment import find_browser

__all__ = ["ARGUMENTS", "ROOT", "main", "serve"]

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--enable-precise-memory-info",
)
_BURST = 500
_CALM = 200
"""Keys that are pressed while nothing happens."""

_WATCH = """
() => {
  const watch = (window.watch = { keys: [], longest: 0, entries: 0 });
  const log = document.getElementById("log");
  document.addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => requestAnimationFrame(() => watch.keys.push(performance.now() - timeStamp)));
  }, { capture: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.longest = Math.max(watch.longest, duration);
  }).observe({ type: "longtask" });
  new MutationObserver(() => (watch.entries = Math.max(watch.entries, log.childElementCount)))
    .observe(log, { childList: true });
}
"""

_SHOWN = """
(text) => [...document.getElementById("log").children].slice(-5).some((entry) => entry.textContent.includes(text))
"""

_TAKE = """
() => {
  const { keys, longest, entries } = window.watch;
  Object.assign(window.watch, { keys: [], longest: 0, entries: 0 });
  const elements = document.getElementsByTagName("*").length;
  return { keys, longest, entries, elements, heap: performance.memory.usedJSHeapSize / 2 ** 20 };
}
"""


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__)
    parser.add_argument(
        "messages",
        nargs="?",
        type=between(1, 10_000_000),
        default=100_000,
        metavar="MESSAGES",
        help="how many come in the flood (default: %(default)s)",
    )
    messages = parser.parse_args(argv).messages
    path = find_browser()
    if path is None:
        print("There is no Chromium on this machine.", file=sys.stderr)
        return 1
    with serve(ROOT) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator("#me").wait_for()
        page.locator("#field").focus()
        page.evaluate(_WATCH)
        _press(page, lambda count: count < _CALM)
        _tell("nothing is said", page)
        flood = threading.Thread(target=_shout, args=(port, messages))
        flood.start()
        _press(page, lambda count: bool(count % 10) or not page.evaluate(_SHOWN, f"message {messages}."))
        flood.join()
        _tell(f"while {messages:,} messages come", page)
        _press(page, lambda count: count < _CALM)
        _tell("afterwards", page)
        browser.close()
    return 0


@contextmanager
def serve(checkout: Path) -> Iterator[int]:
    """A server of this checkout, without flood limits, which waits for a slow reader; its port."""
    command = [sys.executable, "server_init.py", "--port", "0", "--flood", "0", "--outbox", "65536"]
    log = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=log, text=True) as process:  # noqa: S603
        try:
            found = (re.search(r"http://127\.0\.0\.1:(\d+)/", line) for line in process.stdout or ())
            yield next(int(place[1]) for place in found if place)
        finally:
            process.terminate()


def _shout(port: int, messages: int) -> None:
    """Say so many, and wait after each burst until the server has said the last one of it."""
    with socket.create_connection(("127.0.0.1", port)) as wire, wire.makefile("r", encoding="utf-8") as heard:
        for start in range(1, messages + 1, _BURST):
            end = min(start + _BURST - 1, messages)
            wire.sendall("".join(f"send message {number}.\n" for number in range(start, end + 1)).encode())
            next(line for line in heard if f"message {end}." in line)


def _press(page: Page, goes_on: Callable[[int], bool]) -> None:
    count = 0
    while goes_on(count):
        page.keyboard.press("x" if count % 40 else "ControlOrMeta+a")
        count += 1


def _tell(what: str, page: Page) -> None:
    page.wait_for_timeout(500)
    found = page.evaluate(_TAKE)
    keys = found["keys"]
    print(
        f"{what}: a key is shown after {median(keys):.0f} ms (median of {len(keys)}; slowest {max(keys):.0f} ms); "
        f"longest task {found['longest']:.0f} ms; at most {found['entries']} entries, now {found['elements']} "
        f"elements; heap {found['heap']:.1f} MiB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
