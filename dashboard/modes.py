"""The main screens beside Today, each imported when it is first shown."""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen


def _caseload() -> Screen[None]:
    from dashboard.screens.caseload import CaseloadScreen

    return CaseloadScreen()


def _referrals() -> Screen[None]:
    from dashboard.screens.referrals import ReferralsScreen

    return ReferralsScreen()


def _outcomes() -> Screen[None]:
    from dashboard.screens.outcomes import OutcomesScreen

    return OutcomesScreen()


def _calls() -> Screen[None]:
    from dashboard.screens.calls import CallsScreen

    return CallsScreen()


MODES: dict[str, str | Callable[[], Screen[Any]]] = {
    "caseload": _caseload,
    "referrals": _referrals,
    "outcomes": _outcomes,
    "calls": _calls,
}
