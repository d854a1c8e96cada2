"""panelclient: a panel's web server as its page, a script or a stranger uses it.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import http.client
import json
import os
import re
import socket

from conftest import PATIENCE_S, Deadline

PHONE = '+33612345678'
POST = {'Content-Type': 'application/json', 'X-Smsocket': '1'}


def refusal(answer):
    """(status, why)"""
    status, headers, body = answer
    assert headers['Content-Type'] == 'application/json'
    return status, json.loads(body)['error']


def listening(pid):
    """The TCP sockets that a process has."""
    mine = set()
    for fd in os.listdir(f'/proc/{pid}/fd'):
        with contextlib.suppress(OSError):
            mine.add(os.readlink(f'/proc/{pid}/fd/{fd}').removeprefix('socket:[').rstrip(']'))
    sockets = set()
    for table in ('tcp', 'tcp6'):
        with open(f'/proc/{pid}/net/{table}', encoding='ascii') as lines:
            sockets |= {line.split()[9] for line in lines.readlines()[1:]}
    return sockets & mine


class Events:
    """A stream of events, read as long as the test wants."""

    patience_s = PATIENCE_S

    def __init__(self, panel, query='', **headers):
        self.socket = socket.create_connection(panel.address, timeout=PATIENCE_S)
        cookie = {'Cookie': panel.cookie} if panel.cookie else {}
        headers = {'Host': panel.host, **cookie, **headers}
        lines = [f'GET /api/v1/events{query} HTTP/1.1', *(f'{k}: {v}' for k, v in headers.items())]
        self.socket.sendall('\r\n'.join([*lines, '', '']).encode())
        self.response = http.client.HTTPResponse(self.socket, method='GET')
        self.response.begin()

    def __iter__(self):
        """(name, id or None, data), comments as (None, None, text)."""
        name = number = None
        while line := self.response.readline():
            field, _, value = line.decode().rstrip('\n').partition(': ')
            if field == 'event':
                name = value
            elif field == 'id':
                number = int(value)
            elif field == 'data':
                yield name, number, json.loads(value)
                name = number = None
            elif field == '' and value:
                yield None, None, value

    def until(self, wanted):
        """The first event for which `wanted(name, data)`, with its id; all before it are kept in .passed."""
        self.passed = []
        deadline = Deadline(self.patience_s)
        for name, number, data in self:
            if wanted(name, data):
                return number, data
            self.passed.append((name, number, data))
            if deadline.over():
                raise AssertionError(f'there was only {self.passed}')
        raise AssertionError(f'the stream ended after {self.passed}')

    def news(self, kind, **members):
        return self.until(lambda name, data: name == 'news' and data['kind'] == kind and members.items() <= data.items())

    def close(self):
        self.response.close()
        self.socket.close()


class Panel:
    """The server of a process that says where it is: "panel: http://..." or "panel on http://..., ..."."""

    def __init__(self, process):
        self.process = process
        self.url = re.search(r'http://[^ ,]*', process.line('panel(:| on) http'))[0]
        self.cookie = None
        host, port = re.fullmatch(r'http://(.*):(\d+)/', self.url).groups()
        self.host = f'{host}:{port}'
        self.address = (host.strip('[]'), int(port))
        self.streams = contextlib.ExitStack()

    def ask(self, method, path, body=None, **headers):
        """(status, headers, body)"""
        headers = {k.replace('_', '-'): v for k, v in headers.items()}
        if self.cookie:
            headers.setdefault('Cookie', self.cookie)
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def get(self, path):
        status, _, body = self.ask('GET', path)
        assert status == 200, body
        return json.loads(body)

    def state(self):
        return self.get('/api/v1/state')

    def post(self, path, expected=200, **members):
        status, _, body = self.ask('POST', path, json.dumps(members), **POST)
        assert status == expected, body
        return json.loads(body)

    def say(self, line, expected=200):
        return self.post('/api/v1/say', expected, line=line)

    def time(self, expected=200, **members):
        return self.post('/api/v1/time', expected, **members)

    def raw(self, text):
        """What comes back until the server closes."""
        with socket.create_connection(self.address, timeout=PATIENCE_S) as connection:
            connection.sendall(text if isinstance(text, bytes) else text.encode())
            answer = b''
            while part := connection.recv(65536):
                answer += part
        return answer

    def events(self, query='', **headers):
        return self.streams.enter_context(contextlib.closing(Events(self, query, **headers)))
