"""Who is who in a redacted message: one letter a person, and a label only where it is certain."""

from pathlib import Path

import pytest

from advicebot.domain.advice.redaction import Redactor
from advicebot.domain.advice.triage import Triage
from advicebot.library.names import load_names
from advicebot.library.triage_rules import load_triage_rules

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
REDACTOR = Redactor(load_names(KNOWLEDGE / "names"))


@pytest.fixture(scope="module")
def triage() -> Triage:
    """The shipped rules, read once."""
    return Triage(load_triage_rules(KNOWLEDGE / "triage"))


def redacted(text: str) -> str:
    return REDACTOR.redact(text).text


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Kayden hit Maya, then kayden ran", "[pupil A] hit [pupil B], then [pupil A] ran"),
        ("KAYDEN bit Maya, kaydens mum came", "[pupil A] bit [pupil B], [pupil A]s mum came"),
        ("Maya Okafor spat. Maya's bag stank", "[pupil A] spat. [pupil A]'s bag stank"),
        ("Maya spat. It was Maya Okafor in Y9", "[pupil A] spat. It was [pupil A] in Y9"),
        ("Siân hit Maya. Sian ran", "[pupil A] hit [pupil B]. [pupil A] ran"),
        ("Mr Okafor swore, Mr Okafor left", "Mr [adult A] swore, Mr [adult A] left"),
        ("I told Mr Okafor. Does Okafor stay?", "I told Mr [adult A]. Does [adult A] stay?"),
    ],
)  # fmt: skip
def test_a_person_keeps_their_letter_however_the_name_is_written(message: str, stored: str) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Kayden Okafor hit Maya Okafor", "[pupil A] hit [pupil B]"),
        ("Maya B hit Maya H and Maya B ran", "[pupil A] hit [pupil B] and [pupil A] ran"),
        ("Mohammed Ali and Mohammed Khan bite", "[pupil A] and [pupil B] bite"),
        ("Maya and Maya are twins", "[pupil A] and [pupil B] are twins"),
        ("Mr Okafor told Mrs Okafor", "Mr [adult A] told Mrs [adult B]"),
    ],
)
def test_people_who_share_half_a_name_stay_apart(message: str, stored: str) -> None:
    assert redacted(message) == stored


def test_a_name_that_fits_two_people_accuses_neither() -> None:
    message = "Mohammed Ali and Mohammed Khan fell out. Mohammed drew a knife"
    assert redacted(message) == "[pupil A] and [pupil B] fell out. [name] drew a knife"


def test_a_family_is_no_single_person() -> None:
    assert redacted("Kayden Okafor and the Okafor twins") == "[pupil A] and the [name] twins"


def test_letters_go_on_after_z() -> None:
    names = [
        *("Aaron", "Bethany", "Callum", "Daniel", "Eleanor", "Finlay", "Gareth", "Harriet"),
        *("Imogen", "Jasmine", "Kayden", "Liam", "Maya", "Nathan", "Olivia", "Priya", "Quentin"),
        *("Rebecca", "Sophie", "Thomas", "Umar", "Victoria", "William", "Xavier", "Yusuf"),
        *("Zachary", "Alfie", "Benjamin"),
    ]
    text = redacted(". ".join(f"Then {name} kicked me" for name in names))
    assert [piece.split("]")[0] for piece in text.split("[pupil ")[1:]] == [
        *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("Pupil A hit Maya", "Pupil A hit [pupil B]"),
        ("Students A and C saw Maya and Liam", "Students A and C saw [pupil B] and [pupil D]"),
        ("[pupil B] hit Maya, [staff A] saw", "[pupil B] hit [pupil C], [staff A] saw"),
    ],
)  # fmt: skip
def test_a_letter_that_is_in_use_is_not_given_to_somebody_else(message: str, stored: str) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("my TA Jo was bitten by Teddy", "my TA [staff A] was bitten by [pupil B]"),
        ("my TA, Jo, said Liam spat", "my TA, [staff A], said [pupil B] spat"),
        ("Jo (TA) saw it", "[staff A] (TA) saw it"),
        ("TAs Jo and Karen are scared", "TAs [staff A] and [staff B] are scared"),
        ("the head Karen Okafor rang", "the head [staff A] rang"),
        ("Mr Okafor's lesson was wrecked", "Mr [staff A]'s lesson was wrecked"),
        ("Liam bites. Thanks\nBrenda", "[pupil A] bites. Thanks\n[staff B]"),
        ("his mum Karen rang about Liam", "his mum [parent A] rang about [pupil B]"),
        ("Karen, his mum, rang", "[parent A], his mum, rang"),
        ("Spoke to Karen, mum of Liam, today", "Spoke to [parent A], mum of [pupil B], today"),
        ("his nan Karen has him", "his nan [relative A] has him"),
        ("her boyfriend Jay is 19", "her boyfriend [person A] is 19"),
        ("spoke to Karen from CAMHS", "spoke to [person A] from CAMHS"),
        ("Hi Karen, Liam spat", "Hi [person A], [pupil B] spat"),
    ],
)
def test_who_somebody_is_is_told_when_the_words_beside_the_name_tell_it(
    message: str, stored: str
) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("told his mum Liam bit me", "told his mum [person A] bit me"),
        ("Liam, his mum says he is tired", "[pupil A], his mum says he is tired"),
        ("Liam hit Maya on the head Liam ran", "[pupil A] hit [pupil B] on the head [pupil A] ran"),
        ("Mr Okafor hit him", "Mr [adult A] hit him"),
        ("Liam's TA is off", "[pupil A]'s TA is off"),
    ],
)
def test_a_doubtful_role_is_not_made_up(message: str, stored: str) -> None:
    assert redacted(message) == stored


@pytest.mark.parametrize(
    ("quote", "stored"),
    [
        ("Maya Okafor has a", "[pupil A] has a"),
        ("okafor has a knife", "[pupil A] has a knife"),
        ("knife, A pupil saw", "knife, A pupil saw"),
    ],
)
def test_a_quote_of_the_message_as_given_is_cleaned_like_the_message(
    quote: str, stored: str
) -> None:
    given = "Maya Okafor has a knife, A pupil saw"
    assert REDACTOR.redact(given).clean(quote, given=given) == stored


@pytest.mark.parametrize(
    "pattern",
    [
        "{} has a knife in his bag",
        "i cant find {}, last seen at the gate",
        "{} said she wants to die",
        "teacher hit {} in class",
        "{}, 4, throws things. {} ate glue in Macbeth",
    ],
)
@pytest.mark.parametrize("person", ["[pupil A]", "[staff B]", "[parent AB]", "[person C]"])
def test_triage_reads_every_person_as_a_name(triage: Triage, pattern: str, person: str) -> None:
    plain, lettered = (triage.assess(pattern.format(who, who)) for who in ("[name]", person))
    assert (lettered.action, lettered.urgency) == (plain.action, plain.urgency)
    assert [hit.rule for hit in lettered.flags] == [hit.rule for hit in plain.flags]
