"""conftest: each test has a chip for itself, in a folder of its own; when it ends, QEMU must have had nothing to complain of.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib

import pytest

pytest.register_assert_rewrite('machine', 'lines')
import machine  # noqa: E402
import phones  # noqa: E402


def pytest_collection_modifyitems(items):
    why = machine.missing()
    if why:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture
def begin(tmp_path):
    """Starts a chip, which runs."""
    with contextlib.ExitStack() as stack:
        def start(board='ast1030', **options):
            why = machine.missing(board)
            if why:
                pytest.skip(why)
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            folder.mkdir()
            return stack.enter_context(machine.Machine(folder, board=board, **options)).run()
        yield start


@pytest.fixture
def modem(tmp_path_factory):
    """A virtual modem, with its phones."""
    modem = phones.virtual_modem(tmp_path_factory.mktemp('modem'))
    yield modem
    modem.process.close()
