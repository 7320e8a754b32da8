"""A made-up clinic for any day: the same people and figures each time for a date, nobody in it real."""
