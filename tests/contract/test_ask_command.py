"""``advicebot ask`` as people and programs use it, on the shipped knowledge."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.errors import Refused

KEYS = [
    *("id", "action", "urgency", "flags", "redacted", "redactions", "phase", "confidence"),
    *("strategies", "offers", "signposts"),
]


def run(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(cli, ["ask", *arguments], **options)


def batch(*lines: object) -> list[dict[str, object]]:
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = run("--batch", "-", input=given, catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_person_reads_the_danger_line_first_and_then_what_to_do() -> None:
    result = run("my year 8s will not settle after lunch, they shout over me")
    text = result.stdout
    assert result.exit_code == 0
    assert text.startswith("If anyone is in danger now, call 999 and tell your DSL.")
    order = [text.index(part) for part in ("In the next ten minutes", "Why", "Evidence:")]
    assert order == sorted(order)


def test_one_object_has_the_agreed_keys() -> None:
    result = run("--json", "y9 lad swears at me every lesson")
    answer = json.loads(result.stdout)
    assert list(answer) == KEYS[1:]
    assert answer["phase"] == "ks3"
    first = answer["strategies"][0]
    assert list(first) == ["id", "title", "topics", "score", "because"]
    assert len(answer["strategies"]) <= 5


def test_a_batch_answers_each_line_in_order_with_its_id() -> None:
    answers = batch(
        {"id": "A", "text": "she bolts out of class"},
        "",
        {"id": 2, "text": "", "topics": ["ignored"]},
        {"id": "C", "text": "\ud800 \u0000 🙂 помогите"},
    )
    assert [answer["id"] for answer in answers] == ["A", 2, "C"]
    assert list(answers[0]) == KEYS


def test_each_answer_is_written_before_the_next_line_is_read() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "advicebot", "ask", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for id_ in ("one", "two"):
            process.stdin.write(json.dumps({"id": id_, "text": "he shouts"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == id_
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "Line 2 is not JSON"),
        ("[]", "Line 2 is not an object"),
        ('{"id": "B"}', "Line 2 has no “text”"),
        ('{"text": "x"}', "Line 2 has no “id”"),
        ('{"id": "B", "text": 5}', "Line 2: “text” is 5"),
        (b'{"id": "B", "text": "\xff"}', "Line 2 is not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_nothing_before_it_is_lost(bad: str | bytes, message: str) -> None:
    raw = bad if isinstance(bad, bytes) else bad.encode()
    given = b'{"id": "A", "text": "he shouts"}\n' + raw + b'\n{"id": "C", "text": "x"}\n'
    result = run("--batch", "-", input=given)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["A"]
    assert isinstance(result.exception, Refused)
    assert message in str(result.exception)


def test_a_refusal_is_one_plain_line_and_exit_code_1() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advicebot", "ask", "--batch", "-"],
        input=b"nonsense\n",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Error: Line 1 is not JSON")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["text", "--batch", "-"], ["--on", "soon", "text"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run("hello", "--knowledge", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "there is no such folder" in str(result.exception)


def test_help_does_not_load_what_it_does_not_need() -> None:
    code = (
        "import sys; from advicebot.cli import cli; heavy = ('pydantic', 'rich', 'sqlite_utils'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
