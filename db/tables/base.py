"""What all tables share: how constraints are called, and how a column refers to another table."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, text
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    # A constraint without a name cannot be changed by a later migration.
    "uq": "%(table_name)s_%(column_0_name)s_unique",
    "fk": "%(table_name)s_%(column_0_name)s_known",
    "ix": "%(table_name)s_by_%(column_0_name)s",
}


def foreign(target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """A column that holds the id of a row of another table, such as `patient.id`."""
    return Column(Integer, ForeignKey(target), nullable=nullable, index=index)


BLANK: dict[str, Any] = {"server_default": text("''")}
"""For a column that is empty where a writer does not name it."""
