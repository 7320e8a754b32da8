"""A key whose sessions only look."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; every key that is there goes on opening what it opened."""
    op.add_column("staff_key", sa.Column("read_only", sa.Boolean(), server_default=sa.false(), nullable=False))
