"""Referral letters on paper: as plain text, as PDF, and the page that goes before a fax."""
