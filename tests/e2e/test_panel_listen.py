"""test_panel_listen: where the simulator's panel listens, and when there is none.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import pty
import socket
import subprocess

import pytest

from conftest import PATIENCE_S
from panelclient import PHONE, Panel, listening


def test_a_person_whose_port_is_taken_goes_on_without(program):
    with socket.socket() as taken:
        with contextlib.suppress(OSError):
            taken.bind(('127.0.0.1', 8706))
            taken.listen()
        keyboard, terminal = pty.openpty()
        sim = subprocess.Popen([program, 'sim'], stdin=terminal, stdout=terminal, stderr=terminal)
        os.close(terminal)
        os.write(keyboard, b'quit\n')
        seen = b''
        with contextlib.suppress(OSError):
            while part := os.read(keyboard, 4096):
                seen += part
        os.close(keyboard)
        assert sim.wait(PATIENCE_S) == 0
        assert b'no panel: cannot listen on 127.0.0.1:8706: Address already in use' in seen


def test_a_taken_port(panel, start):
    other = start('sim', '--listen', panel.host)
    assert other.wait() == 1
    assert 'Address already in use' in other.text('stderr') and other.text('stdout') == ''


@pytest.mark.parametrize('listen', ['', 'x', '127.0.0.1', ':8706', '127.0.0.1:', '127.0.0.1:99999', '1.2.3.4.5:80', '[::1:80',
                                    'localhost:8o'])
def test_no_address(start, listen):
    sim = start('sim', '--listen', listen)
    assert sim.wait() in (1, 2)
    assert len(sim.text('stderr').splitlines()) == 1


def test_none(program, start):
    sim = start('sim', '--listen', 'none')
    sim.child.stdin.close()
    assert sim.wait() == 0
    assert 'panel' not in sim.text()


def test_a_pipe_has_no_panel_unless_it_asks_for_one(start):
    sim = start('sim')
    sim.say('status')
    sim.line('^model')
    assert not listening(sim.pid)
    assert 'panel' not in sim.text()


def test_ipv6(start):
    sim = start('sim', '--listen', '[::1]:0')
    panel = Panel(sim)
    assert panel.url.startswith('http://[::1]:')
    assert panel.state()['alive']


def test_the_end_of_the_script_is_not_the_end_of_the_panel(sim):
    panel = sim()
    panel.process.say(f'{PHONE} ON')
    panel.process.child.stdin.close()
    panel.events('?since=0').news('sent', text='ON')
    assert panel.state()['alive'] and panel.process.running()
