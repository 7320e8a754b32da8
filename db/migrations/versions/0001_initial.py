"""The first schema of the record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table and index. There is no way down: going back is restoring a backup."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by_patient", "audit_entry", ["patient_id"])
    op.create_index("audit_by_subject", "audit_entry", ["subject", "subject_id"])
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("overlap_limit", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("fax", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("email", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("paper", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_clinic"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="closure_source_id_unique"),
    )
    op.create_index("closure_by_local_date", "closure", ["local_date"])
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("cautions", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("address", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("medicines", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("allergies", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["merged_into"], ["patient.id"], name="patient_merged_into_known"),
        sa.UniqueConstraint("source_id", name="patient_source_id_unique"),
    )
    op.create_index("patient_by_date_of_birth", "patient", ["date_of_birth"])
    op.create_index("patient_by_merged_into", "patient", ["merged_into"])
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="former_name_patient_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("former_name_by_patient_id", "former_name", ["patient_id"])
    op.create_table(
        "provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["provider.id"], name="provider_merged_into_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="provider_name_unique"),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="room_name_unique"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("system_user", sa.String(), nullable=True),
        sa.Column("credentials", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("role in ('front_desk', 'practitioner', 'owner')", name="staff_role"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="staff_source_id_unique"),
        sa.UniqueConstraint("system_user", name="staff_system_user_unique"),
    )
    op.create_table(
        "clinic_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Integer(), nullable=True),
        sa.Column("lunch_from", sa.Integer(), nullable=True),
        sa.Column("lunch_to", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday between 1 and 7", name="clinic_weekday"),
        sa.CheckConstraint(
            "(opens is null and closes is null) or (0 <= opens and opens < closes and closes <= 1440)",
            name="opens_before_it_closes",
        ),
        sa.CheckConstraint(
            "(lunch_from is null and lunch_to is null) or "
            "(opens <= lunch_from and lunch_from < lunch_to and lunch_to <= closes)",
            name="lunch_within_hours",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("weekday", name="clinic_hours_weekday_unique"),
    )
    op.create_table(
        "practitioner_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=True),
        sa.Column("to_minute", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday between 1 and 7", name="practitioner_weekday"),
        sa.CheckConstraint(
            "(from_minute is null and to_minute is null) or "
            "(0 <= from_minute and from_minute < to_minute and to_minute <= 1440)",
            name="comes_before_leaving",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="practitioner_hours_staff_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("practitioner_hours_by_staff", "practitioner_hours", ["staff_id", "weekday"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_date <= to_date", name="absence_order"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="absence_staff_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("absence_by_staff", "absence", ["staff_id", "to_date"])
    op.create_table(
        "undo_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("undone_utc", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "undo_step_to_undo",
        "undo_step",
        ["staff_id", "id"],
        sqlite_where=sa.text("undone_utc is null"),
        postgresql_where=sa.text("undone_utc is null"),
    )
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("onset_date", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("exam_class", sa.String(), nullable=True),
        sa.Column("causes", sa.String(), nullable=False),
        sa.Column("expected_min", sa.Integer(), nullable=True),
        sa.Column("expected_max", sa.Integer(), nullable=True),
        sa.Column("expected_by_rule", sa.Boolean(), nullable=False),
        sa.Column("expected_reason", sa.String(), nullable=False),
        sa.Column("goal_nprs", sa.Float(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closing_note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expected_min is null or (expected_min >= 1 and expected_max >= expected_min)", name="expected_order"
        ),
        sa.CheckConstraint("outcome is null or closed_on is not null", name="outcome_when_closed"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="course_patient_id_known"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["staff.id"], name="course_practitioner_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="course_source_id_unique"),
    )
    op.create_index("course_by_closing", "course", ["closed_on", "opened_on", "voided"])
    op.create_index("course_by_patient_id", "course", ["patient_id"])
    op.create_table(
        "patient_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('name', 'phone', 'email')", name="term_kind"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="patient_term_patient_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("patient_term_by_patient", "patient_term", ["patient_id", "term"])
    op.create_index("patient_term_by_term", "patient_term", ["term", "patient_id"])
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=True),
        sa.Column("until_minute", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("since_utc", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'offered', 'booked', 'withdrawn')", name="waiting_state"),
        sa.CheckConstraint("latest is null or latest >= earliest", name="waiting_dates"),
        sa.CheckConstraint("minutes between 5 and 480", name="waiting_minutes"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="waiting_entry_course_id_known"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="waiting_entry_patient_id_known"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["staff.id"], name="waiting_entry_practitioner_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("waiting_entry_by_patient", "waiting_entry", ["patient_id"])
    op.create_index(
        "waiting_entry_open",
        "waiting_entry",
        ["since_utc"],
        sqlite_where=sa.text("state in ('waiting', 'offered')"),
        postgresql_where=sa.text("state in ('waiting', 'offered')"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("start_utc", sa.BigInteger(), nullable=False),
        sa.Column("end_utc", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("arrived_utc", sa.BigInteger(), nullable=True),
        sa.Column("started_utc", sa.BigInteger(), nullable=True),
        sa.Column("finished_utc", sa.BigInteger(), nullable=True),
        sa.Column("squeezed", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed', 'cancelled', "
            "'late_cancelled', 'no_show', 'left_unseen')",
            name="appointment_status",
        ),
        sa.CheckConstraint("end_utc = start_utc + minutes * 60", name="ends_after_its_minutes"),
        sa.CheckConstraint("minutes between 5 and 480", name="minutes_range"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="appointment_course_id_known"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="appointment_patient_id_known"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["staff.id"], name="appointment_practitioner_id_known"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="appointment_room_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="appointment_source_id_unique"),
    )
    op.create_index("appointment_by_course", "appointment", ["course_id", "start_utc"])
    op.create_index("appointment_by_day", "appointment", ["local_date", "minute"])
    op.create_index("appointment_by_patient", "appointment", ["patient_id", "start_utc"])
    op.create_index("appointment_by_practitioner", "appointment", ["practitioner_id", "start_utc"])
    op.create_index("appointment_by_room", "appointment", ["room_id", "start_utc"])
    op.create_index(
        "appointment_to_come_by_course",
        "appointment",
        ["course_id", "local_date", "minute"],
        sqlite_where=sa.text("status in ('booked', 'confirmed')"),
        postgresql_where=sa.text("status in ('booked', 'confirmed')"),
    )
    op.create_index(
        "appointment_to_come_by_patient",
        "appointment",
        ["patient_id", "local_date", "minute"],
        sqlite_where=sa.text("status in ('booked', 'confirmed')"),
        postgresql_where=sa.text("status in ('booked', 'confirmed')"),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("red_flag", sa.String(), nullable=False),
        sa.Column("neuro", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("neuro in ('none', 'sensory', 'motor')", name="neuro_level"),
        sa.CheckConstraint("red_flag in ('none', 'urgent', 'emergency')", name="red_flag_level"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="evaluation_course_id_known"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["staff.id"], name="evaluation_practitioner_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("evaluation_by_course", "evaluation", ["course_id", "local_date"])
    op.create_index(
        "evaluation_flagged",
        "evaluation",
        ["course_id", "local_date"],
        sqlite_where=sa.text("red_flag <> 'none'"),
        postgresql_where=sa.text("red_flag <> 'none'"),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("scheduled_on", sa.Date(), nullable=True),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.Column("attended_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("report_from", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("report_summary", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("told_patient", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snooze_reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('chiropractic', 'physical_therapy', 'massage', 'orthopaedic')", name="referral_kind"
        ),
        sa.CheckConstraint(
            "status in ('draft', 'sent', 'accepted', 'scheduled', 'no_show', 'attended', "
            "'report_received', 'closed', 'declined_by_patient', 'declined_by_provider', 'cancelled')",
            name="referral_status",
        ),
        sa.CheckConstraint("urgency in ('routine', 'urgent')", name="referral_urgency"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="referral_course_id_known"),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name="referral_provider_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="referral_source_id_unique"),
    )
    op.create_index("referral_by_closed_on", "referral", ["closed_on"])
    op.create_index("referral_by_course", "referral", ["course_id", "created_on"])
    op.create_index("referral_by_ended_on", "referral", ["ended_on"])
    op.create_index(
        "referral_open",
        "referral",
        ["created_on"],
        sqlite_where=sa.text("status not in ('closed', 'declined_by_patient', 'cancelled')"),
        postgresql_where=sa.text("status not in ('closed', 'declined_by_patient', 'cancelled')"),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("nprs", sa.Float(), nullable=True),
        sa.Column("ndi_percent", sa.Float(), nullable=True),
        sa.Column("psfs", sa.Float(), nullable=True),
        sa.Column("rom_degrees", sa.Float(), nullable=True),
        sa.Column("groc", sa.Integer(), nullable=True),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("techniques", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sides", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("response", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("adverse", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("advice_given", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("acknowledged", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("details", sa.String(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("groc is null or groc between -7 and 7", name="groc_range"),
        sa.CheckConstraint("ndi_percent is null or ndi_percent between 0 and 100", name="ndi_range"),
        sa.CheckConstraint("nprs is null or nprs between 0 and 10", name="nprs_range"),
        sa.CheckConstraint("psfs is null or psfs between 0 and 10", name="psfs_range"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="visit_course_id_known"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["staff.id"], name="visit_practitioner_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="visit_source_id_unique"),
    )
    op.create_index(
        "visit_scores",
        "visit",
        ["course_id", "local_date", "minute", "id", "nprs", "ndi_percent", "psfs", "rom_degrees", "groc", "voided"],
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'settled', 'dismissed')", name="proposal_state"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="proposal_appointment_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", name="proposal_source_id_unique"),
    )
    op.create_index(
        "proposal_waiting",
        "proposal",
        ["local_date"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("begun_utc", sa.BigInteger(), nullable=False),
        sa.Column("saved_utc", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="draft_course_id_known"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="draft_patient_id_known"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("draft_by_patient", "draft", ["patient_id"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("now", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="correction_course_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_by_subject", "correction", ["subject", "subject_id"])
    op.create_index("correction_by_course_id", "correction", ["course_id"])
    op.create_table(
        "advice_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("decision in ('taken', 'dismissed')", name="advice_decided"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="advice_decision_course_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("advice_decision_by_course", "advice_decision", ["course_id", "id"])
    op.create_table(
        "red_flag_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="red_flag_action_course_id_known"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="red_flag_action_evaluation_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("red_flag_action_by_evaluation", "red_flag_action", ["evaluation_id"])
    op.create_table(
        "referral_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("kind in ('step', 'call', 'note', 'snooze', 'correction')", name="referral_event_kind"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="referral_event_referral_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("referral_event_by_referral", "referral_event", ["referral_id", "id"])
    op.create_table(
        "referral_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name="referral_letter_provider_id_known"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="referral_letter_referral_id_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("referral_letter_by_referral", "referral_letter", ["referral_id", "id"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="attachment_referral_id_known"),
        sa.UniqueConstraint("name", name="attachment_name_unique"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attachment_by_referral", "attachment", ["referral_id"])
