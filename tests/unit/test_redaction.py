"""Redaction of a teacher's message, by kind of personal data, and what must be left alone."""

from pathlib import Path

import pytest

from advicebot.domain.advice.redaction import Lesson, NameLists, Redactor
from advicebot.domain.vocabulary import RedactionKind
from advicebot.library.names import load_names

NAMES = load_names(Path(__file__).parents[2] / "knowledge" / "names")
REDACTOR = Redactor(
    NAMES, schools=["Harrow Bank Primary (example)", "Tollgate Academy (example)", "Tollgate"]
)


def redacted(text: str) -> str:
    return REDACTOR.redact(text).text


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Kayden hit Maya in maths", "[name] hit [name] in maths"),
        ("told kayden to sit and he swore", "told [name] to sit and he swore"),
        ("Kayden's mum rang", "[name]'s mum rang"),
        ("kaydens mum rang", "[name]s mum rang"),
        ("hopes mum says I pick on her", "[name]s mum says I pick on her"),
        ("Miss Okafor is in tears", "Miss [name] is in tears"),
        ("Kayden Okafor-Smith, Y9", "[name], Y9"),
        ("Anne-Marie and O'Neill fell out", "[name] and [name] fell out"),
        ("Siân and Zoë fell out", "[name] and [name] fell out"),
        ("Sia\u0302n won't eat", "[name] won't eat"),
        ("KAYDEN HAS LOCKED HIMSELF IN", "[name] HAS LOCKED HIMSELF IN"),
        ("Thanks\nBrenda", "Thanks\n[name]"),
        ("this is about Beth P in 8C", "this is about [name] P in 8C"),
        ("Oluwaseun, Tymoteusz and Thuy bite", "[name], [name] and [name] bite"),
        ("the Okafor twins are running", "the [name] twins are running"),
    ],
)
def test_names_of_any_shape_are_taken_out_and_the_sentence_stays_readable(
    message: str, stored: str
) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("a boy called Zorbix bites", "a boy called [name] bites"),
        ("told Zorbix to sit down", "told [name] to sit down"),
        ("Zorbix's mum is here", "[name]'s mum is here"),
        ("Zorbix in Y9 won't work", "[name] in Y9 won't work"),
        ("Zorbix kicked Maya", "[name] kicked [name]"),
        ("Maya and Zorbix bite", "[name] and [name] bite"),
        (
            "a lad called zorbix bites. zorbix also spits",
            "a lad called [name] bites. [name] also spits",
        ),
    ],
)
def test_a_name_no_list_holds_is_known_by_the_words_around_it(message: str, stored: str) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Grace is refusing to come in", "[name] is refusing to come in"),
        ("Will has hit May", "[name] has hit [name]"),
        ("May I ask when the May half term is?", None),
        ("Will you mark this? I hope so.", None),
        ("Hope this helps. Mark my words.", None),
        ("Summer is our worst term, Autumn was fine", None),
        ("Reading age is low and Art is chaos", None),
        ("jordan in y10 kicked the door", "[name] in y10 kicked the door"),
        ("Paris's mum rang about the Paris trip", "[name]'s mum rang about the Paris trip"),
        ("she has no grace and no hope", None),
    ],
)
def test_names_that_are_also_words_need_a_hint_of_a_person(
    message: str, stored: str | None
) -> None:
    assert redacted(message) == (stored or message)


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Romeo and Juliet essay: Tybalt's death upset a boy", None),
        ("An Inspector Calls: nobody will read Sheila or Eric", None),
        ("Kian refuses to write the Macbeth essay", "[name] refuses to write the Macbeth essay"),
        ("Macbeth: Duncan dies and Jack hit Harry", "Macbeth: Duncan dies and [name] hit [name]"),
        (
            "Romeo in Y5 hates the Romeo and Juliet unit",
            "[name] in Y5 hates the Romeo and Juliet unit",
        ),
        ("the Anne Frank lesson upset Maya", "the Anne Frank lesson upset [name]"),
        ("he quotes Andrew Tate at Lucy", "he quotes Andrew Tate at [name]"),
    ],
)
def test_people_in_books_are_left_alone_and_the_child_beside_them_is_not(
    message: str, stored: str | None
) -> None:
    assert redacted(message) == (stored or message)


@pytest.mark.parametrize(
    "message",
    [
        "We use Numicon, Boxall and Read Write Inc, and log on CPOMS",
        "EHCP review, PEP and TAF on Monday; the SENCO is off",
        "Pupil A hit Pupil B and J.B. watched",
        "Amber class and Willow class share a hall",
        "He moved from Poland to Birmingham in January",
        "Down's syndrome and Tourette's, tics worse in tests",
        "Is there a primary school near us? High school transition is hard",
        "Ofsted, the Virtual School and Oak National Academy all say no",
        "[name] hit [name] near [school]",
        "Order 4471 9920 33, room 204, score 12/20, 30 kids",
        "The deadline is 12/05/2026 and term began on 5 September 2022",
        "Childline is 0800 1111 and Samaritans are on 116 123",
        "St John Ambulance came on St George's Day",
    ],
)
def test_what_names_no_person_is_kept_word_for_word(message: str) -> None:
    assert redacted(message) == message


@pytest.mark.parametrize(
    ("message", "kind", "value"),
    [
        ("dob 12/03/2014 please", "dob", "12/03/2014"),
        ("born 2nd May 2016, still in nappies", "dob", "2nd May 2016"),
        ("his date of birth is 2013-10-30", "dob", "2013-10-30"),
        ("DOB 120314", "dob", "120314"),
        ("Kayden Okafor (09/11/2015) bit me", "dob", "09/11/2015"),
        ("UPN H801200001012", "upn", "H801200001012"),
        ("upn: B 8012 0000 5001", "upn", "B 8012 0000 5001"),
        ("ring 0114 496 0123", "phone", "0114 496 0123"),
        ("0 7 7 0 0 9 0 0 1 2 3 is nan", "phone", "0 7 7 0 0 9 0 0 1 2 3"),
        ("call +44 7700 900123", "phone", "+44 7700 900123"),
        ("text oh seven seven double oh nine double oh one two three", "phone",
         "oh seven seven double oh nine double oh one two three"),
        ("mail jo.b+x@example.co.uk now", "email", "jo.b+x@example.co.uk"),
        ("jo at example dot com", "email", "jo at example dot com"),
        ("NHS number 943 476 5919", "nhs", "943 476 5919"),
        ("943-476-5919 is hers", "nhs", "943-476-5919"),
        ("lives at 14 acacia avenue", "address", "14 acacia avenue"),
        ("12 Oak Rise, Barnsley S70 4ZZ", "address", "12 Oak Rise, Barnsley S70 4ZZ"),
        ("postcode m14 5rt", "address", "m14 5rt"),
        ("Flat 4, 19 Castle Street", "address", "Flat 4, 19 Castle Street"),
        ("lives on Elmwood Avenue", "address", "Elmwood Avenue"),
        ("from St Oswin's C of E in May", "school", "St Oswin's C of E"),
        ("at Hillcrest Academy now", "school", "Hillcrest Academy"),
        ("at harow bank primary now", "school", "harow bank primary"),
        ("Tollgate will not have him", "school", "Tollgate"),
        ("Rowan Bank PRU took him", "school", "Rowan Bank PRU"),
    ],
)  # fmt: skip
def test_every_other_kind_of_personal_data_is_found_where_it_stands(
    message: str, kind: str, value: str
) -> None:
    spans = REDACTOR.redact(message).redactions
    assert (RedactionKind(kind), value) in [
        (span.kind, message[span.start : span.end]) for span in spans
    ]


def test_a_place_that_is_not_a_school_keeps_its_name_when_only_one_word_fits() -> None:
    assert redacted("Harrow council rang") == "Harrow council rang"


def test_what_a_taken_out_name_reveals_about_its_neighbour_is_taken_out_too() -> None:
    assert redacted("Referral: Kayden Okafor, 17.06.12") == "Referral: [name], [date of birth]"


def test_an_empty_set_of_lists_still_finds_what_has_a_form() -> None:
    bare = Redactor(NameLists())
    assert bare.redact("Zorbix's mum: 07700 900123").text == "[name]'s mum: [phone]"


def test_the_people_of_one_book_do_not_hide_a_pupil_in_talk_of_another() -> None:
    lists = NameLists(
        first_names=frozenset({"liam", "maya"}),
        lessons=(
            Lesson(titles=("the glass mill",), people=frozenset({"liam"})),
            Lesson(titles=("red harbour",), people=frozenset({"maya"})),
        ),
    )
    text = Redactor(lists).redact("we read The Glass Mill, Liam and Maya love it").text
    assert text == "we read The Glass Mill, Liam and [name] love it"
