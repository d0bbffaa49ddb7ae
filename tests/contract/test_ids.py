"""Every id that is built has a listener, and every listener has something that is built."""

import re

from advicebot.domain.support.needs_profile import Area
from advicebot.slack.app import ACTIONS, COMMANDS, EVENTS, SHORTCUTS, VIEWS
from advicebot.slack.ids import OFFER_FILTER, ActionId, CallbackId, Command, Event, Field
from advicebot.slack.manifest import manifest
from advicebot.slack.screens.blocks import Message
from advicebot.workspace.blocks.walk import all_elements
from tests.screens import Catalogue

SCREENS = Catalogue().all()
INPUTS = {field.value for field in Field} | {area.value for area in Area}
"""The ten questions of the profile have the words of their areas as ids."""


def built_actions() -> set[str]:
    found = set()
    for screen in SCREENS.values():
        blocks = screen.blocks if isinstance(screen, Message) else screen["blocks"]
        for block, element in all_elements(blocks):
            if block["type"] != "input":
                found.add(element["action_id"])
    return found


def matches(action: ActionId | re.Pattern[str], built: str) -> bool:
    if isinstance(action, ActionId):
        return action.value == built
    return bool(action.match(built))


def test_every_button_that_is_built_has_one_listener():
    for built in built_actions():
        assert len([each for each in ACTIONS if matches(each, built)]) == 1, built


def test_every_listener_has_a_button():
    for action in ACTIONS:
        assert any(matches(action, built) for built in built_actions()), action


def test_every_id_in_the_lists_is_registered():
    registered = {each for each in ACTIONS if isinstance(each, ActionId)}
    assert registered == set(ActionId)
    assert set(VIEWS) | set(SHORTCUTS) == set(CallbackId)
    assert set(COMMANDS) == set(Command)
    assert set(EVENTS) == set(Event)


def test_forms_and_shortcuts_have_listeners_and_listeners_have_forms():
    built = {
        screen["callback_id"]
        for screen in SCREENS.values()
        if isinstance(screen, dict) and "callback_id" in screen
    }
    assert built == {each.value for each in VIEWS}
    shortcuts = {each["callback_id"] for each in manifest()["features"]["shortcuts"]}
    assert shortcuts == {each.value for each in SHORTCUTS}


def test_inputs_are_fields_of_ours_with_the_same_id_for_block_and_input():
    seen = set()
    for screen in SCREENS.values():
        for block in [] if isinstance(screen, Message) else screen["blocks"]:
            if block["type"] == "input":
                assert block["block_id"] == block["element"]["action_id"]
                seen.add(block["block_id"])
    menus = {each.removeprefix(OFFER_FILTER) for each in built_actions() if OFFER_FILTER in each}
    assert seen | menus == INPUTS


def test_ids_are_noun_and_verb():
    for each in (*ActionId, *CallbackId):
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", each.value)
