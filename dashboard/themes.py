"""The three themes. Each keeps its inks at 4.5 to 1 or better against its ground, faint ones at 3 to 1."""

from textual.theme import Theme

DARK = Theme(
    name="acudesk-dark",
    primary="#5fb3b3",
    secondary="#6cb2f7",
    success="#57c89c",
    warning="#e5a653",
    error="#ff7d6e",
    foreground="#dfe6ea",
    background="#12171b",
    surface="#181f25",
    panel="#181f25",
    dark=True,
    variables={
        "text-dim": "#93a0aa",
        "text-faint": "#6a7782",
        "band": "#33424e",
        "mark-text": "#0c1114",
        "cursor-row": "#1f3942",
        "bar": "#181f25",
        "scrollbar": "#2a353d",
        "scrollbar-background": "#12171b",
    },
)

LIGHT = Theme(
    name="acudesk-light",
    primary="#0a6c6c",
    secondary="#0b5cad",
    success="#10704c",
    warning="#945200",
    error="#b3261e",
    foreground="#1c2226",
    background="#f8f6f1",
    surface="#eeebe3",
    panel="#eeebe3",
    dark=False,
    variables={
        "text-dim": "#555f66",
        "text-faint": "#7d858b",
        "band": "#c9c4b6",
        "mark-text": "#ffffff",
        "cursor-row": "#d3e6e5",
        "bar": "#eeebe3",
        "scrollbar": "#cfcabd",
        "scrollbar-background": "#f8f6f1",
    },
)

CONTRAST = Theme(
    name="acudesk-contrast",
    primary="#00ffff",
    secondary="#8fd0ff",
    success="#5cff9d",
    warning="#ffd23f",
    error="#ff9d94",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "text-dim": "#e0e0e0",
        "text-faint": "#b8b8b8",
        "band": "#707070",
        "mark-text": "#000000",
        "cursor-row": "#004a5c",
        "bar": "#1c1c1c",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
