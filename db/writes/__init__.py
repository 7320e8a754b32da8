"""What people change in the record: each function checks, changes and tells the audit log in one unit."""
