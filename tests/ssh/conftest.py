"""An sshd before the sample clinic, started once for a file of tests; the doors of every other test stay shut."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ssh.support import Client, Gate, gate_before

ANA, LEE = 1, 2


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, _sample_record: Path) -> Iterator[Gate]:
    """The machine's own sshd on a port of the test's, in front of the sample clinic."""
    private = tmp_path_factory.mktemp("ssh")
    record = private / "clinic.acudesk"
    shutil.copyfile(_sample_record, record)
    record.chmod(0o600)
    with gate_before(record, private) as gate:
        yield gate


@pytest.fixture(scope="module")
def ana(gate: Gate) -> Client:
    """Somebody whose key opens the door."""
    return gate.let_in(ANA, "ana")
