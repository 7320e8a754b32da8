"""The command line as a whole. Only the command that is named is built: the dashboard opens without any of them."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, Self, cast

from dashboard.cli.output import complain

EXIT_CODES = """\
exit codes:
  0 done   2 usage   65 data refused   66 the record cannot be opened or is damaged
  74 input or output failed   75 conflict   77 not allowed   70 a fault of acudesk itself
"""


class _Parser(argparse.ArgumentParser):
    """Complains in one line, as every other error of the program does, and names what is nearest to what was typed."""

    def error(self, message: str) -> NoReturn:
        name = self.prog
        end = "" if message.endswith((".", "?")) else "."
        complain(f"{name}: {message}{end} Nothing was done. See `{name} --help`.")
        raise SystemExit(2)

    def parse_known_args(self, *given: Any, **named: Any) -> Any:
        """What is left over is complained of here, by the command it was typed for, which knows its options."""
        found, rest = super().parse_known_args(*given, **named)
        if rest:
            self.error(self._left_over(rest[0]))
        return found, rest

    def _left_over(self, typed: str) -> str:
        if typed.startswith("-"):
            option = typed.partition("=")[0]
            return f"there is no option {option}{_nearest(option, self._option_string_actions)}"
        return f'{typed!r} is one word too many; what has several words stands in quotes: "Mei Tanaka"'

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            value = super()._get_value(action, arg_string)
        except argparse.ArgumentError:
            if action.type is not int:
                raise
            raise argparse.ArgumentError(action, f"{arg_string!r} is no whole number") from None
        # A command's own words come through here with its name: they are not a choice among commands.
        if action.choices is None or not isinstance(value, str) or isinstance(action, argparse._SubParsersAction):
            return value
        return next((one for one in action.choices if _plain(one) == _plain(value)), value)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            nearest = _nearest(str(value), action.choices)
            raise argparse.ArgumentError(None, f"there is no command {value!r}{nearest}")
        known = ", ".join(str(one) for one in action.choices)
        raise argparse.ArgumentError(action, f"{value!r} is none of {known}{_nearest(str(value), action.choices)}")

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse keeps it to itself where the output takes nothing.
        (file or sys.stderr).write(message)


def _plain(text: Any) -> str:
    """`front desk`, `Front-Desk` and `front_desk` are one word."""
    return str(text).casefold().replace(" ", "_").replace("-", "_")


def _nearest(typed: str, known: Iterable[str]) -> str:
    """The question that names what was probably meant; empty where nothing is near."""
    from difflib import get_close_matches

    words = {_plain(one).strip("_"): str(one) for one in known}
    asked = _plain(typed).strip("_")
    near = get_close_matches(asked, words, n=1) or [one for one in words if asked and one.startswith(asked)]
    return f"; did you mean {words[near[0]]}?" if near else ""


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("acudesk")
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"acudesk {number}\n")
        parser.exit()


class _LeftOut:
    """A command that was not asked for: takes the options it would have and keeps none."""

    def __getattr__(self, _: str) -> Callable[..., Self]:
        return lambda *_, **__: self


def parser(argv: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The whole command line; only the command that `argv` begins with, or none where it names none, for a quick start.

    Where it begins with anything else all are built, and what is wrong, or meant by `--help`, can be told.
    """
    top = _Parser(
        prog="acudesk",
        description="A terminal dashboard for an acupuncture clinic. Without a command it opens the dashboard;\n"
        "with no terminal it prints today's list.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version)
    top.add_argument("--read-only", action="store_true", help="open the dashboard only to look: nothing is changed")
    _add_global(top, None)
    if argv is not None and _names_no_command(argv):
        top.set_defaults(command=None)
        return top
    from dashboard.cli.commands import COMMANDS, add_commands

    asked = None if argv is None else next(iter(_past_global(argv)), None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)

    def add(name: str, help: str) -> argparse.ArgumentParser:
        if asked in COMMANDS and name != asked:
            return cast(argparse.ArgumentParser, _LeftOut())
        made = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", allow_abbrev=False)
        _add_global(made, argparse.SUPPRESS)
        return made

    add_commands(add)
    return top


def _add_global(to: argparse.ArgumentParser, default: Any) -> None:
    """The options that may stand before or after the command; after it, an absent one leaves the other as it is."""
    to.add_argument("--db", metavar="PATH", default=default, help="the clinic's record (or set ACUDESK_DB)")
    to.add_argument("--protocol", metavar="FILE", default=default, help="the clinic's own thresholds, a TOML file")


def _names_no_command(argv: Sequence[str]) -> bool:
    """Whether there is nothing but the two options that every command takes, each with its value, and `--read-only`."""
    return not _past_global(argv)


def _past_global(argv: Sequence[str]) -> list[str]:
    rest = [one for one in argv if one != "--read-only"]
    while len(rest) > 1 and rest[0] in ("--db", "--protocol"):
        del rest[:2]
    return rest
