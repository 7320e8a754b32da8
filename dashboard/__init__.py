"""The program: command line, screens, actions, and the one module that joins them to the record."""
