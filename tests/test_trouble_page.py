"""The page on trouble names every code there is, and none that there is not."""

import ast
import re
from pathlib import Path

from db import checks, errors

PAGE = Path(__file__).parents[1] / "docs" / "trouble.md"
# Said by commands about what they were given, never of a record.
OF_COMMANDS = {"foreign", "conflict", "refused"}


def _codes() -> set[str]:
    found = {one.code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.RecordError)}
    for call in ast.walk(ast.parse(Path(checks.__file__).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Finding" and len(call.args) > 4:
            found |= {one.value for one in ast.walk(call.args[4]) if isinstance(one, ast.Constant)}
    return found - OF_COMMANDS


def test_every_code_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"(?m)^\| (`.*?) \|", PAGE.read_text(encoding="utf-8")))))
    written = _codes()
    assert {"log_lost", "cut_short", "old_backup"} <= written
    # These two are chosen beside the call.
    assert named == written | {"other_clinic", "other_history"}
