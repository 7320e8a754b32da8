"""Made-up findings of an orthopaedic evaluation that fit the class of a course."""

from random import Random

from care.evaluation import RED_FLAGS, Examined, Findings, Palpated, Provocation, to_json
from care.measures import DIRECTIONS

_MECHANISM = {
    "mobility": "Woke with a stiff neck; turning to the side hurts.",
    "coordination": "Rear-end collision; tires when sitting.",
    "headache": "Neck pain climbs into the head by the afternoon.",
    "radiating": "Shooting pain into the arm when looking up.",
    "muscular": "Builds up over the working day, worse under stress.",
}
_CAUSE = {
    "mobility": ("Stiff upper cervical joints", "suboccipitals, levator scapulae"),
    "coordination": ("Deep flexors tire early", "SCM, scalenes, deep flexors"),
    "headache": ("Upper cervical joints refer to the head", "suboccipitals, splenius"),
    "radiating": ("Nerve root irritated at C6", "scalenes, multifidi"),
    "muscular": ("Overload of the upper trapezius", "upper trapezius, rhomboids"),
}
_NORMAL = dict(zip(DIRECTIONS, (50, 60, 45, 45, 80, 80), strict=True))


def made_up(seed: int, exam_class: str, turns: float | None) -> str:
    """Findings as JSON; `turns` are the degrees that visit 1 has on record for the most limited direction.

    The seed is the course's own, so that no other made-up thing changes with them.
    """
    rng = Random(seed)
    kind = exam_class or "muscular"
    side = rng.choice(("left", "right"))
    least = (turns or 0) / 80
    share = {way: min(1.0, least + rng.uniform(0.15, 0.4)) for way in DIRECTIONS}
    radiating = kind == "radiating"
    cause, tissues = _CAUSE.get(kind, _CAUSE["muscular"])
    findings = Findings(
        mechanism=_MECHANISM.get(kind, _MECHANISM["muscular"]),
        painful_side=side,
        headaches="yes" if kind == "headache" else "no",
        red_flags=tuple((one.code, "no") for one in RED_FLAGS),
        motion=()
        if turns is None
        else tuple(
            (way, turns if way == f"rotation_{side}" else float(round(_NORMAL[way] * share[way]))) for way in DIRECTIONS
        ),
        dermatomes=Examined("normal"),
        myotomes=Examined("normal"),
        reflexes=Examined("normal"),
        tests=(
            Provocation("spurling", "positive" if radiating else "negative", side if radiating else ""),
            Provocation("distraction", "positive" if radiating else "negative"),
            Provocation("upper_limb_tension", "positive" if radiating else "negative", side if radiating else ""),
            Provocation("flexion_rotation", "positive" if kind == "headache" else "negative"),
        ),
        palpation=(
            Palpated("upper_trapezius", side, rng.randint(2, 4), "active"),
            Palpated("levator_scapulae", side, rng.randint(1, 3), "latent"),
            Palpated("suboccipitals", rng.choice(("left", "right")), rng.randint(0, 2)),
        ),
        root_cause=cause,
        target_tissues=tissues,
    )
    return to_json(findings)
