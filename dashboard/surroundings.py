"""What of the environment reaches Textual: nothing but what is set here."""

import os

FRAMES = "120"
"""Pictures a second at the most. Textual waits for the next one before it draws what was read, and a sixtieth of a
second is seen when a search answers a letter.
"""


def clean_environment() -> None:
    """Before Textual is imported. Its variables import modules, write files and press keys: none of them is ours."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    os.environ["TEXTUAL_FPS"] = FRAMES
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
