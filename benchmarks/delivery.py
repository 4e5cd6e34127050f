"""How the page comes over a slow network: `python -m benchmarks.delivery [CHECKOUT …]`, this one where none is named.

Needs the `dev` extra and a Chromium. Each round of each checkout and language is a fresh server and a fresh profile of
a headless browser, whose network is as slow as `--latency` (milliseconds that each request takes at least) and
`--throughput` (kbit/s, each way) say. Rounds go over all checkouts in turn. Told are medians, and the least and the
greatest: when the first words are seen (First Contentful Paint), when one can write (one has a name, and what is typed
would be sent), how many requests that took, the WebSocket included, and how many bytes came, gzipped, without and with
the heads of the responses.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.browser import ARGUMENTS, ROOT, serve
from benchmarks.option_values import checkout_folder, round_count
from benchmarks.report.markdown import head, row
from tools.equipment import find_browser

__all__ = ["main"]

_LANGUAGES = {"en": "en-GB", "ru": "ru-RU"}
_PATIENCE = 180.0
"""Seconds after which a page is given up."""

_WORDS = (
    "performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime / 1000)[0] ?? null"
)
_CAN_WRITE = "!!document.querySelector('#me:not([hidden])') && !document.getElementById('send').disabled"


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds to the first words and until one can write; and what that took: requests, and KiB."""

    words: float
    writing: float
    requests: float
    bodies: float
    whole: float


@dataclass(frozen=True, slots=True)
class Network:
    """`latency` in milliseconds, `throughput` in bytes a second."""

    latency: int
    throughput: float


class _Traffic:
    """Counts what a page asks for, and what comes."""

    def __init__(self, inspector: CDPSession) -> None:
        self.requests = 0
        self.bodies = 0
        self.whole = 0
        inspector.on("Network.requestWillBeSent", self._ask)
        inspector.on("Network.webSocketCreated", self._ask)
        inspector.on("Network.dataReceived", self._count_body)
        inspector.on("Network.loadingFinished", self._finish)

    def _ask(self, _event: object) -> None:
        self.requests += 1

    def _count_body(self, event: dict[str, int]) -> None:
        self.bodies += event["encodedDataLength"]

    def _finish(self, event: dict[str, int]) -> None:
        self.whole += event["encodedDataLength"]


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    options = _read(argv)
    path = find_browser()
    if path is None:
        print("There is no Chromium on this machine.", file=sys.stderr)
        return 1
    network = Network(options.latency, options.throughput * 1000 / 8)
    visits: dict[tuple[Path, str], list[Visit]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for _ in range(options.rounds):
            for checkout in options.checkouts:
                for code in _LANGUAGES:
                    with serve(checkout) as port:
                        visits.setdefault((checkout, code), []).append(_visit(browser, port, code, network))
        browser.close()
    print(
        f"Rounds: {options.rounds}, at {options.throughput:g} kbit/s and {options.latency} ms\n", flush=True
    )
    print("\n".join(_table(visits)))
    return 0


def _read(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", allow_abbrev=False)
    parser.add_argument("checkouts", nargs="*", type=checkout_folder, default=[ROOT], metavar="CHECKOUT")
    parser.add_argument("--rounds", type=round_count, default=3)
    parser.add_argument("--latency", type=int, default=2000, metavar="MS")
    parser.add_argument("--throughput", type=float, default=50.0, metavar="KBITS")
    return parser.parse_args(argv)


def _visit(browser: Browser, port: int, code: str, network: Network) -> Visit:
    context = browser.new_context(locale=_LANGUAGES[code], viewport={"width": 390, "height": 780})
    page = context.new_page()
    inspector = context.new_cdp_session(page)
    inspector.send("Network.enable")
    inspector.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": network.throughput,
            "uploadThroughput": network.throughput,
        },
    )
    traffic = _Traffic(inspector)
    begun = time.monotonic()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit", timeout=_PATIENCE * 1000)
    writing = _wait(page, begun)
    words = page.evaluate(_WORDS)
    counted = traffic.requests, traffic.bodies / 1024, traffic.whole / 1024
    context.close()
    return Visit(words, writing, *counted)


def _wait(page: Page, begun: float) -> float:
    """How long it took until one could write, to a twentieth of a second."""
    while time.monotonic() - begun < _PATIENCE:
        if page.evaluate(_CAN_WRITE):
            return time.monotonic() - begun
        page.wait_for_timeout(50)
    raise TimeoutError(f"one could not write after {_PATIENCE:.0f} s")


def _table(visits: dict[tuple[Path, str], list[Visit]]) -> Iterator[str]:
    titles = ("checkout", "language", "first words", "can write", "requests", "KiB", "KiB with heads")
    yield from head(titles, figures=5)
    for (checkout, code), rounds in visits.items():
        words, writing, requests, bodies, whole = zip(*map(astuple, rounds), strict=True)
        cells = [_spread(words, " s"), _spread(writing, " s"), f"{median(requests):.0f}"]
        cells += [f"{median(bodies):.1f}", f"{median(whole):.1f}"]
        yield row((checkout.resolve().name, code, *cells))


def _spread(values: Sequence[float], unit: str) -> str:
    return f"{median(values):.1f} ({min(values):.1f} … {max(values):.1f}){unit}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
