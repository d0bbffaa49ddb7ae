"""Redaction of a teacher's message, by kind of personal data, and what must be left alone."""

from datetime import date
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
        ("Kayden hit Maya in maths", "[pupil A] hit [pupil B] in maths"),
        ("told kayden to sit and he swore", "told [pupil A] to sit and he swore"),
        ("Kayden's mum rang", "[pupil A]'s mum rang"),
        ("kaydens mum rang", "[pupil A]s mum rang"),
        ("hopes mum says I pick on her", "[pupil A]s mum says I pick on her"),
        ("Miss Okafor is in tears", "Miss [adult A] is in tears"),
        ("Kayden Okafor-Smith, Y9", "[pupil A], Y9"),
        ("Anne-Marie and O'Neill fell out", "[pupil A] and [pupil B] fell out"),
        ("Siân and Zoë fell out", "[pupil A] and [pupil B] fell out"),
        ("Sia\u0302n won't eat", "[pupil A] won't eat"),
        ("KAYDEN HAS LOCKED HIMSELF IN", "[pupil A] HAS LOCKED HIMSELF IN"),
        ("Thanks\nBrenda", "Thanks\n[staff A]"),
        ("this is about Beth P in 8C", "this is about [pupil A] in 8C"),
        ("Oluwaseun, Tymoteusz and Thuy bite", "[pupil A], [pupil B] and [pupil C] bite"),
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
        ("a boy called Zorbix bites", "a boy called [pupil A] bites"),
        ("told Zorbix to sit down", "told [pupil A] to sit down"),
        ("Zorbix's mum is here", "[pupil A]'s mum is here"),
        ("Zorbix in Y9 won't work", "[pupil A] in Y9 won't work"),
        ("Zorbix kicked Maya", "[pupil A] kicked [pupil B]"),
        ("Zorbix hardly comes in", "[pupil A] hardly comes in"),
        ("can Zorbix have a time out card", "can [pupil A] have a time out card"),
        ("he was bitten by Zorbix", "he was bitten by [pupil A]"),
        ("the Zorbix family are new", "the [name] family are new"),
        ("Zorbix Krandel lost his coat", "[pupil A] lost his coat"),
        ("kayden blenkinthorpe hit me", "[pupil A] hit me"),
        ("Kayden Sunshine in Y9 spat", "[pupil A] in Y9 spat"),
        ("Kayden Thursday he swore", "[pupil A] Thursday he swore"),
        ("T-Zorbix kicked the door", "[pupil A] kicked the door"),
        ("hi its Dawn from the office", "hi its [staff A] from the office"),
        ("told miss zorbix to leave", "told miss [adult A] to leave"),
        ("Maya and Zorbix bite", "[pupil A] and [pupil B] bite"),
        (
            "a lad called zorbix bites. zorbix also spits",
            "a lad called [pupil A] bites. [pupil A] also spits",
        ),
    ],
)
def test_a_name_no_list_holds_is_known_by_the_words_around_it(message: str, stored: str) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Grace is refusing to come in", "[pupil A] is refusing to come in"),
        ("Will will not work", "[pupil A] will not work"),
        ("Jordan B hit Art K", "[pupil A] hit [pupil B]"),
        ("Will has hit May", "[pupil A] has hit [pupil B]"),
        ("May I ask when the May half term is?", None),
        ("Will you mark this? I hope so.", None),
        ("Hope this helps. Mark my words.", None),
        ("Summer is our worst term, Autumn was fine", None),
        ("Reading age is low and Art is chaos", None),
        ("jordan in y10 kicked the door", "[pupil A] in y10 kicked the door"),
        ("Paris's mum rang about the Paris trip", "[pupil A]'s mum rang about the Paris trip"),
        ("she has no grace and no hope", None),
        ("Peace and quiet is all I ask", None),
        ("Art A level is a small set", None),
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
        ("Kian refuses to write the Macbeth essay", "[pupil A] refuses to write the Macbeth essay"),
        (
            "Macbeth: Duncan dies and Jack hit Harry",
            "Macbeth: Duncan dies and [pupil A] hit [pupil B]",
        ),
        (
            "Romeo in Y5 hates the Romeo and Juliet unit",
            "[pupil A] in Y5 hates the Romeo and Juliet unit",
        ),
        ("the Anne Frank lesson upset Maya", "the Anne Frank lesson upset [pupil A]"),
        ("he quotes Andrew Tate at Lucy", "he quotes Andrew Tate at [pupil A]"),
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
        "He was off on 12 March and the trip is on 4/11",
        "His birthday party is on 4th March",
        "St John Ambulance came on St George's Day",
        "They came from Zorbia in a lorry",
        "World Book Day: she came as Matilda",
        "it was too high up and the gate was really high,",
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
        ("dob 5,9,13 please", "dob", "5,9,13"),
        ("dob - 5sep13", "dob", "5sep13"),
        ("his birthday's 5th of September", "dob", "5th of September"),
        ("she is 11 on Friday 5 Sept", "dob", "5 Sept"),
        ("Kayden, aged 9 (12.3.14)", "dob", "12.3.14"),
        ("Kayden Okafor (09/11/2015) bit me", "dob", "09/11/2015"),
        ("Kayden (b. 21 Feb 2010) is back", "dob", "21 Feb 2010"),
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
        ("they moved to ZZ99 3VZ, is that you", "address", "ZZ99 3VZ"),
        ("they moved to QX3 7ZZ, is that you", "address", "QX3 7ZZ"),
        ("postcode m14 5rt", "address", "m14 5rt"),
        ("Flat 4, 19 Castle Street", "address", "Flat 4, 19 Castle Street"),
        ("lives on Elmwood Avenue", "address", "Elmwood Avenue"),
        ("from St Oswin's C of E in May", "school", "St Oswin's C of E"),
        ("at Hillcrest Academy now", "school", "Hillcrest Academy"),
        ("at harow bank primary now", "school", "harow bank primary"),
        ("Tollgate will not have him", "school", "Tollgate"),
        ("it's Jo from millbeckdale high, ring me", "school", "millbeckdale high"),
        ("who covers Millbeckdale Infants?", "school", "Millbeckdale Infants"),
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
    assert redacted("Referral: Kayden Okafor, 17.06.12") == "Referral: [pupil A], [date of birth]"


def test_an_empty_set_of_lists_still_finds_what_has_a_form() -> None:
    bare = Redactor(NameLists())
    assert bare.redact("Zorbix's mum: 07700 900123").text == "[pupil A]'s mum: [phone]"


def test_the_people_of_one_book_do_not_hide_a_pupil_in_talk_of_another() -> None:
    lists = NameLists(
        first_names=frozenset({"liam", "maya"}),
        lessons=(
            Lesson(titles=("the glass mill",), people=frozenset({"liam"})),
            Lesson(titles=("red harbour",), people=frozenset({"maya"})),
        ),
    )
    text = Redactor(lists).redact("we read The Glass Mill, Liam and Maya love it").text
    assert text == "we read The Glass Mill, Liam and [pupil A] love it"


@pytest.mark.parametrize(
    ("message", "on", "stored"),
    [
        ("Kayden 12/09/2031 hit Maya", date(2031, 9, 15), "[pupil A] 12/09/2031 hit [pupil B]"),
        (
            "Kayden 12/09/2024 hit Maya",
            date(2031, 9, 15),
            "[pupil A] [date of birth] hit [pupil B]",
        ),
        ("Kayden 12/09/1994 hit Maya", date(2031, 9, 15), "[pupil A] 12/09/1994 hit [pupil B]"),
        ("Kayden, 12.09.30", date(2031, 9, 15), "[pupil A], 12.09.30"),
        ("Kayden, 12.09.24", date(2031, 9, 15), "[pupil A], [date of birth]"),
        ("Kayden 12/09/2031 hit Maya", None, "[pupil A] [date of birth] hit [pupil B]"),
        ("Kayden, DOB 12/09/2031", date(2031, 9, 15), "[pupil A], DOB [date of birth]"),
    ],
)
def test_a_date_beside_a_child_is_a_birthday_when_the_age_could_be_a_pupils(
    message: str, on: date | None, stored: str
) -> None:
    assert Redactor(NAMES, on=on).redact(message).text == stored
