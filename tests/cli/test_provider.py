"""Whom the clinic refers to, and the head of its letters, from the command line on the sample clinic."""

import pytest

from tests.cli.counter import Cli

PROVIDER = {
    "id", "name", "kind", "phone", "fax", "email", "address", "note", "active", "also", "sent", "closed", "pending",
    "days_to_visit", "days_to_report", "last_used",
}  # fmt: skip
CLINIC = {"name", "phone", "fax", "email", "address", "paper", "land", "timezone", "signers"}


def _named(cli: Cli, name: str) -> dict:
    (found,) = [one for one in cli.json("provider", "list")["providers"] if one["name"] == name]
    return found


def test_everybody_is_listed_with_what_became_of_their_referrals(cli: Cli) -> None:
    found = cli.json("provider", "list")["providers"]
    assert all(set(one) == PROVIDER for one in found)
    alder = _named(cli, "Alder Chiropractic")
    assert (alder["kind"], alder["active"], alder["also"]) == ("chiropractic", True, [])
    assert alder["sent"] > alder["closed"] >= 1 and alder["days_to_visit"] > 0
    assert [one["name"] for one in cli.json("provider", "list", "--kind", "massage")["providers"]] == [
        "Stillwater Massage"
    ]


def test_the_list_is_a_table_of_eighty_columns_with_the_retired_apart(cli: Cli) -> None:
    cli.said("provider", "retire", "Stillwater Massage")
    code, out, _ = cli("provider", "list")
    lines = out.splitlines()
    assert code == 0 and all(len(line) <= 80 for line in lines)
    assert lines[0].split() == ["name", "kind", "sent", "closed", "pending", "visit", "report"]
    alder = _named(cli, "Alder Chiropractic")
    (line,) = [line for line in lines if "Alder" in line]
    assert line.split()[:5] == [str(alder["id"]), "Alder", "Chiropractic", "chiropractic", str(alder["sent"])]
    assert lines.index("Retired") == len(lines) - 4 and "Stillwater" in lines[-3]


def test_somebody_is_added_changed_retired_and_taken_back(cli: Cli) -> None:
    made = cli.json("provider", "add", "Łąka Spine", "--kind", "orthopaedic", "--fax", "(503) 555-0198")["provider"]
    assert (made["name"], made["fax"], made["phone"], made["sent"]) == ("Łąka Spine", "(503) 555-0198", None, 0)
    changed = cli.json(
        "provider", "change", "laka spine", "--phone", "(503) 555-0199", "--fax", "", "--address", "4 Oak Ave, Portland"
    )["provider"]
    assert (changed["phone"], changed["fax"], changed["address"]) == ("(503) 555-0199", None, "4 Oak Ave, Portland")
    assert cli.said("provider", "change", made["id"], "--phone", "(503) 555-0199").endswith("it was so already.")
    assert cli.json("provider", "retire", made["id"])["provider"]["active"] is False
    refusal = cli.refused(65, "referral", "start", "pt2", "--to", "Łąka Spine")
    assert "retired" in refusal
    assert cli.json("provider", "back", made["id"])["provider"]["active"] is True
    labels = [cli.json("undo")["undone"]["label"] for _ in range(4)]
    assert labels == ["take provider back", "retire provider", "change provider", "new provider"]
    assert "no provider" in cli.refused(65, "provider", "retire", "Łąka Spine")


def test_two_entries_of_one_provider_become_one_under_both_names(cli: Cli) -> None:
    other = cli.json("provider", "add", "Motion Physical Therapy", "--kind", "physical_therapy", "--phone", "5550100")
    key = cli.json("referral", "start", "pt2", "--to", "Motion Physical Therapy")["referral"]["id"]
    kept = cli.json("provider", "merge", "Motion PT", other["provider"]["id"])["provider"]
    assert (kept["name"], kept["also"], kept["phone"]) == ("Motion PT", ["Motion Physical Therapy"], "5550100")
    assert cli.json("referral", "show", key)["referral"]["provider"]["name"] == "Motion PT"
    # The name and the number of the other lead to the kept one.
    for given in ("motion physical therapy", other["provider"]["id"]):
        assert cli.json("provider", "change", given, "--note", "asks for scores")["provider"]["id"] == kept["id"]


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("add", "New", "--kind", "surgery"), 2, "--kind"),
        (("add", "New"), 2, "--kind"),
        (("add", "  ", "--kind", "massage"), 65, "name"),
        (("add", "[bold]New", "--kind", "massage"), 65, "cannot hold"),
        (("add", "motion pt", "--kind", "massage"), 75, "already"),
        (("add", "New", "--kind", "massage", "--phone", "5.03E+09"), 65, "spreadsheet"),
        (("change", "99", "--phone", "1"), 65, "no provider “99”"),
        (("merge", "Motion PT", "Motion PT"), 65, "same provider"),
        (("merge", "Motion PT", "Nobody"), 65, "no provider"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(cli: Cli, argv: tuple[str, ...], code: int, why: str) -> None:
    before = cli.json("provider", "list")
    assert why in cli.refused(code, "provider", *argv)
    assert cli.json("provider", "list") == before


def test_the_head_of_the_letters_is_set_shown_and_taken_back(cli: Cli) -> None:
    before = cli.json("clinic", "show")["clinic"]
    assert set(before) == CLINIC
    assert (before["name"], before["phone"], before["paper"], before["land"]) == (
        "Riverside Acupuncture", None, "letter", True,
    )  # fmt: skip
    made = cli.json(
        "clinic", "set", "--phone", "(503) 555-0101", "--address", "12 Elm St,\n Portland\x1b[31m", "--paper", "a4"
    )["clinic"]
    assert (made["phone"], made["address"], made["paper"], made["land"]) == (
        "(503) 555-0101", "12 Elm St, Portland[31m", "a4", False,
    )  # fmt: skip
    assert cli.said("clinic", "set", "--phone", "(503) 555-0101").endswith("it was so already.")
    code, out, _ = cli("clinic", "show")
    assert code == 0 and "phone     (503) 555-0101\n" in out and "fax       not on record\n" in out
    assert cli.json("undo")["undone"]["label"] == "change clinic"
    assert cli.json("clinic", "show")["clinic"] == before


def test_who_signs_is_set_by_name_or_id_and_taken_back(cli: Cli) -> None:
    made = cli.json("staff", "credentials", "dana lee", "L.Ac., Dipl. O.M.")["staff"]
    assert made == {"id": made["id"], "name": "Dana Lee", "credentials": "L.Ac., Dipl. O.M."}
    assert cli.said("staff", "credentials", "p2", "L.Ac.") == "Kim Soto signs as “Kim Soto, L.Ac.”."
    signers = cli.json("clinic", "show")["clinic"]["signers"]
    assert {"Dana Lee": "L.Ac., Dipl. O.M.", "Kim Soto": "L.Ac."}.items() <= {
        one["name"]: one["credentials"] for one in signers
    }.items()
    # The front desk signs no letter.
    assert "Ana Ruiz" not in {one["name"] for one in signers}
    assert "signs     Kim Soto, L.Ac.\n" in cli("clinic", "show")[1]
    assert cli.said("staff", "credentials", "p2", "") == "Kim Soto signs by name alone."
    labels = [cli.json("undo")["undone"]["label"] for _ in range(3)]
    assert labels == ["change credentials"] * 3
    assert {one["credentials"] for one in cli.json("clinic", "show")["clinic"]["signers"]} == {None}


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("clinic", "set"), 2, "name what is to be changed"),
        (("clinic", "set", "--name", " "), 65, "has a name"),
        (("clinic", "set", "--name", "<b>Clinic"), 65, "cannot hold"),
        (("clinic", "set", "--fax", "5.03E+09"), 65, "spreadsheet"),
        (("clinic", "set", "--email", "x" * 121), 65, "more than 120"),
        (("clinic", "set", "--paper", "a5"), 2, "--paper"),
        (("staff", "credentials", "Nobody", "x"), 65, "nobody on staff"),
        (("staff", "credentials", "p1", "x" * 121), 65, "more than 120"),
    ],
)
def test_a_head_that_cannot_be_is_refused_with_the_reason(cli: Cli, argv: tuple[str, ...], code: int, why: str) -> None:
    before = cli.json("clinic", "show")
    assert why in cli.refused(code, *argv)
    assert cli.json("clinic", "show") == before
