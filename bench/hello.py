"""The floor of anything drawn by Textual: one line of text."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """Draws `hello`."""

    def compose(self) -> ComposeResult:
        """One Static."""
        yield Static("hello-from-the-floor")


if __name__ == "__main__":
    Hello().run()
