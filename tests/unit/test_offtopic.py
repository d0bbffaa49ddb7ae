"""What is not for this line, and what brings a message back."""

import pytest

from advicebot.domain.advice.offtopic import OffTopicRules, SmallTalk
from advicebot.domain.knowledge import OffTopic

RULES = OffTopicRules(
    OffTopic(
        small_talk={
            "thanks": ("thanks", "thank you"),
            "greeting": ("hello",),
            "help": ("help", "please help"),
        },
        subjects={"computers": ("printer", "log in to", "wi-fi"), "teaching": ("fraction*",)},
        ours=("behav*", "won't listen", "hit"),
        people=("he", "lad", "my class"),
    )
)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The PRINTER is broken", "computers"),
        ("cannot log in to anything", "computers"),
        ("wifi down? no, the wi-fi", "computers"),
        ("teaching fractions to set 4", "teaching"),
    ],
)
def test_a_listed_phrase_names_the_subject(text: str, subject: str) -> None:
    assert RULES.read(text).subject == subject


@pytest.mark.parametrize("text", ["", "printers", "the shelf fell", "log it in"])
def test_other_words_name_no_subject(text: str) -> None:
    assert RULES.read(text).subject is None


@pytest.mark.parametrize(
    "text", ["the lot won’t listen", "fractions, terrible BEHAVIOUR", "wont listen", "he hit me"]
)
def test_words_of_ours_are_noticed_in_any_form(text: str) -> None:
    assert RULES.read(text).has_our_words


def test_people_are_noticed_as_whole_words() -> None:
    assert RULES.read("He sits there").is_about_people
    assert RULES.read("it is my class again").is_about_people
    assert not RULES.read("the shelf in my classroom").is_about_people


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", SmallTalk.GREETING),
        ("thanks that was useful", SmallTalk.THANKS),
        ("hello, please help", SmallTalk.HELP),
        ("", SmallTalk.EMPTY),
        (" 👍 !", SmallTalk.EMPTY),
    ],
)
def test_a_message_of_nothing_else_is_small_talk_of_a_kind(text: str, kind: SmallTalk) -> None:
    assert RULES.read(text).small_talk is kind


@pytest.mark.parametrize(
    "text",
    [
        "hello, the girls have fallen out badly",
        "help he is on the roof",
        "thanks, hit again",
        "помогите",
        "the shelf fell",
    ],
)
def test_anything_beside_small_talk_is_read_as_a_message(text: str) -> None:
    assert RULES.read(text).small_talk is None
