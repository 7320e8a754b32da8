"""Who comes today, place by place of the timetable, and how each of them is doing."""

from dataclasses import dataclass

from dashboard.demo.plots import Plot


@dataclass(frozen=True, slots=True)
class Role:
    """One of today's patients: the name, the complaint, how the course goes, and what stands on the record."""

    family: str
    given: str
    plot: Plot
    exam_class: str = "mobility"
    causes: str = "posture"
    condition: str = "neck_pain"
    cautions: str = ""
    note: str = ""
    preferred: str = ""


TODAY = (
    Role("Okafor", "Samuel", Plot("on_track", 6, "subacute", 7), "muscular", "work;stress", preferred="Sam"),
    Role("Fischer", "Lena", Plot("slow", 6, "subacute", 8, "partial_response"), causes="device;posture"),
    Role("Silva", "Ana", Plot("too_early", 5, "acute", 2), causes="sleep"),
    Role("Żak", "Piotr", Plot("overdue", 7, "chronic", 13), causes="work", condition="low_back_pain"),
    Role("Adébáyò", "Yétúndé", Plot("stalled", 6, "subacute", 5), "headache", "stress", condition="headache"),
    Role("Nguyễn", "Thảo", Plot("early_response", 7, "subacute", 3), causes="bags"),
    Role("Lindqvist", "Greta", Plot("too_early", 4, "acute", 2), causes="sport", condition="shoulder_pain"),
    Role("Park", "Jo", Plot("overdue", 7, "chronic", 13, flat=True), causes="device;work"),
    Role(
        "Tanaka", "Mei", Plot("on_track", 6, "subacute", 6), causes="device;posture",
        cautions="anticoagulant", note="On apixaban: no gua sha, light cupping only.",
    ),
    Role("王", "晓梅", Plot("slow", 7, "chronic", 9, "plateau"), "muscular", "stress;sleep"),
    Role("Haddad", "Omar", Plot("too_early", 8, "chronic", 3), "radiating", "driving"),
    Role("Rivera", "Tomás", Plot("worsening", 5, "subacute", 5), "coordination", "whiplash"),
    Role(
        "Ní Cheallaigh", "Aoife", Plot("on_track", 6, "subacute", 5), "headache", "device", condition="headache",
        note="Between two meetings: 20 minutes.",
    ),
    Role("Nair", "Priya", Plot("not_started"), causes="", note="Referred by a friend. First time with needles."),
    Role("최", "은지", Plot("stalled", 6, "chronic", 8), causes="device"),
    Role("Mensah", "Kwame", Plot("insufficient_data", None, "subacute", 4), causes="driving"),
    Role("Duarte", "Inês", Plot("slow", 8, "chronic", 10, "behind_pace"), "muscular", "stress"),
    Role("Bennett", "Walter", Plot("resolved", 6, "subacute", 7), causes="bags", condition="low_back_pain"),
    Role("渡辺", "健太", Plot("on_track", 8, "chronic", 8), "radiating", "device;sleep"),
    Role("Şahin", "Gülşen", Plot("early_response", 6, "acute", 3), causes="viral"),
    Role("Papadáki", "Eléni", Plot("too_early", 6, "subacute", 2), causes="sport", condition="shoulder_pain"),
    Role("Шевченко", "Оксана", Plot("on_track", 7, "acute", 5), causes="work", note="Daughter translates."),
    Role(
        "Villanueva-Quiambao", "Marisol", Plot("on_track", 5, "subacute", 6), "headache", "stress",
        cautions="pregnancy",
    ),
    Role("Carter", "Ruth", Plot("stalled", 7, "chronic", 9), condition="low_back_pain"),
    Role(
        "Krishnamurthy", "Anand", Plot("red_flag", 7, "subacute", 4), "radiating", "work",
        note="Unsteady on the stairs since Tuesday. See the evaluation before treating.",
    ),
    Role("Kealoha", "Makoa", Plot("on_track", 6, "chronic", 9), "muscular", "sport"),
    Role("Guðmundsdóttir", "Sigríður", Plot("too_early", 5, "subacute", 1), causes="sleep"),
)  # fmt: skip
"""In the order of `timetable.TODAY`. The visits are those up to and with today's, where today's is done."""

OTHERS: tuple[tuple[int, Plot], ...] = (
    (4, Plot("too_early")),
    (3, Plot("early_response")),
    (17, Plot("on_track")),
    (5, Plot("resolved")),
    (3, Plot("slow", reason="partial_response")),
    (2, Plot("slow", reason="plateau")),
    (2, Plot("slow", reason="behind_pace")),
    (4, Plot("stalled")),
    (2, Plot("worsening")),
    (2, Plot("overdue")),
    (2, Plot("overdue", flat=True)),
    (2, Plot("insufficient_data")),
    (2, Plot("not_started")),
)
"""How many of the other open courses go each way."""
CONDITIONS = ("neck_pain", "neck_pain", "neck_pain", "neck_pain", "headache", "low_back_pain", "shoulder_pain")
POINTS = {
    "local": ("GB20", "GB21", "BL10", "BL11", "GV14", "SI13", "SI14", "SI15", "TE15", "TE16", "EX-HN15", "EX-B2"),
    "distal": ("SI3", "LI4", "TE5", "LU7", "BL60", "BL62", "GB34", "GB39", "ST36", "ST38", "LR3", "PC6", "LI11", "KI3"),
}
VISIT_NOTES = (
    "Slept through for the first time in weeks.",
    "Left rotation freer on the table.",
    "Flare after a long drive; settled with heat.",
    "New pillow since Sunday.",
    "Headache gone for two days after last time.",
    "Raised the screen; shoulders lower already.",
    "Sore for a day, then clearly better.",
    "Does the chin tucks, mostly.",
)
EXAM_CLASSES = ("mobility", "mobility", "muscular", "headache", "coordination", "radiating")
CAUSES = (
    "device;posture",
    "work",
    "sleep",
    "stress",
    "driving",
    "sport",
    "bags",
    "whiplash",
    "viral",
    "posture;stress",
)
