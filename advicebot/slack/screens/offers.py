"""The list of outreach and the facts of one offer, as pages; what ``/offers help`` explains.

The page's own reference is the request it was opened for, "" for none; what somebody looks for
stands in its menus.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Option, StaticSelectElement

from advicebot.domain.knowledge import Offer
from advicebot.domain.request import Request
from advicebot.domain.support.need_words import NEED_WORDS
from advicebot.domain.support.offers import (
    TIER_WORDS,
    Availability,
    OfferFilter,
    Standing,
    answers_within,
    card_facts,
)
from advicebot.domain.vocabulary import Need, Phase
from advicebot.ids import reference
from advicebot.service.offers import Listed
from advicebot.slack import limits
from advicebot.slack.ids import OFFER_FILTER, ActionId, CallbackId, Field
from advicebot.slack.mrkdwn import escape, shorten, visible
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import PHASES

TITLE = "Outreach"
SHOWN = 20
"""Cards on one page; with three blocks each it keeps well within Slack's hundred."""
FITS_SHOWN = 3
SUMMARY_TEXT = 160
FACT_TEXT = 800
EVERY = "every"
"""The value of a menu that asks for nothing."""
NO_REQUEST = "all"
"""The value of a button that opens the list for no request."""
FILTERS = "filters"
NOT_FULL_TIME = "Not a school: never full-time."
PARTS: tuple[tuple[str, ...], ...] = (
    ("What",),
    ("Places", "Answers", "Cost"),
    ("For", "Not for", "Cannot meet"),
    ("How much", "Reviewed", "Ends with"),
    ("Needs",),
    ("Tier", "Provider", "Verify"),
)
"""Which facts of an offer stand together; a label that is in none of them comes last."""
LISTED = ("Needs", "Not for")
"""Facts that hold several things, one a line."""
INTRO = (
    "Help from outside, for a pupil or for you. *Ask for this* sends a short form. The provider "
    "answers, and I tell you in our messages each time."
)
HELP = (
    "`/offers` opens the list of outreach: help from outside, for a pupil or for you.\n"
    "• The menus choose an age group, a need, a tier and an area.\n"
    "• *Show the facts* says what it is, for whom, how much, how soon and what it costs.\n"
    "• *Ask for this* sends a short form. The provider answers, and I write to you each time.\n"
    "For advice, write to me in our direct messages or use `/advice`."
)
TAKEN_AS_QUESTION = (
    "I have taken your words as a question, so that nothing is missed: my answer is in your direct "
    "messages with me, with outreach that fits. For the list of outreach, send `/offers` alone. "
    f"{DANGER}"
)
GONE = "This offer has been taken out since. Please look at the list again: send `/offers`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the list shows.

    Attributes:
        known: every offer of the line, from which the menus are made.
        fits: what fits ``request``, best first; shown before ``others``, which are all the rest.
        start: how many cards stand on the pages before this one.
    """

    known: Sequence[Offer]
    wanted: OfferFilter
    fits: Sequence[Listed] = ()
    others: Sequence[Listed] = ()
    request: Request | None = None
    start: int = 0


def list_page(page: Page) -> Block:
    """Return the list: menus, and a card for each offer, in the order given."""
    fits, others = list(page.fits[:FITS_SHOWN]), [*page.fits[FITS_SHOWN:], *page.others]
    cards = [(each, place < len(fits)) for place, each in enumerate([*fits, *others])]
    start = page.start if 0 <= page.start < len(cards) else 0
    shown = cards[start : start + SHOWN]
    parts = [b.context(INTRO), menus(page.known, page.wanted)]
    if start:
        parts.append(_turn("Earlier ones", max(0, start - SHOWN)))
    parts += _cards(shown, page.request)
    if not cards:
        parts += _nothing(page)
    if rest := len(cards) - start - len(shown):
        parts.append(_turn(f"Show {min(rest, SHOWN)} more", start + SHOWN))
    about = page.request.id if page.request else ""
    return b.modal(
        TITLE,
        [*parts, b.context(f"*{DANGER}*")],
        callback_id=CallbackId.OFFERS_PAGE,
        private_metadata=about,
    )


def facts_page(offer: Offer, stands: Availability, *, on: date, taken: int, about: str) -> Block:
    """Return everything there is to say of an offer. ``about`` is the list's own reference."""
    facts = card_facts(offer, on=on, taken=taken)
    parts = [b.section(f"*{_title(offer)}*")]
    known = {label for group in PARTS for label in group}
    others = tuple(label for label, _ in facts if label not in known)
    for group in (*PARTS, others):
        said = [(label, text) for label, text in facts if label in group]
        if said:
            parts.append(b.section("\n".join(_fact(label, text) for label, text in said)))
    if stands.is_offered:
        parts.append(b.actions(_ask_button(offer)))
    return b.modal(TITLE, [*parts, b.context(f"*{DANGER}*")], private_metadata=about)


def help_answer() -> Message:
    """Return what ``/offers`` is for."""
    return Message(text=HELP, blocks=[b.section(HELP), b.context(f"*{DANGER}*")])


def places(stands: Availability) -> str:
    """Return how many places there are, or that there is a waiting list, as markup."""
    if stands.standing is Standing.OPEN:
        return f"*Places:* {stands.words}."
    return f"*{stands.words[:1].upper()}{stands.words[1:]}.*"


def areas(known: Iterable[Offer]) -> dict[str, str]:
    """Return the areas that providers serve, by what stands in the menu for them."""
    named = sorted({area for offer in known for area in offer.provider.areas}, key=str.casefold)
    labels = {shorten(visible(area).strip(), limits.OPTION_TEXT): area for area in reversed(named)}
    labels.pop("", None)
    return dict(list(reversed(labels.items()))[: limits.OPTIONS - 1])


def menus(known: Sequence[Offer], wanted: OfferFilter) -> Block:
    """Return the four menus; each offers what the line's offers have, and what is wanted."""
    phases = {*(phase for offer in known for phase in offer.phases), wanted.phase}
    needs = {*(need for offer in known for need in offer.needs), wanted.need}
    tiers = {*(offer.tier for offer in known), wanted.tier}
    labels = areas(known)
    area = next((label for label, each in labels.items() if each == wanted.area), EVERY)
    ages = [(p.value, PHASES[p]) for p in Phase if p in phases and p is not Phase.UNKNOWN]
    wants = [(n.value, _capital(NEED_WORDS[n])) for n in Need if n in needs]
    rungs = [(str(t), f"Tier {words}") for t, words in TIER_WORDS.items() if t in tiers]
    elements = [
        _menu(Field.PHASE, "Every age group", ages, wanted.phase or EVERY),
        _menu(Field.NEED, "Every need", wants, wanted.need or EVERY),
        _menu(Field.TIER, "Every tier", rungs, str(wanted.tier or EVERY)),
        _menu(Field.AREA, "Every area", [(label, label) for label in labels], area),
    ]
    return ActionsBlock(block_id=FILTERS, elements=elements).to_dict()


def _menu(
    field: Field, every: str, pairs: Sequence[tuple[str, str]], initial: str
) -> StaticSelectElement:
    options = [
        Option(value=value, label=shorten(label, limits.OPTION_TEXT))
        for value, label in [(EVERY, every), *pairs]
    ]
    first = next((each for each in options if each.value == initial), options[0])
    return StaticSelectElement(
        action_id=f"{OFFER_FILTER}{field}",
        placeholder=every,
        options=options,
        initial_option=first,
    )


def _cards(shown: Sequence[tuple[Listed, bool]], request: Request | None) -> list[Block]:
    """Return the cards; where some fit the request, these and the others under their headings."""
    parts: list[Block] = []
    before: bool | None = None
    has_headings = request is not None and any(fits for _, fits in shown)
    for listed, fits in shown:
        if request and has_headings and fits is not before:
            fitting = f"*What fits {reference(request.number)} best*"
            parts.append(b.section(fitting if fits else "*More outreach*"))
        parts += [*_card(listed), b.divider()]
        before = fits
    return parts


def _card(listed: Listed) -> list[Block]:
    offer, stands = listed.offer, listed.availability
    notes = ["" if offer.provider.registered else NOT_FULL_TIME, _doubt(stands)]
    lines = (
        f"*{_title(offer)}*",
        escape(shorten(offer.summary, SUMMARY_TEXT)),
        f"{places(stands)} *Answers* {answers_within(offer)}.",
        " ".join([f"_{_provider(offer)}._", *filter(None, notes)]),
    )
    show = b.button("Show the facts", ActionId.OFFER_SHOW, offer.id, spoken=_of("Facts", offer))
    return [b.section("\n".join(filter(None, lines))), b.actions(_ask_button(offer), show)]


def _doubt(stands: Availability) -> str:
    return "" if stands.is_verified else "_(verify: not confirmed for half a year)_"


def _nothing(page: Page) -> list[Block]:
    """What to do where the list is empty; a person is one tap away where there is a request."""
    looks_for = (page.wanted.phase, page.wanted.need, page.wanted.tier, page.wanted.area)
    if any(looks_for):
        text = (
            "*Nothing on the list fits that today.* Set one of the menus back to “Every …”, or ask "
            "a practitioner: they may know of more."
        )
    else:
        text = (
            "*No outreach can be asked for today.* Every place is taken, or nothing is on the list "
            "yet. A practitioner can still help you plan the next days."
        )
    if page.request is None:
        return [b.section(f"{text} Write to me in our messages what is happening.")]
    talk = b.button("Talk to a practitioner", ActionId.TALK, page.request.id)
    return [b.section(text), b.actions(talk)]


def _turn(label: str, start: int) -> Block:
    return b.actions(b.button(label, ActionId.OFFERS, str(start)))


def _ask_button(offer: Offer) -> b.Button:
    return b.button("Ask for this", ActionId.OFFER_ASK, offer.id, spoken=_of("Ask for", offer))


def _of(verb: str, offer: Offer) -> str:
    return f"{verb}: {offer.title}"


def _title(offer: Offer) -> str:
    return escape(shorten(offer.title, limits.TITLE_TEXT))


def _provider(offer: Offer) -> str:
    return escape(shorten(offer.provider.name, limits.TITLE_TEXT))


def _fact(label: str, text: str) -> str:
    said = shorten(text, FACT_TEXT)
    if label in LISTED and "; " in said:
        return "\n• ".join((f"*{label}:*", *map(escape, said.split("; "))))
    return f"*{label}:* {escape(said)}"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
