"""Whatever people write is text: no markup, no code, no direction but its own; and addresses are links."""

from datetime import timedelta

from e2e_harness import Server
from playwright.sync_api import Locator, expect

from tests.web.web_gestures import choose, deceive, dialog, named, stamp, style
from tests.web.web_harness import Crowd, Person

MARKUP = '<img src=x onerror="ran=1"><script>ran=1</script>'
TEXTS = [
    MARKUP,
    "\"'></p></article><svg onload=ran=1>",
    "</textarea></pre><iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "{{constructor.constructor('ran=1')()}} ${ran=1} {name} {0} %s",
    "javascript:ran=1 data:text/html,<script>opener.ran=1</script>",
    "&lt;b&gt; &#60;b&#62; \\u003cb\\u003e `code` **bold**",
]
INTRUDERS = "img[src=x], iframe, script:not([src]), svg[onload], [onerror], [onload], [srcdoc], .text b"


def expect_nothing_ran(someone: Person) -> None:
    expect(someone.page.locator(INTRUDERS)).to_have_count(0)
    assert someone.page.evaluate("typeof ran") == "undefined"


def written(entry: Locator) -> str:
    """A text as it stands in the page, to the last character."""
    return entry.locator(".text").inner_text()


def test_markup_in_a_message_is_text_wherever_it_is_shown(ann: Person, bob: Person) -> None:
    for text in TEXTS:
        ann.type(f"send {text}")
        assert written(bob.sees(text)) == text
        assert written(ann.sees(text)) == text
    choose(bob, "Messages and search")
    for text in TEXTS:
        expect(dialog(bob, "history")).to_contain_text(text)
    expect_nothing_ran(bob)
    expect_nothing_ran(ann)


def test_markup_is_text_on_its_way_out_too(ann: Person) -> None:
    ann.type(f"send -t 1000 {MARKUP}")
    pending = ann.page.locator("#pending li")
    expect(pending.locator(".text")).to_have_text(MARKUP)
    pending.get_by_role("button").click()
    expect(ann.sees("will not be sent").locator(".text")).to_have_text(MARKUP)
    ann.type(f"sned -u bob {MARKUP}")
    asked = dialog(ann, "doubt")
    expect(asked.locator("#doubt-line")).to_have_text(f"sned -u bob {MARKUP}")
    expect(asked.locator("#doubt-run")).to_contain_text(f"send -u bob {MARKUP}")
    ann.page.keyboard.press("Escape")
    ann.type(f"/sned {MARKUP}")
    expect(ann.page.locator("#notice button")).to_contain_text(f"send {MARKUP}")
    for line in (f"send {MARKUP}", f"send -u bob {MARKUP}", f"/rename {MARKUP}", f"Send {MARKUP}"):
        ann.field.fill(line)
        expect(ann.page.locator("#reading-words")).to_contain_text(MARKUP)
    expect_nothing_ran(ann)


def test_markup_is_no_name(ann: Person) -> None:
    for line in ("/rename <script>", "/rename <b>", "send -u <img> hello"):
        ann.type(line)
        expect(ann.page.locator("#notice")).to_contain_text("<")
    expect(ann.page.locator("#notice")).to_contain_text("<img>")
    expect_nothing_ran(ann)


def test_names_that_mean_something_to_a_script_are_only_names(ann: Person, server: Server) -> None:
    for name in ("constructor", "toString", "hasOwnProperty"):
        with named(server, name) as wire:
            expect(ann.people(name)).to_be_visible()
            ann.type(f"send -u {name} hello {name}")
            wire.until(f"hello {name}")
            wire.send(f"send hello from {name}\n")
            expect(ann.sees(f"hello from {name}").locator(".head .name")).to_have_text(name)
            wire.send("exit\n")
            ann.sees(f"{name} has left")
    expect_nothing_ran(ann)


def test_a_server_that_cannot_be_trusted_makes_no_markup_either(person: Crowd) -> None:
    victim, say = deceive(person)
    soon = stamp(timedelta(hours=1))
    say("joined", name=MARKUP)
    expect(victim.page.locator("#people")).to_contain_text(MARKUP)
    say("muted", name=MARKUP, until=MARKUP, complaints=4)
    say("renamed", old=MARKUP, new="{old} <b>")
    say("left", name=MARKUP, reason=MARKUP)
    say("left", name="ghost", reason="__proto__")
    say("message", number=1, **{"from": MARKUP}, text=MARKUP, to=MARKUP)
    say("message", number=MARKUP, **{"from": "x"}, text="x")
    say("scheduled", messages=[{"number": MARKUP, "text": MARKUP, "due": soon, "to": MARKUP}])
    say("scheduled", messages=[{"number": 1, "text": MARKUP, "due": soon, "to": MARKUP}])
    say("not-sent", message={"number": 1, "text": MARKUP, "due": soon}, reason=MARKUP)
    say("refused", code="constructor", params={}, text=MARKUP)
    expect(victim.page.locator("#notice")).to_contain_text(MARKUP)
    for kind in ("__proto__", "constructor", MARKUP):
        say(kind, name=MARKUP)
    victim.type("is anybody real here?")
    victim.sees("is anybody real here?")
    expect_nothing_ran(victim)


def test_no_text_turns_the_direction_of_its_surroundings(ann: Person, server: Server) -> None:
    with named(server, "gus") as gus:
        gus.send("send evil \u202etxet\u202c \u2066and\u2069 so on\n")
        assert written(ann.sees("evil")) == "evil txet and so on"
        gus.send("send שלום לכולם!\n")
        hebrew = ann.sees("שלום").locator(".text")
        assert style(hebrew, "direction") == "rtl"
        assert style(hebrew, "unicodeBidi") == "isolate"
        assert style(ann.entry("שלום").locator(".head"), "direction") == "ltr"
        gus.send("rename דוד\n")
        expect(ann.people("דוד").locator("bdi")).to_have_text("דוד")


def test_a_direction_that_a_bad_server_lets_through_stays_in_its_message(person: Crowd) -> None:
    victim, say = deceive(person)
    say("message", number=1, **{"from": "eve\u202e"}, text="\u202ewicked")
    entry = victim.sees("wicked")
    expect(entry.locator(".text")).to_have_css("unicode-bidi", "isolate")
    assert entry.locator(".head .name").evaluate("(element) => element.localName") == "bdi"


def test_addresses_of_the_web_are_links_and_lead_out_safely(ann: Person, regulars: Crowd) -> None:
    ann.type(f"see https://example.org/a_(b)?c=d#e, and (H{regulars.origin[1:]}/healthz).")
    links = ann.sees("see https").locator("a")
    expect(links).to_have_text(["https://example.org/a_(b)?c=d#e", f"H{regulars.origin[1:]}/healthz"])
    for place in (0, 1):
        expect(links.nth(place)).to_have_attribute("rel", "noopener noreferrer")
        expect(links.nth(place)).to_have_attribute("target", "_blank")
    expect(links.nth(0)).to_have_attribute("href", "https://example.org/a_(b)?c=d#e")
    with ann.page.context.expect_page() as opened:
        links.nth(1).click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{regulars.origin}/healthz"
    assert opened.value.evaluate("[opener, document.referrer]") == [None, ""]


def test_nothing_else_is_a_link(ann: Person) -> None:
    text = "javascript:alert(1) JAVASCRIPT://x/%0aalert(1) data:text/html,x ftp://example.org file:///etc //x.org "
    text += "vbscript:x mailto:a@example.org example.org http:// https://[ view-source:x blob:https://"
    ann.type(text)
    expect(ann.sees("vbscript").locator("a")).to_have_count(0)
    assert written(ann.entry("vbscript")) == text
