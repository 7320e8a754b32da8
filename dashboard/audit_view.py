"""What the review of the audit log shows of what was read: its lines, one entry in full, and whether it is whole."""

from collections.abc import Callable

from care.audit import AuditLine, stands_out
from dashboard.reports.audit import which, words
from db.audit import READ
from db.audit_pages import Only, Seen
from db.audit_read import Verdict
from db.localtime import to_local
from widgets.ink import Line


def line_of(seen: Seen, zone: str, name_of: Callable[[str], str]) -> AuditLine:
    """An entry as its row has it; `name_of` hides names where they are hidden."""
    one = seen.told
    on, minute, _ = to_local(one.at_utc, zone)
    about = name_of(seen.patient) if seen.patient else which(one)
    about = "" if about.isdigit() else about  # a row's own number stands below, in full
    found = one.counts.get("found") if one.action == READ else None
    if seen.patient and found is not None:
        about = f"{about} ({found} found)"
    return AuditLine(
        one.id, on, minute, one.actor or "nobody known", words(one.action, one.subject), about,
        stands_out(one.action, one.subject),
    )  # fmt: skip


def in_full(seen: Seen, line: AuditLine, name_of: Callable[[str], str]) -> str:
    """Everything one entry says, in one sentence of data."""
    one = seen.told
    parts = [f"Entry {one.id:,}", f"{line.on.isoformat()} {line.minute // 60:02}:{line.minute % 60:02}"]
    parts.append(one.actor + (f" (staff {one.staff_id})" if one.staff_id is not None else " (not on staff)"))
    parts.append(f"{one.action} {one.subject}" + (f" {one.subject_id}" if one.subject_id is not None else ""))
    if one.patient_id is not None:
        parts.append(f"patient {one.patient_id}" + (f" {name_of(seen.patient)}" if seen.patient else ""))
    if one.right:
        parts.append(f"asked for the right {one.right}")
    if one.fields:
        parts.append("fields: " + ", ".join(one.fields))
    parts += [f"{name.replace('_', ' ')} {value}" for name, value in one.counts.items()]
    return " · ".join(parts)


def choice_line(only: Only, patient: str, entries: int | None, standing_out: int) -> Line:
    """Which entries are shown, how many, and how many of all stand out."""
    which_ones = []
    if only.patient_id is not None:
        which_ones.append(f"about {patient or f'patient {only.patient_id}'}")
    if only.person is not None:
        which_ones.append(f"by {only.person[1]}")
    if only.standing_out:
        which_ones.append("what stands out")
    shown: Line = ((" Audit log", "text!"),)
    if entries is not None:
        shown = (*shown, (f"  {entries:,} {'entry' if entries == 1 else 'entries'}", "dim"))
    shown = (*shown, (f" · {', '.join(which_ones) or 'everything'}", "accent" if which_ones else "dim"))
    if standing_out and not only.standing_out:
        out = f"   ✗ {standing_out:,} {'stands' if standing_out == 1 else 'stand'} out "
        shown = (*shown, (out, "bad"), ("x", "accent!"))
    return shown


def verdict_line(verdict: Verdict | None, progress: tuple[int, int] | None, failed: str) -> Line:
    """Whether the log is whole, in a word, a symbol and a colour; how far the looking is while it goes on."""
    if failed:
        return ((f" ◌ not verified: {failed}", "warn"),)
    if progress is not None or verdict is None:
        done, of = progress or (0, 0)
        return ((f" ◌ verifying {done:,} of {of:,} entries …" if of else " ◌ verifying …", "info"),)
    if verdict.damage:
        first, more = verdict.damage[0], len(verdict.damage) - 1
        rest = f" And {more} more." if more else ""
        return ((" ✗ DAMAGED ", "bad!"), (f" {first.said}{rest}", "bad"))
    if verdict.unverified:
        one = verdict.unverified[0]
        said = f" ◌ not verified: the key of entries {one.first:,} to {one.last:,} is not on this machine."
        return ((said, "warn"),)
    keyed = "with a key" if verdict.keyed_from is not None else "without a key"
    many = "1 entry" if verdict.entries == 1 else f"{verdict.entries:,} entries"
    anchor = "and held against its anchor" if verdict.anchor is not None else "no anchor yet"
    return ((" ✓ whole ", "good!"), (f" {many} verified, {keyed}, {anchor}", "dim"))
