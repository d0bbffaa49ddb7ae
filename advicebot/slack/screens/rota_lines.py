"""Every message about the rota, by name. Those to one person are drawn here."""

from collections.abc import Callable, Mapping

from advicebot.domain.oncall.rota import OverrideWhy, Tier
from advicebot.service.rota_lines import RotaLine
from advicebot.service.rota_view import stint_reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import rota_told as told
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.rota_parts import (
    Data,
    actor,
    at,
    back_button,
    confirm_button,
    message,
    named,
    sick_button,
    span,
    stint,
    swap_button,
    take_over_button,
    tier_of,
    with_id,
    withdraw_button,
)
from advicebot.slack.screens.when import WEEKDAYS, day_words, moment_words

WHY_STAND_IN = {
    OverrideWhy.SICK: "They cannot do it today.",
    OverrideWhy.UNCONFIRMED: "They have not said that they are on.",
}
Drawn = list[Block]


def rota_line(data: Data, *, feed_error: str = "") -> Message:
    """Return the message of this name.

    ``feed_error`` says, for the one about a calendar that cannot be read, what is wrong with it.
    """
    if data["name"] == RotaLine.TOLD_FEED_FAILS:
        return message(told.feed_fails(data, feed_error))
    return message(DRAWERS[RotaLine(data["name"])](data))


def _said(text: str, *buttons: Button, block_id: str = "") -> Drawn:
    if not buttons:
        return [b.section(text)]
    row = b.actions(*buttons)
    return [b.section(text), with_id(row, block_id) if block_id else row]


def _remind(data: Data) -> Drawn:
    about = stint(data)
    reference = stint_reference(Tier(data["tier"]), at(data["starts"]))
    text = f"*Your next shift:* {about}. I ask you when it starts whether you are there."
    return _said(text, swap_button(reference, about), block_id=f"stint.{reference}")


def _on_now(data: Data) -> Drawn:
    tier = Tier(data["tier"])
    nobody = (
        "If I hear nothing, the back-up steps in for you."
        if tier is Tier.PRIMARY
        else "The primary then knows that somebody stands behind them."
    )
    text = (
        f"*Are you there?* You are {tier_of(data)}: {span(data)}. Please press *I’m on*. {nobody}"
    )
    buttons = confirm_button(data["duty"]), sick_button()
    return _said(text, *buttons, block_id=f"duty.{data['duty']}")


def _confirmed(data: Data) -> Drawn:
    return _said(f"*Thank you, noted.* You are {stint(data)}.")


def _too_late(data: Data) -> Drawn:
    tier, users = Tier(data["tier"]), data["users"]
    are = "are" if len(users) > 1 else "is"
    on = f"{named(users)} {are} {tier_of(data)} in your place" if users else "nobody is now"
    text = (
        f"*You are not on at the moment:* {stint(data)}. I had not heard from you in time, and "
        f"{on}. If you are there, take it back."
    )
    return _said(text, take_over_button(tier, "Take it back", style="primary"))


def _replaced(data: Data) -> Drawn:
    text = (
        f"*{mention(data['by'])} is {tier_of(data)} in your place,* {span(data)}: I have not heard "
        "whether you are on. If you are there, take it back."
    )
    button = take_over_button(Tier(data["tier"]), "Take it back", style="primary")
    return _said(text, button)


def _now_primary(data: Data) -> Drawn:
    why = WHY_STAND_IN.get(OverrideWhy(data["why"]), "")
    who = mention(data["instead_of"])
    text = f"*You are {tier_of(data)} in place of {who}:* {span(data)}. {why}"
    if not data["duty"]:
        return _said(text)
    ask = f"{text} Please press *I’m on*."
    return _said(ask, confirm_button(data["duty"]), sick_button(), block_id=f"duty.{data['duty']}")


def _put_on(data: Data) -> Drawn:
    about = stint(data)
    reference = stint_reference(Tier(data["tier"]), at(data["starts"]))
    text = f"*{actor(data['by'])} has put you on:* you are {about}."
    return _said(text, swap_button(reference, about), block_id=f"stint.{reference}")


def _put_off(data: Data) -> Drawn:
    who, by = mention(data["user"]), actor(data["by"])
    himself = " has put themselves on" if data["user"] == data["by"] else ""
    if himself:
        return _said(f"*{who}{himself} in your place:* {stint(data)}. You are not on then.")
    return _said(f"*{by} has put {who} on in your place:* {stint(data)}. You are not on then.")


def _taken_over(data: Data) -> Drawn:
    by = mention(data["by"])
    return _said(f"*{by} has taken over as {tier_of(data)}:* {span(data)}. You are not on then.")


def _override_ended(data: Data) -> Drawn:
    by = actor(data["by"])
    return _said(f"*You are no longer {stint(data)}.* {by} has taken that away again.")


def _back_on(data: Data) -> Drawn:
    text = f"*You are on again:* {stint(data)}. {actor(data['by'])} has taken away what stood there"
    return _said(f"{text} instead.")


def _weekly_added(data: Data) -> Drawn:
    until = f" until {_day(data['last'])}" if data["last"] else ""
    text = (
        f"*{actor(data['by'])} has put you on every week:* {_weekly(data)}, from "
        f"{_day(data['first'])}{until}. It holds in term time only."
    )
    return _said(text)


def _weekly_ended(data: Data) -> Drawn:
    text = (
        f"*{actor(data['by'])} has ended a weekly shift of yours:* {_weekly(data)}. It does not "
        f"come again after {_day(data['last'])}."
    )
    return _said(text)


def _weekly(data: Data) -> str:
    is_night = data["to_time"] <= data["from_time"]
    ends = f"{data['to_time']} the next day" if is_night else data["to_time"]
    return f"{tier_of(data)}, {WEEKDAYS[data['weekday']]}s, {data['from_time']} to {ends}"


def _day(text: str) -> str:
    return day_words(at(text).date())


def _swap_asked(data: Data) -> Drawn:
    text = (
        f"*I have asked the others:* {stint(data)}. Until somebody takes it you are on. I tell you "
        "as soon as it is taken."
    )
    return _said(text, withdraw_button(data["swap"]), block_id=f"swap.{data['swap']}")


def _swap_taken(data: Data) -> Drawn:
    return _said(f"*{mention(data['by'])} takes your shift:* {stint(data)}. You are not on then.")


def _swap_lapsed(data: Data) -> Drawn:
    text = (
        f"*Nobody has taken your shift, so you are on:* {stint(data)}. If you cannot, say so: the "
        "back-up then steps in at once."
    )
    return _said(text, sick_button())


def _swap_yours(data: Data) -> Drawn:
    return _said(f"*It is yours, thank you:* you are {stint(data)}, for {mention(data['asker'])}.")


def _sick_noted(data: Data) -> Drawn:
    back_up = data["back_up"]
    then = (
        f"{mention(back_up)} steps in for you as primary."
        if back_up
        else "The others have been asked to step in."
    )
    until = moment_words(at(data["until"]))
    text = f"*Noted. Look after yourself.* You are not paged until {until}. {then}"
    return _said(text, back_button())


def _away(data: Data) -> Drawn:
    until = moment_words(at(data["until"]))
    text = (
        f"*Noted:* you are not paged until {until}. Shifts of yours before that need somebody else."
    )
    return _said(text, back_button())


def _back(data: Data) -> Drawn:
    return _said("*Welcome back.* You can be paged again from now on.")


def _out_of_hours(data: Data) -> Drawn:
    if data["yes"]:
        text = "*Thank you.* Outside hours and in the holidays you are paged for emergencies."
    else:
        text = (
            "*Noted.* Outside hours you are paged for emergencies only while you are on the rota."
        )
    label = "Not any more" if data["yes"] else "Page me for emergencies"
    value, words = ("no", "Do not") if data["yes"] else ("yes", "Do")
    spoken = f"{words} page me for emergencies outside hours"
    return _said(text, b.button(label, ActionId.OUT_OF_HOURS, value, spoken=spoken))


DRAWERS: Mapping[RotaLine, Callable[[Data], Drawn]] = {
    RotaLine.REMIND: _remind,
    RotaLine.ON_NOW: _on_now,
    RotaLine.CONFIRMED: _confirmed,
    RotaLine.TOO_LATE: _too_late,
    RotaLine.REPLACED: _replaced,
    RotaLine.NOW_PRIMARY: _now_primary,
    RotaLine.PUT_ON: _put_on,
    RotaLine.PUT_OFF: _put_off,
    RotaLine.TAKEN_OVER: _taken_over,
    RotaLine.OVERRIDE_ENDED: _override_ended,
    RotaLine.BACK_ON: _back_on,
    RotaLine.WEEKLY_ADDED: _weekly_added,
    RotaLine.WEEKLY_ENDED: _weekly_ended,
    RotaLine.SWAP_ASKED: _swap_asked,
    RotaLine.SWAP_TAKEN: _swap_taken,
    RotaLine.SWAP_LAPSED: _swap_lapsed,
    RotaLine.SWAP_YOURS: _swap_yours,
    RotaLine.SICK_NOTED: _sick_noted,
    RotaLine.AWAY: _away,
    RotaLine.BACK: _back,
    RotaLine.OUT_OF_HOURS: _out_of_hours,
    RotaLine.TOLD_SWAP_ASKED: told.swap_asked,
    RotaLine.TOLD_SWAP_TAKEN: told.swap_taken,
    RotaLine.TOLD_SWAP_OFF: told.swap_off,
    RotaLine.TOLD_TAKEOVER: told.takeover,
    RotaLine.TOLD_SICK: told.sick,
    RotaLine.TOLD_UNCONFIRMED: told.unconfirmed,
    RotaLine.TOLD_NOBODY_CONFIRMED: told.nobody_confirmed,
    RotaLine.TOLD_GAPS: told.gaps,
    RotaLine.TOLD_REPORT: told.report,
    RotaLine.TOLD_FEED_FAILS: told.feed_fails,
    RotaLine.TOLD_FEED_WORKS: told.feed_works,
}
