"""The files an administrator puts in place once: sshd's block, the program that knows the keys, the session's start."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from dashboard.ssh.door import Door

TIMEOUTS_SINCE = (9, 2)
"""The OpenSSH that first closes what is not used."""

SSHD_PLACES = ("/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/sbin")


def sshd_program() -> str | None:
    """Where this machine's sshd is; an ordinary account's PATH seldom has it."""
    return shutil.which("sshd") or shutil.which("sshd", path=":".join(SSHD_PLACES))


def sshd_version() -> tuple[int, int] | None:
    """(major, minor) of this machine's OpenSSH, None where it has none or does not say."""
    program = sshd_program()
    if program is None:
        return None
    told = subprocess.run([program, "-V"], capture_output=True, text=True, errors="replace", check=False, timeout=20)
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", told.stdout + told.stderr)
    return None if found is None else (int(found[1]), int(found[2]))


def match_block(door: Door, version: tuple[int, int] | None) -> str:
    """What sshd is told of the account people sign in to. Directives this machine's sshd lacks stand as remarks."""
    new = "" if version is None or version >= TIMEOUTS_SINCE else "# needs OpenSSH 9.2: "
    return f"""\
# acudesk: written by `acudesk ssh setup`. Everything here is about the account {door.account} alone.
Match User {door.account}
    AuthenticationMethods publickey
    AuthorizedKeysFile none
    AuthorizedKeysCommand {door.keys_command} %u %t %k
    AuthorizedKeysCommandUser {door.keys_account}
    DisableForwarding yes
    PermitTunnel no
    PermitUserRC no
    PermitTTY yes
    MaxSessions 1
    ClientAliveInterval 15
    ClientAliveCountMax 4
    AcceptEnv COLORTERM LANG LC_ALL LC_CTYPE
    {new}UnusedConnectionTimeout 10
    {new}ChannelTimeout session:*=1h
Match all
"""


def keys_program(door: Door) -> str:
    """What sshd runs, as an account of its own, for every key that is offered: a shell alone, which answers at once."""
    return f"""\
#!/bin/sh
# acudesk: written by `acudesk ssh setup`. sshd asks it, as {door.keys_account}, whether a key opens the door:
# the account, the kind of key, the key. A key that is on the list is printed with what it may do; else nothing is.
set -f
umask 077
LC_ALL=C
export LC_ALL
[ "$#" -eq 3 ] && [ "$1" = {door.account} ] || exit 0
while read -r session kind key more; do
    [ "$kind" = "$2" ] && [ "$key" = "$3" ] && [ -z "$more" ] || continue
    case "$session" in '' | *[!A-Za-z0-9]*) continue ;; esac
    case "$kind" in '' | *[!A-Za-z0-9@.-]*) continue ;; esac
    case "$key" in '' | *[!A-Za-z0-9+/=]*) continue ;; esac
    printf 'restrict,pty,command="%s %s" %s %s\\n' {door.session_command} "$session" "$kind" "$key"
    exit 0
done < {door.list}
"""


def session_program(door: Door, record: Path, protocol: Path | None, *, python: str = sys.executable) -> str:
    """What every key of the account starts, and nothing else: the dashboard, in an environment of its own."""
    asked = [python, "-P", "-s", "-m", "dashboard", "--db", str(record)]
    if protocol is not None:
        asked += ["--protocol", str(protocol)]
    command = " ".join(map(shlex.quote, asked))
    return f"""\
#!/bin/sh
# acudesk: written by `acudesk ssh setup`. A key of the account {door.account} starts this, and nothing else.
set -f
umask 077
if [ -n "${{SSH_ORIGINAL_COMMAND+asked}}" ]; then
    echo 'acudesk: this key opens the dashboard and nothing else; no command was run. Sign in without one.' >&2
    exit 77
fi
case "$#:$1" in 1:*[!A-Za-z0-9]* | 1:) exit 77 ;; 1:*) ;; *) exit 77 ;; esac
# What the client sent ends here. Letters beyond ASCII only where the terminal says that it has them.
case "${{LC_ALL:-${{LC_CTYPE:-${{LANG:-C.UTF-8}}}}}}" in *[Uu][Tt][Ff]*) letters=C.UTF-8 ;; *) letters=C ;; esac
exec /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$HOME" TERM="${{TERM-}}" COLORTERM="${{COLORTERM-}}" \\
    LANG="$letters" SSH_CONNECTION="${{SSH_CONNECTION-}}" \\
    {command} ssh session "$1"
"""


def steps(door: Door, folder: str) -> list[str]:
    """What is left to an administrator, line by line: each is a command or a sentence."""
    holder = str(Path(door.list).parent)
    return [
        f"useradd --create-home --shell /bin/sh {door.account}      # people sign in to it; the record is its own",
        f"usermod -p '*' {door.account}                             # no password, and not locked for keys either",
        f"useradd --system --no-create-home --shell /usr/sbin/nologin {door.keys_account}",
        f"install -d -o {door.account} -g {door.keys_account} -m 2750 {holder}",
        f"install -d -o root -g root -m 0755 {door.programs}",
        f"install -o root -g root -m 0755 {folder}/acudesk-keys {folder}/acudesk-session {door.programs}/",
        f"install -o root -g root -m 0644 {folder}/acudesk.conf /etc/ssh/sshd_config.d/acudesk.conf",
        "sshd -t && systemctl reload ssh        # on some systems the service is called sshd",
    ]
