"""Draws values from `care`; knows no record and no app."""
