"""phones: the virtual modem with its network of phones, `smsocket modem`, as the end-to-end tests have it ($SMSOCKET).

SPDX-License-Identifier: Apache-2.0
"""
import importlib.util
import os

import pytest

from machine import ROOT

PROGRAM = os.environ.get('SMSOCKET', str(ROOT / 'build' / 'smsocket'))
ANNA, BERT, CARL, DORA = '+33600000001', '+33600000002', '+33600000003', '+33600000004'


def virtual_modem(folder):
    """Ready; whoever has it closes its process."""
    if not os.access(PROGRAM, os.X_OK):
        pytest.skip(f'there is no program at {PROGRAM}: make build, or name it in SMSOCKET')
    # Its module is called as one of ours is.
    spec = importlib.util.spec_from_file_location('end_to_end', ROOT / 'tests' / 'e2e' / 'conftest.py')
    end_to_end = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(end_to_end)
    modem = end_to_end.VirtualModem(PROGRAM, folder / 'modem')
    modem.ready()
    return modem
