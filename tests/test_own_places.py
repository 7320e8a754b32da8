"""The tests have places of their own: whoever runs them may be at a real clinic's machine."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

from dashboard.places import places


def _home_of_account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return "/no/account"  # a container may give a number that nobody has


def test_no_place_is_this_accounts_own() -> None:
    real = Path(_home_of_account())
    home = Path(os.environ["HOME"])
    assert home.name.startswith("acudesk-tests-") and home != real
    ours = places()
    for place in (ours.record, ours.config, ours.logs, ours.backups):
        assert home in place.parents
    # Nor of a program that a test starts.
    ended = subprocess.run([sys.executable, "-m", "dashboard", "where"], capture_output=True, text=True, check=True)
    assert str(ours.record) in ended.stdout
    assert f"{real}/." not in ended.stdout
