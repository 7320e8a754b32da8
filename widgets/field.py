"""One line to type into, as every window of the program has it: no border, and a cursor that does not blink."""

from textual.widgets import Input


class Field(Input):
    """A blinking cursor would send bytes over ssh for as long as nobody types."""

    DEFAULT_CSS = """
    Field { border: none; height: 1; padding: 0 1; background: $background; }
    Field:focus { border: none; background-tint: $background 0%; }
    Field > .input--placeholder { color: $text-dim; }
    Field:nocolor > .input--cursor, Field:nocolor > .input--selection { text-style: reverse; }
    """

    cursor_blink = False

    def validate_placeholder(self, hint: str) -> str:
        """What may be typed stands in brackets: without colours an example must not look like what was typed."""
        return f"({hint})" if hint and not hint.startswith("(") else hint

    def on_mount(self) -> None:
        """Textual's own default blinks."""
        self.cursor_blink = False
