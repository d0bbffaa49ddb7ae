"""A line with a problem-solving panel at work, for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import PanelPlan
from advicebot.domain.support.panel import Case, Decision
from advicebot.domain.support.panel_rule import read_rule
from advicebot.domain.support.referral import Referral
from advicebot.domain.vocabulary import Need, Phase
from advicebot.service import intake, panel, panel_decisions
from advicebot.service.desk import Desk
from tests.fakes import PRIYA, TEAM, TESSA, FakeSlack, Looking, a_message
from tests.handoffs import AtWork
from tests.handoffs import a_line as a_line_without

CHANNEL = "inclusion-panel"
PANEL = PanelPlan(
    rule=read_rule("every second Wednesday 14:00 in term", first=date(2026, 9, 9)),
    channel=CHANNEL,
)
"""Meets on 2 and 16 December 2026, and on 13 January 2027; cases until two school days before."""
NEXT, AFTER_NEXT = "2026-12-02", "2026-12-16"


def a_line(**changed: Any) -> Knowledge:
    """Return knowledge of a line with a named lead and a panel; ``changed`` goes into the line."""
    plain = a_line_without()
    return replace(plain, line=replace(plain.line, **{"panel": PANEL, **changed}))


class PanelSlack(FakeSlack):
    """A Slack with named channels."""

    def channel_named(self, name: str) -> str:
        """Return the channel of this name."""
        self._fail("channel_named", name)
        return f"C0{name.removeprefix('#').upper().replace('-', '')}"

    def leads_channel(self) -> str:
        """Return the leads' channel."""
        return "C0LEADS001"


class PanelWork(AtWork):
    """People put cases and the panel decides, while the clock moves."""

    def __init__(self, desk: Desk, look: Looking, clock: FixedClock) -> None:
        super().__init__(desk, look, clock)
        self.slack = PanelSlack()
        self.sender = self.a_sender("one")
        self.on_rota()

    def ask(self, text: str = "kicking off again") -> str:
        """Let Tessa ask something that needs nobody; return the id of her request."""
        self._clicks += 1
        stamp = f"{1_790_000_000 + self._clicks}.000100"
        intake.receive(self.desk, a_message(text, ts=stamp, key=f"message:{stamp}"))
        self.settle()
        return str(self.look.rows("SELECT id FROM requests ORDER BY number")[-1]["id"])

    def put(self, about: str, *, by: str = PRIYA, **changed: Any) -> Case:
        """Put a case; ``changed`` replaces what is said of it."""
        values: dict[str, Any] = {
            "about": about,
            "question": "What else could keep them in lessons?",
            "tried": "Small steps with one adult",
            "needs": (Need.REGULATION,),
            "phase": Phase.KS3,
        }
        case, _ = panel.put(self.desk, None, TEAM, by, panel.Asked(**(values | changed)))
        self.settle()
        return case

    def decide(self, case: Case, *, by: str = PRIYA, **changed: Any) -> Decision:
        """Write down a decision in a case; ``changed`` replaces what was decided."""
        values: dict[str, Any] = {
            "what": "A visit to the lesson",
            "who": PRIYA,
            "by_when": date(2026, 12, 9),
            "school_does": "A named adult at the gate",
        }
        decided = panel_decisions.Decided(**(values | changed))
        made = panel_decisions.decide(self.desk, None, TEAM, case.id, by, decided)
        self.settle()
        return made

    def refer(self, request_id: str | None, *, number: int = 1001, **changed: Any) -> Referral:
        """Store a referral of Tessa's."""
        now = self.clock.now()
        values: dict[str, Any] = {
            "id": self.desk.ids.new(),
            "team_id": TEAM,
            "number": number,
            "request_id": request_id,
            "offer_id": "advice-call",
            "provider_id": "example-outreach",
            "requester": TESSA,
            "phase": Phase.KS3,
            "created_at": now,
            "moved_at": now,
            "updated_at": now,
        }
        made = Referral(**(values | changed))
        with self.desk.work.write() as unit:
            unit.referrals.add(made)
        return made

    def agendas(self) -> list[dict[str, Any]]:
        """Return what was posted to the panel's channel, oldest first."""
        return [each for each in self.slack.posts if each["channel"] == "C0INCLUSIONPANEL"]

    def lines(self, recipient: str | None = None) -> list[tuple[str, str]]:
        """Return the panel's short lines as (name, recipient), oldest first."""
        return [
            (row["data"]["name"].removeprefix("panel."), row["recipient"])
            for row in self.look.effects("line")
            if row["data"]["name"].startswith("panel.") and recipient in (None, row["recipient"])
        ]
