"""Who may come in: PINs, ssh keys, sign-ins, access in an emergency, keys of the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables; no row that is there is changed."""
    op.add_column("clinic", sa.Column("desk_reads_notes", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("staff", sa.Column("pin_hash", sa.String(), nullable=True))
    op.add_column("staff", sa.Column("pin_failures", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("staff", sa.Column("pin_blocked_until", sa.BigInteger(), nullable=True))
    op.create_table(
        "staff_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("blob", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("added_utc", sa.BigInteger(), nullable=False),
        sa.Column("revoked_utc", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_key_staff_id_known"),
        sa.UniqueConstraint("blob", name="staff_key_blob_unique"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("staff_key_by_staff", "staff_key", ["staff_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("staff_key_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("terminal", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("process", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("read_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ended_utc", sa.BigInteger(), nullable=True),
        sa.Column("ended_how", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("via in ('local', 'ssh')", name="sign_in_via"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="sign_in_staff_id_known"),
        sa.ForeignKeyConstraint(["staff_key_id"], ["staff_key.id"], name="sign_in_staff_key_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    still_here = sa.text("ended_utc is null")
    op.create_index("sign_in_open", "sign_in", ["ended_utc"], sqlite_where=still_here, postgresql_where=still_here)
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("until_utc", sa.BigInteger(), nullable=False),
        sa.Column("ended_utc", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="emergency_access_staff_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("emergency_access_by_staff", "emergency_access", ["staff_id", "until_utc"])
    op.create_table(
        "audit_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_entry", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
