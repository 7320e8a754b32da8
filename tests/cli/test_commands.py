"""The table of commands and the parser's own list agree, and each name leads to a function."""

from argparse import Namespace

import pytest

from dashboard.__main__ import WORK, work_of
from dashboard.cli.commands import COMMANDS
from dashboard.cli.desk import desk
from dashboard.cli.desk_arguments import DESK

FIRST = {"demo"}
"""What is asked for before the table is looked at."""


def test_every_command_is_in_the_table_or_a_step_of_an_appointment() -> None:
    assert {name.partition(" ")[0] for name in WORK} | FIRST | set(DESK) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted({*WORK, *DESK}))
def test_every_command_leads_to_its_function(name: str) -> None:
    command, _, what = name.partition(" ")
    work = work_of(Namespace(command=command, what=what) if what else Namespace(command=command))
    assert work.__module__.startswith("dashboard.cli.")
    assert (work is desk) == (name in DESK)
