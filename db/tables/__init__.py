"""The tables of the record. Nothing above `db` ever sees one of these: values from `care` cross the border.

Dates are the clinic's local dates, minutes are minutes after local midnight, `*_utc` are integer UTC
seconds, in columns that outlast the year 2038.
Lists (cautions, causes, points, techniques) are stored as one text with `;` between, as they are exchanged.
`source_id` is the id in the file a row was imported from; it is unique per table and None for what was made here.
`version` counts edits of a row, for the check that nobody else changed it meanwhile.
`voided` marks a clinical row whose making was undone: it is never deleted, and every read, guard and
count passes it by.
"""

from sqlmodel import SQLModel

from db.tables.access import AuditKey, EmergencyAccess, SignIn, StaffKey
from db.tables.bookings import Appointment, Proposal, WaitingEntry
from db.tables.clinical import AdviceDecision, Correction, Draft, RedFlagAction
from db.tables.courses import Course, Evaluation, Referral, Visit
from db.tables.house import Absence, Clinic, ClinicHours, Closure, PractitionerHours, Room, Staff
from db.tables.log import AuditEntry, ImportBatch, UndoStep
from db.tables.loop import Attachment, ReferralEvent, ReferralLetter
from db.tables.people import FormerName, Patient, PatientTerm, Provider

__all__ = [
    "Absence",
    "AdviceDecision",
    "Appointment",
    "Attachment",
    "AuditEntry",
    "AuditKey",
    "Clinic",
    "ClinicHours",
    "Closure",
    "Correction",
    "Course",
    "Draft",
    "EmergencyAccess",
    "Evaluation",
    "FormerName",
    "ImportBatch",
    "Patient",
    "PatientTerm",
    "PractitionerHours",
    "Proposal",
    "Provider",
    "RedFlagAction",
    "Referral",
    "ReferralEvent",
    "ReferralLetter",
    "Room",
    "SQLModel",
    "SignIn",
    "Staff",
    "StaffKey",
    "UndoStep",
    "Visit",
    "WaitingEntry",
]
