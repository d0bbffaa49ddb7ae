"""Reading labelled messages: what each key means, and every mistake named at once."""

import json
from pathlib import Path

import pytest

from advicebot.domain.evaluation.cases import Kind, Part
from advicebot.domain.vocabulary import Flag, Phase, RedactionKind, Topic, Urgency
from advicebot.errors import KnowledgeError
from advicebot.library.labelled import load_labelled


def written(folder: Path, *rows: object, name: str = "set.jsonl") -> Path:
    """Write the rows as lines; a text is written as it is."""
    file = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def problems(folder: Path, *rows: object) -> list[str]:
    """Return the sentences about what is wrong, each with its line."""
    with pytest.raises(KnowledgeError) as caught:
        load_labelled([written(folder, *rows)])
    return [f"{each.line}: {each.message}" for each in caught.value.problems]


def test_the_keys_tell_what_a_line_is_labelled_for(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"id": "A", "text": "x", "topics": ["defiance", "adhd"], "urgency": "soon", "phase": "ks2"},
        "",
        {"id": "B", "text": "x", "kind": "positive", "urgency": "urgent", "flags": ["weapon"]},
        {"id": 3, "text": "Zz", "spans": [{"start": 0, "end": 2, "kind": "name"}], "note": "any"},
    )
    first, second, third = load_labelled([file])
    assert [each.parts for each in (first, second, third)] == [
        (Part.REQUEST,),
        (Part.TRIAGE,),
        (Part.REDACTION,),
    ]
    assert first.request is not None
    assert first.request.main == {Topic.DEFIANCE}
    assert first.request.any == {Topic.DEFIANCE, Topic.ADHD}
    assert (first.request.urgency, first.request.phase) == (Urgency.SOON, Phase.KS2)
    assert second.triage is not None
    assert (second.triage.kind, second.triage.flags) == (Kind.POSITIVE, {Flag.WEAPON})
    assert third.id == "3"
    assert third.spans is not None
    assert third.spans[0].kind is RedactionKind.NAME


def test_main_and_any_are_taken_when_they_are_given(tmp_path: Path) -> None:
    row = {"id": "A", "text": "x", "topics": ["adhd"], "main": ["adhd"], "any": ["adhd", "autism"]}
    (case,) = load_labelled([written(tmp_path, row)])
    assert case.request is not None
    assert case.request.any == {Topic.ADHD, Topic.AUTISM}


def test_empty_topics_mean_not_for_this_line(tmp_path: Path) -> None:
    (case,) = load_labelled([written(tmp_path, {"id": "A", "text": "x", "topics": []})])
    assert case.request is not None
    assert case.request.is_off_topic


POSITIVE = {"id": "A", "text": "abc", "kind": "positive", "urgency": "urgent", "flags": ["weapon"]}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{", "the line is not JSON"),
        ("[]", "the line is not an object"),
        ({"text": "x", "topics": []}, "the key “id” is missing"),
        ({"id": "A", "topics": []}, "the key “text” is missing"),
        ({"id": "A", "text": 5, "topics": []}, "text is 5"),
        ({"id": "A", "text": "x"}, "there is no label; add topics"),
        ({"id": "A", "text": "x", "topcs": []}, "“topcs” is not known; did you mean “topics”"),
        ({"id": "A", "text": "x", "topics": ["adh"]}, "“adh” is not known; did you mean “adhd”"),
        ({"id": "A", "text": "x", "topics": "adhd"}, "topics is 'adhd'; write a list"),
        ({"id": "A", "text": "x", "topics": [], "main": ["adhd"]}, "but “topics” is empty"),
        (
            {"id": "A", "text": "x", "topics": ["adhd"], "main": ["autism"]},
            "main has a topic that is not in any",
        ),
        (POSITIVE | {"urgency": "soon"}, "positive means urgency emergency or urgent"),
        (POSITIVE | {"flags": []}, "positive has at least one flag"),
        (POSITIVE | {"kind": "hard-negative", "urgency": "soon"}, "a negative has none"),
        (POSITIVE | {"kind": "negative"}, "kind: the word “negative” is not known"),
        ({"id": "A", "text": "x", "kind": "positive"}, "the key “urgency” is missing"),
        (
            {"id": "A", "text": "abc", "spans": [{"start": 0, "end": 4, "kind": "name"}]},
            "span 1 is 0 to 4; characters count from 0, start before end, end at most 3",
        ),
        (
            {"id": "A", "text": "abc", "spans": [{"start": 0, "end": 2, "kind": "nam"}]},
            "span 1: kind: the word “nam” is not known; did you mean “name”",
        ),
        ({"id": "A", "text": "abc", "spans": ["abc"]}, "span 1 is 'abc'; write an object"),
    ],
)
def test_a_bad_line_is_named_with_its_rule(tmp_path: Path, row: object, sentence: str) -> None:
    good = {"id": "good", "text": "x", "topics": []}
    found = problems(tmp_path, good, row)
    assert all(each.startswith("2: ") for each in found)
    assert any(sentence in each for each in found), found


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "{", {"id": "A", "text": "x", "topics": ["no"]}, {"id": "B"})
    assert [each[:2] for each in found] == ["1:", "2:", "3:", "3:"]


def test_an_id_stands_once_in_all_files_together(tmp_path: Path) -> None:
    row = {"id": "A", "text": "x", "topics": []}
    one, two = written(tmp_path, row), written(tmp_path, row, name="other.jsonl")
    with pytest.raises(
        KnowledgeError, match=r"other.jsonl:1: the id “A” is taken by .*set.jsonl:1"
    ):
        load_labelled([one, two])


def test_a_file_that_is_missing_empty_or_not_utf8_is_named(tmp_path: Path) -> None:
    empty, latin = tmp_path / "empty.jsonl", tmp_path / "latin.jsonl"
    empty.write_text("\n")
    latin.write_bytes(b'{"id": "A", "text": "\xff", "topics": []}\n')
    with pytest.raises(KnowledgeError) as caught:
        load_labelled([tmp_path / "none.jsonl", empty, latin])
    said = [(Path(each.file).name, each.message) for each in caught.value.problems]
    assert [name for name, _ in said] == ["none.jsonl", "empty.jsonl", "latin.jsonl"]
    for (_, message), words in zip(said, ("cannot be read", "holds no", "not UTF-8"), strict=True):
        assert words in message
