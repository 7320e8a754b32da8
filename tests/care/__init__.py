"""The clinical rules, without a record or a screen."""
