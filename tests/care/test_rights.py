"""The table of rights: every row is somebody's, and no write of the program lacks its row."""

import ast
from pathlib import Path

import pytest

from care.rights import PROGRAM, RIGHTS, WRITES, refusal, right, right_for, rights_of, who_may
from care.staff import ROLES

CODE = Path(__file__).parents[2]


def told_in_code() -> set[tuple[str, str]]:
    """Every (action, subject) that the program's own code names outright when it tells the audit log."""
    found = set()
    for path in (*CODE.glob("db/**/*.py"), *CODE.glob("dashboard/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "audit":
                action, subject, *_ = [*node.args, None, None]
                if isinstance(action, ast.Constant) and isinstance(subject, ast.Constant):
                    found.add((str(action.value), str(subject.value)))
    return found


def test_every_write_named_in_the_code_has_its_right() -> None:
    told = told_in_code()
    assert len(told) > 15
    assert {pair for pair in told if right_for(*pair) is None} == set()


def test_every_right_of_a_write_is_in_the_table_and_what_is_not_is_allowed_to_nobody() -> None:
    known = {one.id for one in RIGHTS}
    assert {name for actions in WRITES.values() for name in actions.values()} <= known
    assert right_for("removed", "patient") is None
    assert right_for("added", "no_such_table") is None


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_what_its_rows_say(role: str) -> None:
    assert rights_of(role) == {one.id for one in RIGHTS if role in one.roles}
    assert rights_of(role, lent=True) == rights_of(role) | {"see_clinical"}


def test_an_owner_lacks_only_what_is_the_programs_own_and_the_front_desk_what_is_clinical() -> None:
    assert {one.id for one in RIGHTS} - rights_of("owner") == {"create"}
    assert not rights_of("front_desk") & {"see_clinical", "clinical", "letters", "health", "staff", "see_audit"}
    assert {"schedule", "waiting", "logistics", "people"} <= rights_of("front_desk")
    assert {"backup", "session", "create"} == PROGRAM


def test_a_refusal_says_what_who_may_and_that_nothing_was_changed() -> None:
    assert who_may("clinical") == "practitioners and owners"
    said = refusal("clinical", "Tom Becker", "front_desk")
    assert said.startswith("Recording what is clinical")
    assert "for practitioners and owners; Tom Becker works here as front desk. Nothing was changed." in said
    assert "nobody who works here" in refusal("schedule", "guest", None)
    with pytest.raises(KeyError):
        right("anything")
