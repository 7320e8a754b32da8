"""Coming in over ssh: what the machine's own sshd is given, and the session it starts."""
