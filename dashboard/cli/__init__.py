"""The command line: one module for each group of commands, nothing of a screen imported before it is needed."""
