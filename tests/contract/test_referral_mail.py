"""Letters to providers who are not in Slack: what stands in them, when they go and when not."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advicebot.bootstrap.outside import build_mail, build_outside, outside_sender
from advicebot.clock import FixedClock
from advicebot.domain.delivery import OUTSIDE, Effect, EffectKind
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.outside.letters import OPENINGS, provider_letter
from advicebot.outside.mail import Mail, MailServer
from advicebot.outside.pager import OutsidePager
from advicebot.service import intake, referral_effects, referrals
from advicebot.service.desk import Desk
from advicebot.service.referral_effects import ReferralLine
from advicebot.settings import read_settings
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from advicebot.slack.setbacks import MOST_MAILINGS
from tests.conftest import A_TUESDAY
from tests.fakes import PROVIDER, TEAM, TESSA, Looking, a_message
from tests.referring import CALL, FAY, MENTOR, OFFERS, PLACE, READY, Arranging, knowing
from tests.smtp_sink import Manners, SmtpSink
from tests.staff import StaffSlack

PLACE_BY_MAIL = replace(PLACE, id="workshop-by-mail", provider=CALL.provider)
ELSEWHERE = replace(
    CALL, id="elsewhere", provider=replace(PROVIDER, id="elsewhere", contact="x@example.org")
)


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS, PLACE_BY_MAIL, ELSEWHERE)


@pytest.fixture
def at(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


def through(sink: SmtpSink, **given: Any) -> Mail:
    server = MailServer(host="localhost", port=sink.port)
    return Mail(server, sender="line@example.org", **given)


def a_sender(at: Arranging, sink: SmtpSink, **given: Any) -> Sender:
    """Return the sender of a line that has a mail server and no other way out of Slack."""
    slack: Any = StaffSlack()
    slack.named = {"#forge": "C0FORGE001"}
    return Sender(
        at.desk,
        slack,
        Artist(at.desk),
        worker="one",
        lease=timedelta(seconds=20),
        machine=at.clock,
        outside=outside_sender(at.desk, OutsidePager([]), through(sink, **given)),
    )


def send_all(at: Arranging, sink: SmtpSink) -> list[str]:
    """Send what is due outside; return the text of every letter that was taken, oldest first."""
    sender = a_sender(at, sink)
    while sender.send_outside():
        pass
    return texts(sink)


def texts(sink: SmtpSink) -> list[str]:
    return [each.message.get_payload(decode=True).decode() for each in sink.taken]  # type: ignore[union-attr]


def test_a_provider_without_a_channel_is_written_to_and_told_whom_to_ring(
    at: Arranging, sink: SmtpSink
):
    at.ask(CALL)
    (text,) = send_all(at, sink)
    (taken,) = sink.taken
    assert taken.recipients == ("outreach@example.org",)
    assert taken.message["To"] == "outreach@example.org"
    assert taken.message["From"] == "line@example.org"
    assert taken.message["Subject"] == "A school is waiting for a word from you: R-1001"
    assert taken.message["Importance"] is None, "a letter is no page"
    assert text.replace("\r\n", "\n") == (
        "A school has asked you for “Advice call” (R-1001) on Tuesday 24 November, and waits for "
        "your answer.\n\nPlease ring the practitioners of Northvale advice line (example) and give "
        "the reference R-1001. They tell you what it is about, and note your answer so that the "
        "school hears it.\n\nPlease do not answer this e-mail: nobody reads replies to it. It "
        "leaves out who it is about on purpose; please leave that out of e-mails too.\n\nSent "
        "09:14, Tue 24 Nov.\n"
    )


def test_a_provider_with_a_channel_gets_no_letter(at: Arranging, sink: SmtpSink):
    at.ask(MENTOR)
    assert send_all(at, sink) == []


def test_no_letter_holds_anything_of_the_pupil_or_of_who_asks(at: Arranging, sink: SmtpSink):
    new = at.ask(PLACE_BY_MAIL, strengths="Zebrafish", preferred="Zebrafish", **_hidden())
    for name in OPENINGS:
        effect = referral_effects.mail(new, ReferralLine(name), "outreach@example.org")
        send = outside_sender(at.desk, OutsidePager([]), through(sink))
        assert send
        send(effect)
    referrals.withdraw(at.desk, None, new.id, TESSA, reason="Zebrafish")
    sent = send_all(at, sink)
    assert len(sent) >= 3
    for each in (*sent, *(str(taken.message) for taken in sink.taken)):
        for words in ("Zebrafish", TESSA, "Tessa", "ks3", "years 7", "settling", "Harrow"):
            assert words not in each


def _hidden() -> dict[str, Any]:
    plan = replace(READY["plan"], named_adult="Zebrafish")
    first = replace(READY["first_support"], name="Zebrafish", result="Zebrafish")
    views = {"pupil_view": "Zebrafish", "family_view": "Zebrafish"}
    return {"consent": True, "plan": plan, "first_support": first, **views}


def test_reminders_additions_reviews_and_ends_are_written_about_as_they_come(
    at: Arranging, sink: SmtpSink
):
    new = at.ask(PLACE_BY_MAIL)
    assert "has asked you for" in send_all(at, sink)[-1]
    at.until(date(2026, 11, 25), "23:00")
    assert "waiting for a word from you" in send_all(at, sink)[-1]
    assert "since Tuesday 24 November" in texts(sink)[-1]
    referrals.amend(at.desk, None, new.id, TESSA, **READY)
    added = send_all(at, sink)[-1]
    assert "has added to its request" in added
    assert "on Wednesday 25 November" in added
    referrals.withdraw(at.desk, None, new.id, TESSA)
    gone = send_all(at, sink)[-1]
    assert "has taken back its request" in gone
    assert "nothing to do" in gone
    assert "ring" not in gone.lower().replace("during", "")
    assert len(sink.taken) == 4


def test_a_start_and_a_review_that_nobody_confirmed_are_told_with_their_own_day(
    at: Arranging, sink: SmtpSink
):
    at.accepted(CALL, start_on=date(2026, 12, 1))
    at.until(date(2026, 12, 2), "23:00")
    assert "since Tuesday 1 December" in send_all(at, sink)[-1]
    running = at.ask(ELSEWHERE)
    referrals.accept(at.desk, None, running.id, FAY, start_on=date(2026, 12, 3))
    at.until(date(2026, 12, 3))
    referrals.start(at.desk, None, running.id, FAY, on=date(2026, 12, 3))
    at.until(date(2026, 12, 17))
    due = [each for each in send_all(at, sink) if "Your review" in each]
    assert len(due) == 1
    assert "is due on Thursday 17 December" in due[0]


def test_what_is_no_longer_true_is_not_written(at: Arranging, sink: SmtpSink):
    first, second = at.ask(CALL), at.ask(ELSEWHERE)
    referrals.accept(at.desk, None, first.id, FAY, start_on=date(2026, 11, 25))
    referrals.decline(at.desk, None, second.id, FAY, reason="No")
    third = at.ask(CALL)
    referrals.withdraw(at.desk, None, third.id, TESSA)
    assert [each.splitlines()[0][:35] for each in send_all(at, sink)] == [
        "A school has taken back its request"
    ]


def test_a_letter_goes_to_the_address_that_the_offer_has_now(at: Arranging, sink: SmtpSink):
    at.ask(CALL)
    moved = replace(CALL, provider=replace(PROVIDER, contact="new@example.org"))
    send_all(at.with_offers(moved), sink)
    assert sink.taken[0].recipients == ("new@example.org",)
    at.ask(ELSEWHERE)
    send_all(at.without(ELSEWHERE), sink)
    assert len(sink.taken) == 1, "an offer that is gone has no address to trust"


# Configured, and not


def settings(sink: SmtpSink | None) -> Any:
    if sink is None:
        return read_settings({})
    return read_settings(
        {
            "ADVICEBOT_PAGER_MAIL_TO": "duty@example.org",
            "ADVICEBOT_SMTP_HOST": f"localhost:{sink.port}",
            "ADVICEBOT_SMTP_FROM": "line@example.org",
        }
    )


def test_without_a_mail_server_letters_are_dropped_and_hold_up_nothing(
    at: Arranging, sink: SmtpSink
):
    assert build_mail(settings(None)) is None
    assert outside_sender(at.desk, build_outside(settings(None)), None) is None
    at.ask(CALL)
    slack: Any = StaffSlack()
    sender = Sender(
        at.desk,
        slack,
        Artist(at.desk),
        worker="one",
        lease=timedelta(seconds=20),
        machine=at.clock,
    )
    assert sender.send_outside()
    assert at.look.rows("SELECT sent_at FROM outbox WHERE kind = 'mail' AND sent_at IS NULL") == []


def test_the_mailboxes_of_pages_get_no_letters_and_providers_no_pages(
    at: Arranging, sink: SmtpSink
):
    made, mail = build_outside(settings(sink)), build_mail(settings(sink))
    send = outside_sender(at.desk, made, mail)
    assert send
    new = at.ask(CALL)
    send(referral_effects.mail(new, ReferralLine.ASKED, "outreach@example.org"))
    assert [each.recipients for each in sink.taken] == [("outreach@example.org",)]
    intake.receive(at.desk, a_message("he has a knife"))
    handoff_id = str(at.look.handoffs()[0]["id"])
    page = Effect(key="p", team_id=TEAM, kind=EffectKind.OUTSIDE, recipient=OUTSIDE, ref=handoff_id)
    send(page)
    assert [each.recipients for each in sink.taken][1:] == [("duty@example.org",)]


def test_with_a_mail_server_alone_a_page_is_dropped_and_not_written_to_a_provider(
    at: Arranging, sink: SmtpSink
):
    send = outside_sender(at.desk, OutsidePager([]), through(sink))
    assert send
    intake.receive(at.desk, a_message("he has a knife"))
    handoff_id = str(at.look.handoffs()[0]["id"])
    send(Effect(key="p", team_id=TEAM, kind=EffectKind.OUTSIDE, recipient=OUTSIDE, ref=handoff_id))
    assert sink.taken == []


# A mail server that says no


def test_a_mailbox_that_does_not_exist_holds_up_no_other_letter(at: Arranging):
    with SmtpSink(Manners(refuse={"RCPT TO:<outreach": "550 no such mailbox"})) as sink:
        at.ask(CALL)
        at.ask(ELSEWHERE)
        send_all(at, sink)
        assert [each.recipients for each in sink.taken] == [("x@example.org",)]
    (row,) = at.look.rows("SELECT failed_at, last_error FROM outbox WHERE failed_at IS NOT NULL")
    assert row["last_error"] == "mail_refused"


def test_a_server_that_asks_for_patience_is_asked_again(at: Arranging):
    at.ask(CALL)
    with SmtpSink(Manners(refuse={"RCPT": "451 later, please"})) as sink:
        sender = a_sender(at, sink)
        assert sender.send_outside()
        assert sink.taken == []
        sink.manners.refuse = {}
        at.clock.advance(timedelta(minutes=1))
        assert sender.send_outside()
        assert len(sink.taken) == 1


def test_a_letter_that_no_server_takes_is_given_up_within_the_hour(at: Arranging):
    at.ask(CALL)
    with SmtpSink(Manners(refuse={"MAIL": "451 not now"})) as sink:
        sender, tries = a_sender(at, sink), 0
        while at.look.rows("SELECT 1 FROM outbox WHERE kind = 'mail' AND failed_at IS NULL"):
            at.clock.advance(timedelta(minutes=1))
            assert sender.send_outside()
            tries += 1
            assert tries <= MOST_MAILINGS
    assert tries == MOST_MAILINGS
    assert at.clock.now() <= A_TUESDAY + timedelta(hours=1)


def test_a_page_is_tried_for_ever_all_the_same(at: Arranging):
    """What holds for letters must not hold for pages, which leave by the same lane."""
    intake.receive(at.desk, a_message("he has a knife"))
    handoff_id = str(at.look.handoffs()[0]["id"])
    page = Effect(key="p", team_id=TEAM, kind=EffectKind.OUTSIDE, recipient=OUTSIDE, ref=handoff_id)

    def never(effect: Effect) -> None:
        raise SlackDeliveryError("outside_failed", is_permanent=True)

    with at.desk.work.write() as unit:
        at.desk.send(unit, page)
    slack: Any = StaffSlack()
    sender = Sender(
        at.desk,
        slack,
        Artist(at.desk),
        worker="one",
        lease=timedelta(seconds=20),
        machine=at.clock,
        outside=never,
    )
    for _ in range(MOST_MAILINGS + 5):
        at.clock.advance(timedelta(minutes=1))
        assert sender.send_outside()
    assert at.look.rows("SELECT 1 FROM outbox WHERE key = 'p' AND failed_at IS NOT NULL") == []


def test_a_server_that_never_ends_is_not_waited_for(at: Arranging, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("advicebot.bootstrap.outside.WITHIN", 0.3)
    new = at.ask(CALL)
    with SmtpSink(Manners(delays={"END": 2.0})) as sink:
        send = outside_sender(at.desk, OutsidePager([]), through(sink))
        assert send
        started = time.monotonic()
        with pytest.raises(SlackDeliveryError) as caught:
            send(referral_effects.mail(new, ReferralLine.ASKED, "outreach@example.org"))
        assert time.monotonic() - started < 1
    assert caught.value.is_uncertain


def test_a_title_cannot_add_a_header_or_a_line():
    letter = provider_letter(
        "referral.asked",
        to="outreach@example.org",
        reference="R-1",
        title="Call\r\nBcc: all@example.org\n\n{day}",
        day=date(2026, 11, 24),
        line="A line\nTo: x@example.org",
        at=A_TUESDAY,
    )
    assert letter
    assert "\nBcc" not in letter.text
    assert "\nTo:" not in letter.text
    assert "{day}" in letter.text


def test_of_a_name_that_is_no_letters_nothing_is_written():
    for name in ("referral.accepted", "", "asked"):
        letter = provider_letter(
            name, to="a@example.org", reference="", title="", day=date.min, line="", at=A_TUESDAY
        )
        assert letter is None
