"""The day on paper: the list the clinic works from when the machine cannot."""
