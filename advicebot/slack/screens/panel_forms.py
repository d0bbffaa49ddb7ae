"""The forms of the panel: put a case, write down a decision, say what came of it."""

from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.support.panel import Case
from advicebot.domain.support.panel_calendar import Meeting
from advicebot.domain.vocabulary import Need
from advicebot.service.panel_subjects import Subject
from advicebot.service.panel_view import DecideForm, DecisionView
from advicebot.slack import limits
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import quote
from advicebot.slack.parse_panel import MOST
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.labels import PHASES
from advicebot.slack.screens.panel import take_back_button, until_words
from advicebot.slack.screens.panel_lines import decision_rows, panel_name
from advicebot.slack.screens.when import day_words, moment_words

NO_NAMES = (
    "Leave out names, the school, and anything else that tells whose pupil it is: people from "
    "other schools read this. The agenda is made without them, and shows no age but primary, "
    "secondary or post-16, and that only among three cases or more."
)
NOT_HERE = "A safeguarding concern does not belong here: it goes to the school’s DSL."
THE_LEAD = "The lead of this line"


def put_form(subject: Subject, meeting: Meeting) -> Block:
    """Return the form that puts a case to a meeting, filled in with what is known."""
    needs = [(need.value, NEED_WORDS[need].capitalize()) for need in Need]
    return b.modal(
        "Put to the panel",
        [
            b.section(f"{subject.reference} goes to {until_words(meeting)}."),
            b.context(NO_NAMES, NOT_HERE),
            _words(
                Field.QUESTION,
                "What should the panel help with?",
                hint="One question, such as “What else could keep them in lessons?”",
            ),
            _words(
                Field.TRIED,
                "What has been tried?",
                hint="What was done for how long, and what came of it.",
                optional=True,
                initial=subject.tried,
            ),
            inputs.several(
                Field.NEEDS,
                "What may lie under it?",
                needs,
                initial=[need.value for need in subject.needs],
            ),
            inputs.menu(
                Field.PHASE,
                "Age group",
                [(phase.value, label) for phase, label in PHASES.items()],
                initial=subject.phase.value,
            ),
        ],
        callback_id=CallbackId.PANEL_FORM,
        submit="Put to the panel",
        close="Cancel",
        private_metadata=subject.id,
    )


def put_done(case: Case, meeting: Meeting) -> Block:
    """Return the page that stands in the form's place once a case is put."""
    return b.modal(
        "Put to the panel",
        [
            b.section(
                f"*{case.reference} is on the agenda* for {moment_words(meeting.at)}. The panel "
                f"reads it without names from {moment_words(meeting.cut_off)} on. I have sent you "
                "the reference.",
                button=take_back_button(case.reference, case.id),
            )
        ],
    )


def taken_back(case: Case) -> Block:
    """Return the page that stands where a case was taken back."""
    return b.modal("Taken back", [b.section(f"*{case.reference} is off the agenda.*")])


def decision_form(form: DecideForm) -> Block:
    """Return the form that writes down one decision in a case."""
    people = person_menu(form)
    pick = (
        [inputs.menu(Field.PERSON, "Who does it?", list(people.items()), optional=True)]
        if people
        else []
    )
    return b.modal(
        "Record a decision",
        [
            b.section(
                f"*{form.case.reference}*, the panel on {day_words(form.meeting.on)}\n"
                f"{quote(form.case.question, 600)}"
            ),
            b.context(
                "The school is told all of this, and it stands on the agenda. Leave out names. "
                "One decision at a time: for a second one, press the button again."
            ),
            _words(Field.DECIDED, "What is done?"),
            *pick,
            inputs.words(
                Field.WHO,
                "Or which service or role?" if pick else "Who does it?",
                most=MOST[Field.WHO],
                hint="A service or a role, such as “the inclusion team”, for whom is not listed.",
                optional=True,
            ),
            inputs.day(Field.BY_WHEN, "By when?", hint="I ask on that day what came of it."),
            _words(Field.SCHOOL_DOES, "What does the school contribute?"),
        ],
        callback_id=CallbackId.DECISION_FORM,
        submit="Record",
        close="Cancel",
        private_metadata=form.case.id,
    )


def person_menu(form: DecideForm) -> dict[str, str]:
    """Return who can be named: Slack ids with names, as many as a menu holds."""
    people = {each.user_id: each.name for each in form.people}
    if form.lead and form.lead not in people:
        people[form.lead] = THE_LEAD
    return dict(list(people.items())[-limits.OPTIONS :])


def done_form(view: DecisionView) -> Block:
    """Return the form that asks what came of a decision."""
    return b.modal(
        "What came of it?",
        [
            b.section(f"*{panel_name(view)}*\n{decision_rows(view)}"),
            _words(
                Field.CAME_OF_IT,
                "What came of it?",
                hint="“Not done, because …” counts. Nobody is asked again after this.",
            ),
        ],
        callback_id=CallbackId.DECISION_DONE_FORM,
        submit="Write down",
        close="Cancel",
        private_metadata=view.decision.id,
    )


def _words(
    field: Field, label: str, *, hint: str | None = None, optional: bool = False, initial: str = ""
) -> Block:
    return inputs.words(
        field,
        label,
        most=MOST[field],
        hint=hint,
        is_long=True,
        optional=optional,
        initial=initial,
    )
