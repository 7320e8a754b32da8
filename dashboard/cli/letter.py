"""A referral's letter from the command line: printed, written as PDF, sent with a copy kept."""

import json
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from care.appointment import clock
from care.letter import Letter, LetterError, digest, letter_json, parse_letter, with_text
from dashboard.cli.care import staff_meant
from dashboard.cli.counter import Counter
from dashboard.cli.output import complain, say
from dashboard.cli.referral import told
from dashboard.cli.seen import note_seen
from dashboard.letters.build import build_letter
from dashboard.letters.lines import letter_boxed_line, paper_for
from dashboard.letters.text import text
from dashboard.settings import UsageError
from dashboard.whole_file import put_new
from db.clinic import letterhead
from db.errors import NotFound, RecordError, damaged, shown
from db.letters import LetterDraft, letter_draft
from db.localtime import to_local
from db.referral_detail import detail


class _Written(NamedTuple):
    """A letter, the moment its PDF carries, and the draft its text is from."""

    letter: Letter
    made_utc: int
    draft: LetterDraft | None = None


def letter(arguments: Namespace, here: Counter) -> int:
    """Print a letter, write it as PDF, or send it: then a copy is kept, and a draft is sent with it."""
    if arguments.pdf is None and (arguments.cover or arguments.paper):
        raise UsageError("--cover and --paper are for the PDF. Nothing was done. Add --pdf FILE, or leave them out")
    if arguments.kept and (arguments.told is not None or arguments.by is not None):
        raise UsageError("what went out stays as it was. Nothing was done. Leave --told and --by out")
    number, version = here.seen("referral", arguments.id)
    made = _kept(here, number) if arguments.kept else _built(arguments, here, number)
    file = None if arguments.pdf is None else _pdf(arguments, here, made)
    said = ""
    if arguments.send:
        try:
            held = letter_json(made.letter)
            said = here.write(
                "letters.send", number, version, held, digest(held), arguments.send,
                draft_id=made.draft.id if made.draft else None,
            ).said  # fmt: skip
        except RecordError:
            # Nobody may take a letter for sent that the record knows nothing of.
            if file is not None:
                with suppress(OSError):
                    file.unlink()
            raise
    else:
        note_seen(here, "letter", _patient_of(here, number), referral=number)
    if arguments.json:
        return told(arguments, here, number, said, letter=json.loads(letter_json(made.letter))["letter"])
    if file is not None:
        say(shown(file))
    else:
        for line in text(made.letter).splitlines():
            say(line)
    if said:
        # The letter itself may go on to a printer.
        complain(f"acudesk: {said}")
    return 0


def _patient_of(here: Counter, number: int) -> int | None:
    row = here.reader.row(
        "select c.patient_id from referral r join course c on c.id = r.course_id where r.id = :id", {"id": number}
    )
    return None if row is None else int(row[0])


def _built(arguments: Namespace, here: Counter, number: int) -> _Written:
    """The letter as the record stands, and a note on the text that somebody has changed."""
    signs = staff_meant(here, arguments.by)
    made = build_letter(here.reader, number, here.today, here.protocol, signs)
    if arguments.told is not None:
        made = with_text(made, "told", arguments.told)
    draft = letter_draft(here.reader, number)
    if draft is not None and draft.parts:
        on, minute, _ = to_local(draft.saved_utc, here.clinic.timezone)
        complain(f"acudesk: note: its text is as {draft.who} left it, {on.isoformat()} {clock(minute)}")
    return _Written(made, here.now_utc, draft)


def _kept(here: Counter, number: int) -> _Written:
    """The newest letter that went out."""
    letters = detail(here.reader, number, here.today).letters
    if not letters:
        raise NotFound("No letter of this referral went out yet. Nothing was done. Leave --kept out to see it.")
    newest = letters[-1]
    if digest(newest.text) != newest.digest:
        raise damaged(here.reader.path, "a letter that is kept in it was changed")
    try:
        return _Written(parse_letter(newest.text), newest.at_utc)
    except LetterError as error:
        raise damaged(here.reader.path, "a letter that is kept in it cannot be read") from error


def _pdf(arguments: Namespace, here: Counter, made: _Written) -> Path:
    """The letter as a new file that only this account may read."""
    # Drawing a page brings in fonts, which text does without.
    from dashboard.letters.pdf import letter_pdf

    head = letterhead(here.reader)
    paper = arguments.paper or paper_for(head.paper, head.timezone)
    drawn = letter_pdf(made.letter, paper, made.made_utc, cover=arguments.cover)
    path = Path(arguments.pdf).expanduser().absolute()
    put_new(path, drawn.data, "Nothing was written or sent.")
    if drawn.boxed:
        complain(f"acudesk: note: {letter_boxed_line(drawn.boxed)}")
    return path
