"""`today`, `caseload`, `referrals`: read the record once, print it, end. Nothing of a screen is imported."""

import sys
from argparse import Namespace
from contextlib import suppress

from dashboard.cli.output import complain, say, say_json
from dashboard.clock import Clock
from dashboard.person import admitted, refusals_noted
from dashboard.reading import check_rules, read_caseload, read_day, read_referrals
from dashboard.reports import caseload, referrals, today
from dashboard.settings import Settings
from db.anchor import anchor_path, compare, read_anchor
from db.clinic import clinic as clinic_of
from db.errors import RecordError
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader


def report(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print one of the reports for a day, the clinic's today if none is named."""
    clock = clock or Clock()
    protocol = load_protocol(where.protocol)
    with open_reader(where.record) as reader:
        with refusals_noted(reader, clock.now_utc()):
            admitted(reader, clock.now_utc(), getattr(arguments, "staff_id", None))
        _warn(reader)
        clinic = clinic_of(reader)
        check_rules(clinic.timezone, where.record)
        now = clock.today(clinic.timezone)
        on = arguments.date or now
        match arguments.command:
            case "caseload":
                courses = read_caseload(reader, on, protocol)
                body = caseload.as_json(on, courses) if arguments.json else caseload.as_plain(on, courses, clinic)
            case "referrals":
                rows = read_referrals(reader, on, protocol)
                if arguments.csv:
                    from db.exchange.pending import pending_csv

                    # A sheet's lines end as the standard has it, and its cells are cleaned already.
                    sys.stdout.write(pending_csv(rows))
                    _looked(reader)
                    return 0
                body = referrals.as_json(on, rows) if arguments.json else referrals.as_plain(on, rows, clinic)
            case _:
                view = read_day(reader, on, protocol)
                running = clock.now_utc() if on == now else None
                body = today.as_json(view, clinic) if arguments.json else today.as_plain(view, clinic, running)
        _looked(reader)
    if isinstance(body, dict):
        say_json(body, indent=2)
    else:
        for line in body:
            say(line)
    return 0


def _looked(reader: Reader) -> None:
    """Say it where the record can only be read."""
    if reader.only_looks:
        from dashboard.cli.counter import complain_looking

        complain_looking(reader)


def _warn(reader: Reader) -> None:
    """Say it where the record has lost its end: what is printed is then of an earlier moment."""
    with suppress(RecordError):
        anchor = read_anchor(anchor_path(reader.path))
        if anchor is not None and (lost := compare(reader, anchor)):
            complain(f"acudesk: {lost} Run `acudesk check`.")
