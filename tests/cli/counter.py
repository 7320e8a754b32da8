"""The command line as a script has it: arguments in, an exit code, what was said, and what JSON held."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import main


class Cli:
    """Commands on one record, at the moment the tests' clock stands still."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self._capsys = path, capsys

    def __call__(self, *argv: object) -> tuple[int, str, str]:
        """(exit code, stdout, stderr) of a command."""
        self._capsys.readouterr()
        code = main(["--db", str(self.path), *map(str, argv)])
        told = self._capsys.readouterr()
        return code, told.out, told.err

    def json(self, *argv: object) -> Any:
        """What a command that must succeed answers."""
        code, out, err = self(*argv, "--json")
        assert code == 0, err
        return json.loads(out)

    def json_of(self, code: int, *argv: object) -> Any:
        """What a command that must end with `code` answers all the same."""
        found, out, err = self(*argv, "--json")
        assert found == code, err
        return json.loads(out)

    def said(self, *argv: object) -> str:
        """The one line a command that must succeed says."""
        code, out, err = self(*argv)
        assert code == 0, err
        assert out.count("\n") == 1
        return out.rstrip("\n")

    def refused(self, code: int, *argv: object) -> str:
        """The one line on stderr of a command that must end with `code`."""
        found, out, err = self(*argv)
        assert (found, out) == (code, ""), err
        assert err.count("\n") == 1 and "Traceback" not in err
        return err.rstrip("\n")

    def book(self, at: str, *more: object, patient: object = "pt1", practitioner: object = "p1") -> Any:
        """An appointment that could be booked."""
        made = self.json("book", "--patient", patient, "--practitioner", practitioner, "--at", at, *more)
        assert set(made) == {"appointment"}
        return made["appointment"]

    def on(self, day: str) -> list[Any]:
        """The appointments of a day."""
        return self.json("today", "--date", day)["appointments"]
