"""`daysheet`: a day on paper, printed or written into a folder, as text or as PDF."""

import sys
from argparse import Namespace
from pathlib import Path

from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import complain, say
from dashboard.cli.seen import note_seen
from dashboard.clock import Clock
from dashboard.daysheet.files import day_sheet, write_day_sheets, write_pdf_sheets
from dashboard.daysheet.text import text
from dashboard.settings import Settings
from db.errors import shown


def daysheet(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print a day, or write it, else today's and tomorrow's sheet, into a folder and name the files."""
    if arguments.paper and not arguments.pdf:
        complain("acudesk: --paper is for the PDF. Nothing was printed. Add --pdf, or leave --paper out.")
        return 2
    if arguments.pdf and arguments.to is None and sys.stdout.isatty():
        complain(
            "acudesk: A PDF cannot be read on a terminal. Nothing was printed. Name a folder with --to, or add | lp"
        )
        return 2
    with counter(where, clock) as here:
        # Before it is printed: whoever stops reading half-way has read. Into a folder go today's and tomorrow's.
        note_seen(here, "day_sheet", sheets=2 if arguments.to is not None and arguments.date is None else 1)
        if arguments.pdf:
            return _pdf(arguments, here)
        if arguments.to is None:
            sheet = day_sheet(here.reader, arguments.date or here.today, here.protocol, here.now_utc)
            # Every word of a sheet is cleaned already; what is left of control codes are its page breaks.
            sys.stdout.write(text(sheet))
            return 0
        for file in write_day_sheets(_folder(arguments), here.reader, here.protocol, here.now_utc, day=arguments.date):
            say(shown(file))
    return 0


def _pdf(arguments: Namespace, here: Counter) -> int:
    from dashboard.daysheet.pdf import boxed_line, paper_of, pdf

    paper = arguments.paper or paper_of(here.clinic.timezone)
    if arguments.to is None:
        drawn = pdf(day_sheet(here.reader, arguments.date or here.today, here.protocol, here.now_utc), paper)
        sys.stdout.flush()
        sys.stdout.buffer.write(drawn.data)
        sys.stdout.buffer.flush()
        if drawn.boxed:
            complain(boxed_line(drawn.boxed))
        return 0
    folder = _folder(arguments)
    for file, boxed in write_pdf_sheets(folder, here.reader, here.protocol, here.now_utc, paper, day=arguments.date):
        say(shown(file))
        if boxed:
            complain(f"{file.name}: {boxed_line(boxed)}")
    return 0


def _folder(arguments: Namespace) -> Path:
    return Path(arguments.to).expanduser().absolute()
