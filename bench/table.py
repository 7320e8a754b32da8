"""The floor of a schedule drawn by Textual: a table of eighty rows with a cursor."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = 80


class Table(App[None]):
    """Draws a table."""

    def compose(self) -> ComposeResult:
        """One DataTable."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("time", "patient", "with", "room", "state", "course", "visits")
        for number in range(ROWS):
            table.add_row(f"{8 + number // 8:02}:{number % 8 * 7:02}", f"Patient {number:03}", "Lee", "R1", "booked",
                          "■■■■■□□□", f"{number % 9} of 6-10")  # fmt: skip


if __name__ == "__main__":
    Table().run()
