"""What a page outside Slack says, and how the pager treats its channels."""

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from advicebot.domain.addresses import check_address, may_be_called
from advicebot.errors import OutsideError
from advicebot.outside.pager import OutsidePage, OutsidePager, trial_page

AT = datetime(2026, 11, 24, 9, 14, 33, tzinfo=UTC)
IN_SUMMER = datetime(2026, 6, 9, 9, 14, tzinfo=UTC)


def page(**changes: object) -> OutsidePage:
    given = {
        "reference": "A-1042",
        "urgency": "emergency",
        "reason": "Nobody has answered in Slack.",
        "link": None,
        "at": AT,
    }
    return OutsidePage(**(given | changes))


@dataclass
class FakeChannel:
    """Takes pages, or fails as it is told; ``takes`` is how many seconds it needs."""

    name: str
    error: Exception | None = None
    takes: float = 0.0
    keys: list[str] = field(default_factory=list)

    def send(self, page: OutsidePage, key: str) -> None:
        time.sleep(self.takes)
        if self.error:
            raise self.error
        self.keys.append(key)


def test_a_page_says_who_is_needed_why_and_what_to_do():
    assert page().text == (
        "Emergency: A-1042 needs a practitioner. Nobody has answered in Slack. "
        "Open Slack and take it. Sent 09:14, Tue 24 Nov."
    )
    assert page().subject == "Emergency: A-1042 needs a practitioner"
    assert (
        page(link="https://example.org/p1").text.count("take it: https://example.org/p1 Sent") == 1
    )


def test_the_time_is_londons_for_people_and_utc_for_programs():
    assert page(at=IN_SUMMER).text.endswith("Sent 10:14, Tue 9 Jun.")
    assert page(at=IN_SUMMER).sent_at == "2026-06-09T09:14:00Z"


def test_a_page_without_a_link_fits_one_text_message():
    longest = page(urgency="emergency", reference="A-1234567")
    assert len(longest.text) <= 160
    assert longest.text.isascii()


def test_a_page_is_one_line_whatever_it_is_made_of():
    odd = page(reference="A-1\r\nBcc: all@example.org", reason="One.\n\tTwo.\x00\x1b[2J")
    for text in (odd.text, odd.subject):
        assert text.isprintable()
        assert "\n" not in text


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="A-1042 is at 2026-11-24 09:14:33, without a time zone"):
        page(at=AT.replace(tzinfo=None))


def test_a_test_page_says_that_nobody_is_waiting():
    text = trial_page(AT).text
    assert text.startswith("Test of the advice line's second channel. Nobody needs help")
    assert "practitioner" not in text


def test_every_channel_is_tried_and_one_that_took_it_is_enough(caplog: pytest.LogCaptureFixture):
    broken = FakeChannel("webhook", OutsideError({"webhook": "it answered 500"}))
    well = FakeChannel("e-mail")
    with caplog.at_level(logging.DEBUG):
        OutsidePager([broken, well]).send(page(), "k1")
    assert well.keys == ["k1"]
    assert "key=k1 channel=webhook: it answered 500" in caplog.text


def test_when_none_took_it_each_is_named_with_its_reason():
    channels = [
        FakeChannel("webhook", OutsideError({"webhook": "it answered 500"})),
        FakeChannel("e-mail", OutsideError({"e-mail": "it could not be reached"})),
    ]
    with pytest.raises(OutsideError) as caught:
        OutsidePager(channels).send(page(), "k1")
    assert str(caught.value) == "webhook: it answered 500; e-mail: it could not be reached"
    assert list(caught.value.failures) == ["webhook", "e-mail"]


def test_a_fault_of_ours_in_one_channel_neither_stops_the_other_nor_tells_a_secret(
    caplog: pytest.LogCaptureFixture,
):
    faulty, well = FakeChannel("webhook", KeyError("CANARY")), FakeChannel("e-mail")
    with caplog.at_level(logging.DEBUG):
        OutsidePager([faulty, well]).send(page(), "k1")
        with pytest.raises(OutsideError, match="webhook: unexpected KeyError") as caught:
            OutsidePager([faulty]).send(page(), "k2")
    assert well.keys == ["k1"]
    assert "CANARY" not in caplog.text + str(caught.value) + repr(caught.value.__cause__)


def test_a_channel_that_hangs_holds_nobody_up():
    slow, well = FakeChannel("webhook", takes=2.0), FakeChannel("e-mail")
    started = time.monotonic()
    OutsidePager([slow, well], within=0.2).send(page(), "k1")
    with pytest.raises(OutsideError, match=r"webhook: no answer within 0.2 s; it may have arrived"):
        OutsidePager([slow], within=0.2).send(page(), "k2")
    assert time.monotonic() - started < 1.5
    assert well.keys == ["k1"]
    waiting = [each for each in threading.enumerate() if each.name == "outside"]
    assert all(each.daemon for each in waiting)


def test_channels_are_tried_at_the_same_time():
    channels = [FakeChannel(name, takes=0.4) for name in ("one", "two", "three")]
    started = time.monotonic()
    OutsidePager(channels).send(page(), "k1")
    assert time.monotonic() - started < 0.9


def test_a_pager_without_channels_says_what_to_set():
    pager = OutsidePager([])
    assert not pager.is_configured
    assert OutsidePager([FakeChannel("webhook")]).is_configured
    with pytest.raises(OutsideError, match="set ADVICEBOT_PAGER_WEBHOOK or"):
        pager.send(page(), "k1")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/page",
        "https://example.org:8443/page?token=x",
        "https://8.8.8.8/page",
        "http://127.0.0.1:9/x",
        "http://localhost/x",
        "http://[::1]:80/",
        "https://localhost/",
    ],
)
def test_public_addresses_and_this_machine_may_be_called(address: str):
    assert check_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "http://example.org/",
        "http://localhost.example.org/",
        "http://127.0.0.1@example.org/",
        "https://me:CANARY@example.org/",
        "https://10.0.0.5/CANARY",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.5]/",
        "https://[64:ff9b::a00:5]/",
        "https://[2002:a00:5::]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "http://127.0.0.2/",
        "https://127.0.0.2/",
        "https://example.org:port/",
        "https://[::1/",
        "https://exa mple.org/",
        "https://example.org/\nHost: x",
        "https://exämple.org/",
        "https:///CANARY",
    ],
)
def test_any_other_address_is_refused_without_being_shown(address: str):
    with pytest.raises(ValueError, match="address") as caught:
        check_address(address)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "address", "may"),
    [
        ("pages.example.org", "8.8.8.8", True),
        ("pages.example.org", "2001:4860:4860::8888", True),
        ("pages.example.org", "64:ff9b::808:808", True),
        ("pages.example.org", "127.0.0.1", False),
        ("pages.example.org", "10.1.2.3", False),
        ("pages.example.org", "::1", False),
        ("pages.example.org", "ff0e::1", False),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("localhost", "10.1.2.3", False),
    ],
)
def test_what_a_name_stands_for_is_looked_at(host: str, address: str, may: bool):
    assert may_be_called(host, address) is may
