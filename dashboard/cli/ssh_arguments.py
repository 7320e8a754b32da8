"""The options of `ssh` and `sessions`."""

import argparse
from collections.abc import Callable

from dashboard.cli.desk_arguments import group, json_option

Add = Callable[[str, str], argparse.ArgumentParser]

SSH = ("ssh", "sessions")
"""Every command of `dashboard.cli.ssh` and `dashboard.cli.sessions`."""


def add_ssh(add: Add) -> None:
    """Keys, the door, and who is in."""
    ssh = group(add("ssh", "let people in over ssh: their keys, and this machine's door"))
    made = ssh("add", "let somebody in with a public key; one key is one person")
    made.add_argument("who", metavar="NAME", help="who, by name or number of staff")
    made.add_argument("key", metavar="KEYFILE", help="the file that ends in .pub; - reads standard input")
    made.add_argument(
        "--read-only", dest="only_looks", action="store_true", help="a session by it only looks and changes nothing"
    )
    json_option(made, "the key")
    json_option(ssh("list", "the keys there are, whose they are and when they were last used"), "the keys")
    gone = ssh("revoke", "let a key in no more, and end its sessions at once")
    gone.add_argument("key", metavar="KEY", help="its number, its fingerprint, or whose it is")
    json_option(gone, "the key")
    looked = ssh("check", "look this machine's door over: what is wrong with it, and what to do")
    looked.add_argument("--config", metavar="FILE", help="sshd's configuration, where it is not the usual one")
    json_option(looked, "what was found")
    setup = ssh("setup", "print what sshd needs, once; --write makes the files")
    setup.add_argument("--write", metavar="FOLDER", help="write the files into this folder, for an administrator")
    setup.add_argument("--account", metavar="NAME", help="the account people sign in to (clinic)")
    setup.add_argument("--keys-account", metavar="NAME", help="the account that looks keys up (clinickeys)")
    setup.add_argument("--programs", metavar="FOLDER", help="where the two programs go (/usr/local/libexec)")
    setup.add_argument("--list", metavar="FILE", help="where the list of keys goes (/var/lib/acudesk-keys/list)")
    session = ssh("session", "what a key starts: the dashboard for one session; nobody types it")
    session.add_argument("id", metavar="ID", help="who comes in by which key")

    sessions = add("sessions", "who is in now: from where, since when")
    form = sessions.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="as text of at most 80 columns (the default)")
    form.add_argument("--json", action="store_true", help="as JSON")
    sessions.add_argument("--end", type=int, metavar="ID", help="end this session")
