"""The patient beside the schedule, as lines of text."""

import pytest

from care.assessment import assess_course
from care.day import PatientDetail
from tests.care.support import PROTOCOL
from tests.widgets.charts import TODAY, chart
from widgets.panel import PanelView, panel_lines, short_panel_lines


@pytest.mark.parametrize(("condition", "called"), [("neck_pain", "NDI"), ("low_back_pain", "ODI")])
def test_function_is_called_by_the_name_of_its_own_questionnaire(condition: str, called: str) -> None:
    one = chart([6, 5, 5, 4], ndi={1: 36, 4: 20})
    assert one.course is not None
    course = one.course._replace(condition=condition)
    state = assess_course(course, TODAY, PROTOCOL)
    view = PanelView(one.patient, course, state, (6, 5, 5, 4), TODAY, PatientDetail(one.patient, course, None, None))
    tall, short = panel_lines(view, 50, 40), short_panel_lines(view, 100)
    row = next("".join(text for text, _ in line) for line in tall if any("36 %" in text for text, _ in line))
    assert row.split()[:5] == [called, "36", "%", "→", "20"]
    assert f"   {called} 36 → 20 %" in "".join(text for line in short for text, _ in line)
