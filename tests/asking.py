"""A teacher who looks for outreach, asks for it and fills in a profile, through the real app."""

import json
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Delivery
from advicebot.service import intake
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.door import retaken_request
from advicebot.slack.payloads import key_of
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import TEAM, TESSA, Looking, a_message
from tests.staff import StaffSlack, a_line

Block = dict[str, Any]
LIST = "offer.page"


class Asking:
    """People at their keyboards; every delivery is one of its own."""

    def __init__(self, desk: Desk, work: SqliteWork, clock: FixedClock) -> None:
        lease = timedelta(seconds=20)
        self._deliveries = Deliveries(work, worker="one", lease=lease, machine=clock)
        self.slack = StaffSlack()
        self.desk = desk
        self.line = a_line(desk, self._deliveries, self.slack)
        self._numbers = count(1)

    def writes(self, text: str, look: Looking, *, user: str = TESSA) -> str:
        """Write to the line and return the id of the request."""
        ts = f"17900{next(self._numbers):05}.000100"
        where = {"user_id": user, "channel_id": f"D{user[1:]}"}
        intake.receive(self.desk, a_message(text, ts=ts, key=ts, **where))
        return str(look.requests()[-1]["id"])

    def types(self, text: str = "", *, user: str = TESSA) -> Block:
        """Use ``/offers`` and return what Slack was answered, {} for nothing to be shown."""
        body = p.command(text, user=user, trigger_id=self._once()) | {"command": "/offers"}
        return self._deliver(body)

    def presses(self, action_id: str, value: str, *, user: str = TESSA) -> None:
        """Press a button under a message."""
        self._deliver(p.click(action_id, value, user=user, action_ts=self._once()))

    def uses(self, action_id: str, value: str = "", **page: Any) -> None:
        """Press a button or set a menu in a page; see ``payloads.click_in_page``."""
        self._deliver(p.click_in_page(action_id, value, action_ts=self._once(), **page))

    def sends(
        self,
        callback_id: str,
        values: dict[str, p.Body],
        *,
        metadata: str,
        user: str = TESSA,
    ) -> Block:
        """Send a form and return what Slack was answered, {} when the form just closes."""
        return self._deliver(
            p.submission(callback_id, values, metadata=metadata, user=user, trigger_id=self._once())
        )

    def takes_up_again(self, body: p.Body) -> None:
        """Take up from the inbox what was stored before and not done."""
        delivery = Delivery(
            key=key_of(body), team_id=TEAM, kind=str(body.get("type")), body=body, attempts=2
        )
        self._deliveries.accept(delivery)
        self.line.app.dispatch(retaken_request(delivery))

    @property
    def page(self) -> Block:
        """Return the page that was opened or drawn last."""
        return self.slack.views[-1]

    @property
    def refusals(self) -> list[str]:
        """Return what people were told in private because it could not be done."""
        return [text for _, text in self.line.told]

    def _deliver(self, body: p.Body) -> Block:
        response = self.line.deliver(body)
        assert response.status == 200
        if not response.body or not response.body.startswith("{"):
            return {"text": response.body} if response.body else {}
        return dict(json.loads(response.body))

    def _once(self) -> str:
        return f"1790000030.{next(self._numbers):06d}"


def titles(page: Block) -> list[str]:
    """Return the titles of the cards on the list, in order."""
    blocks = page["blocks"]
    cards = [
        before
        for before, after in pairwise(blocks)
        if after["type"] == "actions"
        and any(each.get("action_id") == "offer.ask" for each in after["elements"])
    ]
    return [each["text"]["text"].split("\n")[0].strip("*") for each in cards]


def menus(page: Block) -> dict[str, str]:
    """Return what the menus of the list are set to."""
    (row,) = [each for each in page["blocks"] if each.get("block_id") == "filters"]
    return {each["action_id"]: each["initial_option"]["value"] for each in row["elements"]}


def inputs(page: Block) -> dict[str, Block]:
    """Return the blocks of a form that take something, by their id."""
    return {each["block_id"]: each for each in page["blocks"] if each["type"] == "input"}
