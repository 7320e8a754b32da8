"""The clinical rules and the values every floor speaks: pure functions, no clock, no input or output."""
