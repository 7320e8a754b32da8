"""Write down the record of the newest schema."""

import tempfile
from pathlib import Path

from tests.db.schemas import write_down

with tempfile.TemporaryDirectory() as place:
    write_down(Path(place))
