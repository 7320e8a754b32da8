"""Measurements of the promises: each module prints its figures and ends with 1 when one of them is not kept."""
