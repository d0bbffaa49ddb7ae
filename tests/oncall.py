"""A line whose practitioners use ``/oncall``, the rota's buttons, its forms and the Home tab."""

import json
from datetime import timedelta
from itertools import count
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Delivery, Effect, EffectKind
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.door import retaken_request
from advicebot.slack.draw import Artist
from advicebot.slack.payloads import key_of
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import PRIYA, TEAM, Looking
from tests.staff import StaffSlack, a_line

Block = dict[str, Any]


def typed_day(day: str | None) -> p.Body:
    """Return what a date picker holds."""
    return {"type": "datepicker", "selected_date": day}


def typed_time(clock: str | None) -> p.Body:
    """Return what a time picker holds."""
    return {"type": "timepicker", "selected_time": clock}


def several(*values: str) -> p.Body:
    """Return what a menu of several holds."""
    return {
        "type": "multi_static_select",
        "selected_options": [p.chosen(each)["selected_option"] for each in values],
    }


def shown(value: Any) -> str:
    """Return every text in an answer or a page, line by line."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(shown, value)))
    if not isinstance(value, dict):
        return ""
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return "\n".join(filter(None, [*own, *(shown(each) for each in value.values())]))


def buttons(value: Any) -> list[tuple[str, str]]:
    """Return the action and the value of every button."""
    if isinstance(value, list):
        return [found for each in value for found in buttons(each)]
    if not isinstance(value, dict):
        return []
    own = [(value["action_id"], value["value"])] if value.get("type") == "button" else []
    return own + [found for each in value.values() for found in buttons(each)]


class OnCall:
    """People at their keyboards; every delivery is one of its own."""

    def __init__(self, desk: Desk, work: SqliteWork, clock: FixedClock) -> None:
        lease = timedelta(seconds=20)
        self._deliveries = Deliveries(work, worker="one", lease=lease, machine=clock)
        self.slack = StaffSlack()
        self.desk = desk
        self._line = a_line(desk, self._deliveries, self.slack)
        self._numbers = count(1)

    def types(self, text: str, *, user: str = PRIYA) -> str:
        """Use ``/oncall`` and return the texts of the answer; "" where a form was opened."""
        return shown(self.answer(text, user=user).get("blocks", []))

    def answer(self, text: str, *, user: str = PRIYA) -> Block:
        """Use ``/oncall`` and return what Slack was answered, {} for nothing to be shown."""
        body = p.command(text, user=user, trigger_id=self._once()) | {"command": "/oncall"}
        response = self._line.deliver(body)
        assert response.status == 200
        return dict(json.loads(response.body)) if response.body else {}

    def presses(
        self, action_id: str, value: str, *, user: str = PRIYA, on_home: bool = False
    ) -> None:
        """Press a button under a message in the on-call channel, or on the Home tab."""
        body = p.click(action_id, value, user=user, channel=p.ON_CALL, action_ts=self._once())
        body["trigger_id"] = self._once()
        if on_home:
            for key in ("message", "channel", "response_url"):
                body.pop(key)
            body["container"] = {"type": "view", "view_id": "V1"}
            body["view"] = {"id": "V1", "type": "home", "team_id": TEAM, "blocks": []}
        assert self._line.deliver(body).status == 200

    def sends(self, callback_id: str, values: dict[str, p.Body], *, user: str = PRIYA) -> Block:
        """Send a form and return what Slack was answered, {} when the form just closes."""
        body = p.submission(callback_id, values, user=user, trigger_id=self._once())
        response = self._line.deliver(body)
        assert response.status == 200
        return dict(json.loads(response.body)) if response.body else {}

    def takes_up_again(self, body: p.Body) -> None:
        """Take up from the inbox what was stored before and not done."""
        body.pop("response_url", None)
        delivery = Delivery(
            key=key_of(body), team_id=TEAM, kind=str(body.get("type")), body=body, attempts=2
        )
        self._deliveries.accept(delivery)
        self._line.app.dispatch(retaken_request(delivery))

    def opens_home(self, *, user: str = PRIYA, tab: str = "home") -> None:
        """Look at the Home tab, or at another one."""
        body = p.home_opened(tab=tab, event_id=self._once())
        body["event"]["user"] = user
        assert self._line.deliver(body).status == 200

    def home_of(self, user: str, look: Looking) -> Block:
        """Return the Home tab that would be published for somebody now."""
        row = [each for each in look.effects("home") if each["recipient"] == user][-1]
        return Artist(self.desk).home(
            Effect(
                key=row["key"],
                team_id=TEAM,
                kind=EffectKind.HOME,
                recipient=user,
                ref=user,
                data=row["data"],
            )
        )

    @property
    def refusals(self) -> list[str]:
        """Return what people were told in private because it could not be done."""
        return [text for _, text in self._line.told]

    def _once(self) -> str:
        return f"1790000030.{next(self._numbers):06d}"
