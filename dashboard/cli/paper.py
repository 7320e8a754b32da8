"""`daysheet`: a day on paper, printed or written into a folder."""

import sys
from argparse import Namespace
from pathlib import Path

from dashboard.cli.counter import counter
from dashboard.cli.output import say
from dashboard.clock import Clock
from dashboard.daysheet.files import day_sheet, write_day_sheets
from dashboard.daysheet.text import text
from dashboard.settings import Settings
from db.errors import shown


def daysheet(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print a day, or write it, else today's and tomorrow's sheet, into a folder and name the files."""
    with counter(where, clock) as here:
        if arguments.to is None:
            sheet = day_sheet(here.reader, arguments.date or here.today, here.protocol, here.now_utc)
            # Every word of a sheet is cleaned already; what is left of control codes are its page breaks.
            sys.stdout.write(text(sheet))
            return 0
        folder = Path(arguments.to).expanduser().absolute()
        for file in write_day_sheets(folder, here.reader, here.protocol, here.now_utc, day=arguments.date):
            say(shown(file))
    return 0
