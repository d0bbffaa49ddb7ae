"""The table of elements: buttons, menus, pickers, inputs, and the places each may stand in.

Sources: docs.slack.dev/reference/block-kit/block-elements, and the models of slack_sdk 3.47. Where
the page of an element and the page of the input block differ on surfaces, the element's is taken.
"""

from typing import Any

from advicebot.workspace.blocks.kinds import HOME, MESSAGE, MODAL, Kind, not_both
from advicebot.workspace.blocks.options import (
    FEW_OPTIONS,
    LISTS,
    MANY,
    one_list,
    option,
    starts_with_its_own,
)
from advicebot.workspace.blocks.parts import (
    ACTION,
    ASKED,
    BUTTON,
    CHOICE,
    EARLIEST,
    FEEDBACK,
    FILE_LIMIT,
    FILTER,
    INPUT_LIMIT,
    LABEL_LIMIT,
    LATEST,
    MENU,
    PICTURE_FIELDS,
    SEVERAL,
    TYPED,
    WORKFLOW,
    amounts_fit,
    lengths_fit,
    one_picture,
)
from advicebot.workspace.blocks.report import EITHER, PLAIN
from advicebot.workspace.blocks.rich import rich_text
from advicebot.workspace.blocks.rules import (
    COLOUR,
    FLAG,
    WORD,
    Fields,
    day,
    each,
    like,
    needed,
    text,
    url,
    where_given,
    whole,
    words,
)

SECTION_ACTIONS = frozenset({"section", "actions"})
EVERYWHERE = SECTION_ACTIONS | {"input"}
ACTIONS_INPUT = frozenset({"actions", "input"})
INPUT = frozenset({"input"})
CONTEXT_ACTIONS = frozenset({"context_actions"})
PICTURE = frozenset({"section", "context", "card", "container"})

_ONE = {"initial_option": where_given(option())}
_SOME = {"initial_options": each(option(), limit=MANY)}
_IDS = each(WORD, limit=MANY)
_QUERY = {"min_query_length": whole(0)}
_HERE = {"default_to_current_conversation": FLAG, "filter": FILTER}
_ANSWERS = {"response_url_enabled": FLAG}
_OWN_ONE = (one_list, starts_with_its_own("initial_option"))
_OWN_SOME = (one_list, starts_with_its_own("initial_options"))


def _kind(places: frozenset[str], fields: Fields, **more: Any) -> Kind:
    return Kind(places=places, fields=fields, **more)


ELEMENTS: dict[str, Kind] = {
    "button": _kind(
        SECTION_ACTIONS | {"card"},
        {
            **BUTTON,
            "url": url(),
            "style": COLOUR,
            "agent_prompt": words(4000),
            "agent_prompt_display": words(),
        },
    ),
    "icon_button": _kind(
        CONTEXT_ACTIONS, {**BUTTON, "icon": needed(words(LABEL_LIMIT, 1))}, surfaces=MESSAGE
    ),
    "feedback_buttons": _kind(
        CONTEXT_ACTIONS,
        {
            **ACTION,
            "positive_button": needed(FEEDBACK),
            "negative_button": needed(FEEDBACK),
        },
        surfaces=MESSAGE,
    ),
    "workflow_button": _kind(
        SECTION_ACTIONS,
        {
            **ACTION,
            "text": needed(text(LABEL_LIMIT, PLAIN)),
            "workflow": needed(where_given(WORKFLOW)),
            "style": COLOUR,
            "accessibility_label": words(LABEL_LIMIT),
        },
        surfaces=MESSAGE,
    ),
    "overflow": _kind(
        SECTION_ACTIONS, {**ASKED, "options": needed(each(option(has_url=True), limit=5))}
    ),
    "static_select": _kind(EVERYWHERE, {**MENU, **LISTS, **_ONE}, also=_OWN_ONE),
    "multi_static_select": _kind(EVERYWHERE, {**SEVERAL, **LISTS, **_SOME}, also=_OWN_SOME),
    "external_select": _kind(EVERYWHERE, {**MENU, **_ONE, **_QUERY}),
    "multi_external_select": _kind(EVERYWHERE, {**SEVERAL, **_SOME, **_QUERY}),
    "users_select": _kind(EVERYWHERE, {**MENU, "initial_user": words(least=1)}),
    "multi_users_select": _kind(EVERYWHERE, {**SEVERAL, "initial_users": _IDS}),
    "channels_select": _kind(EVERYWHERE, {**MENU, **_ANSWERS, "initial_channel": words(least=1)}),
    "multi_channels_select": _kind(EVERYWHERE, {**SEVERAL, "initial_channels": _IDS}),
    "conversations_select": _kind(
        EVERYWHERE, {**MENU, **_HERE, **_ANSWERS, "initial_conversation": words(least=1)}
    ),
    "multi_conversations_select": _kind(
        EVERYWHERE, {**SEVERAL, **_HERE, "initial_conversations": _IDS}
    ),
    "checkboxes": _kind(
        EVERYWHERE,
        {
            **CHOICE,
            **FEW_OPTIONS,
            "initial_options": each(option(EITHER), limit=10),
        },
        also=(starts_with_its_own("initial_options"),),
    ),
    "radio_buttons": _kind(
        EVERYWHERE,
        {**CHOICE, **FEW_OPTIONS, "initial_option": where_given(option(EITHER))},
        also=(starts_with_its_own("initial_option"),),
    ),
    "datepicker": _kind(EVERYWHERE, {**MENU, "initial_date": day()}),
    "timepicker": _kind(
        EVERYWHERE,
        {
            **MENU,
            "initial_time": like(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm"),
            "timezone": words(least=1),
        },
    ),
    "datetimepicker": _kind(
        ACTIONS_INPUT,
        {**CHOICE, "initial_date_time": whole(EARLIEST, LATEST)},
        surfaces=MESSAGE | MODAL,
    ),
    "plain_text_input": _kind(
        INPUT,
        {
            **TYPED,
            "multiline": FLAG,
            "min_length": whole(0, INPUT_LIMIT),
            "max_length": whole(1, INPUT_LIMIT),
        },
        also=(lengths_fit,),
    ),
    "email_text_input": _kind(INPUT, TYPED, surfaces=MODAL),
    "url_text_input": _kind(INPUT, TYPED, surfaces=MODAL),
    "number_input": _kind(
        INPUT,
        {
            **TYPED,
            "is_decimal_allowed": needed(FLAG),
            "min_value": words(LABEL_LIMIT),
            "max_value": words(LABEL_LIMIT),
        },
        surfaces=MODAL,
        also=(amounts_fit,),
    ),
    "rich_text_input": _kind(
        ACTIONS_INPUT,
        {
            **TYPED,
            "initial_value": where_given(rich_text),
            "min_lines": whole(1),
            "max_lines": whole(1),
        },
        surfaces=MODAL | HOME,
    ),
    "file_input": _kind(
        INPUT,
        {**ACTION, "filetypes": each(WORD, limit=MANY), "max_files": whole(1, FILE_LIMIT)},
        surfaces=MODAL,
    ),
    "image": _kind(
        PICTURE, PICTURE_FIELDS, also=(one_picture, not_both("image_url", "slack_file"))
    ),
}
