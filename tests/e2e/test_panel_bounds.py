"""test_panel_bounds: many clients of the simulator's panel, deaf and slow ones among them.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import http.client
import os
import re
import socket
import threading

import pytest

from conftest import PATIENCE_S, Deadline
from panelclient import refusal


def memory_kb(pid, what='VmRSS'):
    with open(f'/proc/{pid}/status', encoding='ascii') as status:
        return int(re.search(fr'^{what}:\s*(\d+)', status.read(), re.MULTILINE)[1])


@pytest.mark.slow
def test_sixteen_listen_and_one_of_them_reads_nothing(panel):
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.settimeout(PATIENCE_S)
    deaf.connect(panel.address)
    deaf.sendall(f'GET /api/v1/events?at=1 HTTP/1.1\r\nHost: {panel.host}\r\n\r\n'.encode())
    others = [panel.events('?at=1') for _ in range(15)]
    assert refusal(panel.ask('GET', '/api/v1/events')) == (503, 'too many are listening already')
    told = []

    def read(events):
        events.patience_s = 4 * PATIENCE_S
        events.news('sent', text='the end')
        told.append(events)

    readers = [threading.Thread(target=read, args=(events,)) for events in others]
    for reader in readers:
        reader.start()
    panel.time(jump_ms=6 * 3600000)
    before = memory_kb(panel.process.pid)
    for _ in range(10):
        panel.time(jump_ms=6 * 3600000)
    grown = memory_kb(panel.process.pid) - before
    panel.say('+33600000002 the end')
    for reader in readers:
        reader.join(4 * PATIENCE_S)
    assert len(told) == 15, 'every one that reads is told'
    # A sanitizer keeps what was freed; its shadow is larger than any memory.
    assert grown < 1024 or memory_kb(panel.process.pid, 'VmSize') > 1 << 30, f'{grown} KB more'
    # The deaf one is dropped in time, and another has its place.
    deadline = Deadline(4 * PATIENCE_S)
    while panel.events().response.status != 200:
        assert not deadline.over()
    with contextlib.closing(deaf), contextlib.suppress(ConnectionError):
        while deaf.recv(65536):
            pass


def test_who_lags_behind_gets_all_news_later(panel):
    """More than is sent at once: what a client has not read is kept for it."""
    events = panel.events()
    for number in range(300):
        panel.say(f'+33600000002 t{number} ' + 'x' * 140)
    for number in range(300):
        _, data = events.news('sent')
        assert data['text'].startswith(f't{number} ')


def test_a_place_is_free_when_somebody_goes(panel):
    for _ in range(3):
        some = [panel.events() for _ in range(16)]
        for events in some:
            events.close()
        deadline = Deadline()
        while True:
            # The server notices when it writes: at the latest with the next state.
            status, _, _ = panel.ask('HEAD', '/api/v1/state')
            assert status == 200
            with contextlib.suppress(http.client.HTTPException, AssertionError):
                stream = panel.events()
                if stream.response.status == 200:
                    stream.close()
                    break
            assert not deadline.over()


def test_many_connections_wait_for_their_turn(panel):
    idle = [socket.create_connection(panel.address, timeout=PATIENCE_S) for _ in range(120)]
    with contextlib.ExitStack() as stack:
        for connection in idle:
            stack.enter_context(connection)
        deadline = Deadline()
        fds = 0
        while fds < 30 and not deadline.over():
            fds = len(os.listdir(f'/proc/{panel.process.pid}/fd'))
        assert fds < 70, f'{fds} files for 120 connections'
        for connection in idle[:100]:
            connection.close()
        assert panel.state()['alive']
    assert panel.state()['alive']


@pytest.mark.slow
@pytest.mark.parametrize('text', [
    '', 'GET /api/v1/state HT', 'POST /api/v1/say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n',
])
def test_who_takes_too_long_is_cut_off(panel, text):
    """However steadily bytes come: it is the whole request that has to."""
    with socket.create_connection(panel.address, timeout=0.3) as slow, contextlib.suppress(ConnectionError):
        slow.sendall(text.encode())
        deadline = Deadline(2 * PATIENCE_S)
        while True:
            assert not deadline.over()
            try:
                if slow.recv(1000) == b'':
                    break
            except TimeoutError:
                slow.sendall(b'x' if text else b'')
    assert panel.state()['alive']
