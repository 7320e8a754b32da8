"""The three themes. Each keeps its inks at 4.5 to 1 or better against its grounds; on the row in hand the faint ink
gives way to the dim one.

The inks are colours of the 256-colour table, which take half the bytes on the way to the terminal; grounds are free.
"""

from textual.theme import Theme

DARK = Theme(
    name="acudesk-dark",
    primary="#5fafaf",
    secondary="#5fafff",
    success="#5fd7af",
    warning="#ffaf5f",
    error="#ff8787",
    foreground="#e4e4e4",
    background="#12171b",
    surface="#181f25",
    panel="#181f25",
    dark=True,
    variables={
        "ink-text": "#e4e4e4",
        "ink-accent": "#5fafaf",
        "ink-info": "#5fafff",
        "ink-good": "#5fd7af",
        "ink-warn": "#ffaf5f",
        "ink-bad": "#ff8787",
        "text-dim": "#a8a8a8",
        "text-faint": "#8a8a8a",
        "band": "#222c34",
        "mark-text": "#0c1114",
        "cursor-row": "#1f3942",
        "bar": "#181f25",
        "scrollbar": "#2a353d",
        "scrollbar-background": "#12171b",
    },
)

LIGHT = Theme(
    name="acudesk-light",
    primary="#005f5f",
    secondary="#005faf",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    foreground="#1c1c1c",
    background="#f8f6f1",
    surface="#eeebe3",
    panel="#eeebe3",
    dark=False,
    variables={
        "ink-text": "#1c1c1c",
        "ink-accent": "#005f5f",
        "ink-info": "#005faf",
        "ink-good": "#005f00",
        "ink-warn": "#875f00",
        "ink-bad": "#af0000",
        "text-dim": "#4e4e4e",
        "text-faint": "#626262",
        "band": "#dfdacd",
        "mark-text": "#ffffff",
        "cursor-row": "#daebea",
        "bar": "#eeebe3",
        "scrollbar": "#cfcabd",
        "scrollbar-background": "#f8f6f1",
    },
)

CONTRAST = Theme(
    name="acudesk-contrast",
    primary="#00ffff",
    secondary="#87d7ff",
    success="#5fff87",
    warning="#ffd75f",
    error="#ffafaf",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "ink-text": "#ffffff",
        "ink-accent": "#00ffff",
        "ink-info": "#87d7ff",
        "ink-good": "#5fff87",
        "ink-warn": "#ffd75f",
        "ink-bad": "#ffafaf",
        "text-dim": "#e4e4e4",
        "text-faint": "#bcbcbc",
        "band": "#3a3a3a",
        "mark-text": "#000000",
        "cursor-row": "#004a5c",
        "bar": "#1c1c1c",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
