"""Names as they are said, initials at the counter, and age in completed years."""

from datetime import date

import pytest

from care.patient import Patient, full_name, initials


@pytest.mark.parametrize(
    ("family", "given", "preferred", "name"),
    [
        ("Tanaka", "Mei", "", "Mei Tanaka"),
        ("Tanaka", "Mei", "Mimi", "Mimi Tanaka"),
        ("田中", "美咲", "", "田中 美咲"),
        ("김", "민준", "", "김 민준"),
        ("さとう", "はな", "", "さとう はな"),
        ("田中", "Mei", "", "Mei 田中"),
        ("田中", "美咲", "Misaki", "Misaki 田中"),
        ("Haddad", "", "", "Haddad"),
        ("", "Omar", "", "Omar"),
        ("", "", "", ""),
        ("Nguyễn", "Thị Lan", "", "Thị Lan Nguyễn"),
    ],
)
def test_a_name_follows_the_order_of_its_script(family, given, preferred, name):
    assert full_name(family, given, preferred) == name
    assert Patient(1, None, family, given, preferred).name == name


@pytest.mark.parametrize(
    ("name", "short"),
    [("Mei Tanaka", "M. T."), ("田中 美咲", "田. 美."), ("Ann", "A."), ("", ""), ("  Jo  Park ", "J. P.")],
)
def test_initials(name, short):
    assert initials(name) == short


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1985, 11, 20), date(2026, 11, 19), 40),
        (date(1985, 11, 20), date(2026, 11, 20), 41),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (None, date(2026, 11, 20), None),
    ],
)
def test_age_is_completed_years(born, on, age):
    assert Patient(1, None, "Tanaka", "Mei", born=born).age(on) == age
