"""Today, the caseload and the referrals as text of 80 columns and as JSON: no screen, no clock, no record."""
