"""How the mark of a bot looks: by day and in the evening, on a phone, in the system's colours."""

from typing import Any, Literal

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import expect

from tests.web.web_gestures import style
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import settle

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "desktop-russian": {"locale": "ru-RU"},
    "phone": PHONE,
    "phone-russian": {**PHONE, "locale": "ru-RU"},
    "forced": {"forced_colors": "active"},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LONG = "погода-в-Суздале-и-вокруг-него-0"


def talk(ann: Person, rain: Program, long: Program) -> None:
    """All that a bot says, beside what people do."""
    ann.type("rain: Suzdal?")
    rain.ask("send", text="ann: Suzdal −3 °C, light snow, visibility 4 km, until 21:00.")
    rain.ask("send", text="GFS, run of 12 UTC.")
    rain.ask("send", text="psst: only for you", to="ann")
    long.ask("send", text="My name is long.")
    ann.type("thank you")
    ann.sees("thank you")


def look_at(ann: Person, name: str) -> None:
    """By day and in the evening: take the picture, and ask axe-core."""
    for scheme in SCHEMES:
        ann.page.emulate_media(color_scheme=scheme)
        settle(ann.page)
        ann.picture(f"bots-{name}-{scheme}")
        assert ann.obstacles() == [], f"{name}-{scheme}"


@pytest.mark.usefixtures("axe")
@pytest.mark.parametrize("look", LOOKS)
def test_the_mark_is_without_obstacles_wherever_it_stands(person: Crowd, server: Server, look: str) -> None:
    ann = person("ann", **LOOKS[look])
    with server.program("/?name=rain&bot=1") as rain, server.program(f"/?name={LONG}&bot=1") as long:
        ann.sees(LONG)
        talk(ann, rain, long)
        look_at(ann, look)
        assert ann.page.locator("#log").evaluate("(log) => log.scrollWidth - log.clientWidth") == 0
        ann.type("/users")
        expect(ann.people("rain").locator(".bot")).to_be_in_viewport(ratio=1)
        expect(ann.people(LONG).locator(".bot")).to_be_in_viewport(ratio=1)
        look_at(ann, f"people-{look}")
        if ann.page.locator("#people-button").is_visible():
            ann.page.locator("#side-close").click()
        expect(ann.page.locator("#notice .bot").last).to_be_in_viewport(ratio=1)
        look_at(ann, f"users-{look}")


def test_the_mark_has_a_frame_that_a_name_has_not_also_without_colours(person: Crowd, server: Server) -> None:
    ann = person("ann", forced_colors="active")
    with server.program("/?name=rain&bot=1") as rain:
        rain.ask("send", text="It rains.")
        head = ann.sees("It rains.").locator(".head")
        assert style(head.locator(".bot"), "borderTopStyle") == "solid"
        assert style(head.locator(".name"), "borderTopStyle") == "none"
        expect(head.locator(".bot")).to_be_visible()
