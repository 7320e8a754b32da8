"""The protocol file: the defaults as the page has them, a clinic's own values, and what is refused."""

import re
import tomllib

import pytest

from care.assessment import assess
from care.course import DURATIONS, SEVERITIES
from care.protocol import ProtocolError, parse_protocol
from tests.care.support import DEFAULT_TEXT, PROTOCOL, case


def own(text):
    return parse_protocol(DEFAULT_TEXT, text, "clinic.toml")


def test_the_ranges_are_those_of_the_page():
    table = PROTOCOL.ranges("neck_pain")
    assert [[table[duration][severity] for duration in DURATIONS] for severity in SEVERITIES] == [
        [(5, 6), (5, 8), (6, 10)],
        [(5, 8), (6, 10), (8, 12)],
        [(6, 10), (8, 12), (10, 12)],
    ]


@pytest.mark.parametrize("condition", ["headache", "low_back_pain", "shoulder_pain", "a sore thumb", ""])
def test_other_conditions_are_read_by_the_neck_pain_numbers(condition):
    assert PROTOCOL.ranges(condition) == PROTOCOL.ranges("neck_pain")


def test_the_program_says_of_each_value_the_basis_the_file_says():
    section = ""
    seen = 0
    for line in DEFAULT_TEXT.splitlines():
        if heading := re.match(r"\[([\w.]+)\]", line):
            section = heading[1]
        elif entry := re.match(r"(\w+) = .*?#\s*(.+)", line):
            basis = PROTOCOL.bases[f"{section}.{entry[1]}"]
            assert entry[2].startswith(basis), line
            seen += 1
    assert seen == len(PROTOCOL.sources)


def test_a_clinic_overrides_single_values_and_the_program_says_which():
    protocol = own("[pain]\nmcid_points = 2.5\n[conditions.neck_pain.acute]\nmild = [4, 6]\n")
    assert protocol.pain.mcid_points == 2.5
    assert protocol.ranges("neck_pain")["acute"]["mild"] == (4, 6)
    assert protocol.ranges("headache")["acute"]["mild"] == (5, 6)
    changed = {key for key, source in protocol.sources.items() if source == "clinic.toml"}
    assert changed == {"pain.mcid_points", "conditions.neck_pain.acute.mild"}
    assert set(PROTOCOL.sources.values()) == {"default"}
    shown = {row.key: (row.value, row.basis, row.source) for row in protocol.in_force()}
    assert shown["pain.mcid_points"] == (2.5, "Farrar 2001", "clinic.toml")
    assert shown["referral.urgent.sent"] == (1, "[D]", "default")
    assert shown["conditions.neck_pain.acute.mild"] == ((4, 6), "[D]", "clinic.toml")


def test_every_value_of_the_file_is_in_force_and_listed():
    leaves = []

    def walk(table, prefix):
        for name, value in table.items():
            if name in ("sources", "citations"):
                continue  # what a value rests on is told beside it
            if isinstance(value, dict):
                walk(value, f"{prefix}{name}.")
            else:
                leaves.append((f"{prefix}{name}", tuple(value) if isinstance(value, list) else value))

    walk(tomllib.loads(DEFAULT_TEXT), "")
    assert [(row.key, row.value) for row in PROTOCOL.in_force()] == leaves


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "[pain]\n# mcid_points = 2\n", "\ufeff[pain]\nmcid_points = 2\n"]
)
def test_a_file_that_changes_nothing_is_fine(text):
    assert own(text).pain == PROTOCOL.pain


def test_a_new_condition_may_be_added_whole():
    cells = "".join(
        f"[conditions.knee_pain.{duration}]\nmild = [3, 4]\nmoderate = [4, 5]\nsevere = [5, 6]\n"
        for duration in DURATIONS
    )
    assert own(cells).ranges("knee_pain")["chronic"]["severe"] == (5, 6)


@pytest.mark.parametrize(
    ("text", "key", "value", "says"),
    [
        ("[pain]\nmcid_pionts = 3", "pain.mcid_pionts", "3", "the nearest known key is pain.mcid_points"),
        ("[pian]\nmcid_points = 3", "pian.mcid_points", "3", "the nearest known key is pain.mcid_points"),
        ("mcid_points = 3", "mcid_points", "3", "mcid_points"),
        ("[pain]\nmcid_points = '2'", "pain.mcid_points", "'2'", "must be a number"),
        ("[pain]\nmcid_points = true", "pain.mcid_points", "True", "must be a number"),
        ("[pain]\nmcid_points = -1", "pain.mcid_points", "-1", "from 0 to 10"),
        ("[pain]\nmcid_points = 0", "pain.mcid_points", "0", "above 0"),
        ("[pain]\nmcid_points = nan", "pain.mcid_points", "nan", "from 0 to 10"),
        ("[pain]\nmcid_points = inf", "pain.mcid_points", "inf", "from 0 to 10"),
        ("[pain]\nmcid_points = 1" + "0" * 400, "pain.mcid_points", "1000", "from 0 to 10"),
        ("[pain]\nmcid_points = [2]", "pain.mcid_points", "[2]", "must be a number"),
        ("[pain]\nplateau_from_scores = 6.5", "pain.plateau_from_scores", "6.5", "a whole number"),
        ("[pain]\nplateau_from_scores = 5", "pain.plateau_from_scores", "5", "from 6 to 100"),
        ("[pain]\npartial_points = 3", "pain.partial_points", "3", "must not be above pain.mcid_points (2)"),
        ("[psfs]\nmcid_points = 0.5", "psfs.mcid_points", "0.5", "psfs.partial_points (1) must not be above"),
        ("[duration]\nassumed = 'long'", "duration.assumed", "'long'", "acute, subacute, chronic"),
        ("[duration]\nchronic_from_days = 42", "duration.chronic_from_days", "42", "must be below"),
        ("[severity]\npain_moderate_from = 8", "severity.pain_moderate_from", "8", "must be below"),
        ("[ndi]\nmild_from = 30", "ndi.mild_from", "30", "must be below"),
        ("[groc]\nworse_at_most = -8", "groc.worse_at_most", "-8", "from -7 to 7"),
        ("[referral.routine]\nsent = -1", "referral.routine.sent", "-1", "from 0 to 365"),
        ("[referral.routine]\nsend = 1", "referral.routine.send", "1", "nearest known key is referral.routine.sent"),
        ("[conditions.neck_pain.acute]\nmild = [7, 6]", "conditions.neck_pain.acute.mild", "[7, 6]", "above the last"),
        ("[conditions.neck_pain.acute]\nmild = [0, 6]", "conditions.neck_pain.acute.mild", "[0, 6]", "from 1 to 100"),
        ("[conditions.neck_pain.acute]\nmild = [5]", "conditions.neck_pain.acute.mild", "[5]", "two whole numbers"),
        ("[conditions.neck_pain.acute]\nmild = 5", "conditions.neck_pain.acute.mild", "5", "two whole numbers"),
        ("[conditions.neck_pain.acute]\nmild = [5, 6.5]", "conditions.neck_pain.acute.mild", "6.5", "two whole"),
        ("[conditions.neck_pain.acute]\nmid = [5, 6]", "conditions.neck_pain.acute.mid", "[5, 6]",
         "the nearest known key is conditions.neck_pain.acute.mild"),
        ("[conditions.neck_pian.acute]\nmild = [5, 6]", "conditions.neck_pian.acute.mild", "[5, 6]",
         "the nearest known key is conditions.neck_pain.acute.mild"),
        ("[conditions.neck_pain.acute.mild]\nlow = 5", "conditions.neck_pain.acute.mild", "", "two whole numbers"),
        ("'pain.mcid_points' = 2", '"pain.mcid_points"', "2", "no such key"),
        ("pain = 2", "pain", "2", "no such key"),
        ("[pains]", "pains", "", "no such key"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_naming_file_key_and_value(text, key, value, says):
    with pytest.raises(ProtocolError) as refused:
        own(text)
    message = str(refused.value)
    assert message.startswith(f"clinic.toml: {key} = ")
    assert value in message
    assert says in message


@pytest.mark.parametrize("text", ["x =", "[pain", "a = " + "[" * 5000, "a = 1\na = 2", "a = 1" + "0" * 5000, "\x00"])
def test_text_that_is_no_toml_is_refused_naming_the_file(text):
    with pytest.raises(ProtocolError, match=r"^clinic\.toml: this is not "):
        own(text)


def test_a_default_file_with_a_value_missing_is_refused():
    with pytest.raises(ProtocolError, match=r"^protocol\.toml: ndi\.goal_at_most = None: this key is missing"):
        parse_protocol(re.sub(r"goal_at_most = 20.*\n", "", DEFAULT_TEXT))
    with pytest.raises(ProtocolError, match=r"conditions\.shoulder_pain\.chronic\.severe"):
        parse_protocol(DEFAULT_TEXT.rstrip().rpartition("\n")[0])


def test_a_message_carries_no_control_code_and_no_endless_value():
    with pytest.raises(ProtocolError) as refused:
        own('[pain]\n"a\\u001b[31m" = "' + "x" * 500 + '"')
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 200


def test_a_changed_threshold_changes_the_answer():
    flat = case([6, 4, 4, 4, 4, 4, 4])
    assert assess(flat, PROTOCOL).response == "mcid"
    assert assess(flat, own("[pain]\nmcid_points = 3\nmcid_points_radiating = 3")).response == "partial"
