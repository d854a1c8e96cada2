"""test_panel_http: the web server of the simulator's panel, as browsers and strangers meet it: pages, headers, refusals.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import gzip
import http.client
import json
import re
import socket

import pytest

from conftest import PATIENCE_S
from panelclient import POST, refusal


# --- What is served. ---

def test_the_page_comes_packed_and_is_asked_for_again_by_its_tag(panel):
    status, headers, body = panel.ask('GET', '/')
    assert (status, headers['Content-Type'], headers['Content-Encoding']) == (200, 'text/html; charset=utf-8', 'gzip')
    assert b'<!DOCTYPE html>' in gzip.decompress(body)
    assert headers['Cache-Control'] == 'no-cache'
    tag = headers['ETag']
    assert panel.ask('GET', '/index.html')[1]['ETag'] == tag
    status, headers, body = panel.ask('GET', '/', If_None_Match=tag)
    assert (status, headers['ETag'], body) == (304, tag, b'')
    assert panel.ask('GET', '/', If_None_Match='"x"')[0] == 200
    status, headers, body = panel.ask('HEAD', '/')
    assert (status, headers['ETag'], body) == (200, tag, b'')


def test_every_file_that_the_page_names_is_there(panel):
    page = gzip.decompress(panel.ask('GET', '/')[2]).decode()
    names = re.findall(r'(?:src|href)="/?([\w.-]+\.(?:js|css|svg))"', page)
    assert names
    for name in names:
        status, headers, _ = panel.ask('GET', '/' + name)
        assert status == 200, name
        assert headers['Content-Type'].startswith({'js': 'text/javascript', 'css': 'text/css', 'svg': 'image/svg+xml'}[
            name.rpartition('.')[2]])


def test_files_of_a_directory(sim, tmp_path):
    www, outside = tmp_path / 'www', tmp_path / 'secret.html'
    www.mkdir()
    outside.write_text('secret')
    (www / 'index.html').write_text('one')
    (www / '.hidden.html').write_text('secret')
    (www / 'key.pem').write_text('secret')
    (www / 'link.html').symlink_to(outside)
    (www / 'deep').mkdir()
    (www / 'deep' / 'x.html').write_text('secret')
    panel = sim('--www', www)
    status, headers, body = panel.ask('GET', '/')
    assert (status, headers['Content-Encoding'], body) == (200, None, b'one')
    for path in ('/../secret.html', '/..%2fsecret.html', '/%2e%2e/secret.html', '/.hidden.html', '/key.pem', '/link.html',
                 '/deep/x.html', '/deep', '//etc/passwd', '/index.html/', '/index.htm'):
        status, _, body = panel.ask('GET', path)
        assert (status, b'secret' in body) == (404, False), path
    (www / 'index.html').write_text('another')
    status, _, body = panel.ask('GET', '/', If_None_Match=headers['ETag'])
    assert (status, body) == (200, b'another')


@pytest.mark.parametrize('path', ['/', '/nothing', '/api/v1/state', '/api/v1/nothing'])
def test_headers_that_every_answer_has(panel, path):
    headers = panel.ask('GET', path)[1]
    policy = headers['Content-Security-Policy']
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and 'unsafe' not in policy
    assert headers['X-Content-Type-Options'] == 'nosniff'
    assert headers['Referrer-Policy'] == 'no-referrer'
    assert headers['Access-Control-Allow-Origin'] is None


# --- Refusals. ---

@pytest.mark.parametrize('host', ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '', '[::2]', 'localhost.'])
def test_another_host_is_refused(panel, host):
    for path in ('/', '/api/v1/state', '/api/v1/events'):
        assert refusal(panel.ask('GET', path, Host=host)) == (403, 'this host is not served here')
    assert panel.ask('POST', '/api/v1/say', '{"line": "mains off"}', Host=host, **POST)[0] == 403
    assert panel.state()['mains']


@pytest.mark.parametrize('host', ['localhost', 'LOCALHOST:1', '127.0.0.1', '[::1]:8706'])
def test_its_own_names_are_served(panel, host):
    assert panel.ask('GET', '/api/v1/state', Host=host)[0] == 200


def test_no_host_at_all(panel):
    assert b' 403 ' in panel.raw('GET / HTTP/1.0\r\n\r\n').split(b'\r\n')[0]


@pytest.mark.parametrize('origin', ['http://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1', 'file://', ''])
def test_another_pages_origin_is_refused(panel, origin):
    assert refusal(panel.ask('POST', '/api/v1/say', '{"line": "mains off"}', Origin=origin, **POST)) == (
        403, 'this comes from another page')
    assert panel.ask('GET', '/api/v1/events', Origin=origin)[0] == 403
    assert panel.state()['mains']


def test_its_own_origin_is_served(panel):
    for origin in (f'http://{panel.host}', f'https://{panel.host}'):
        assert panel.ask('POST', '/api/v1/say', '{"line": "signal 20"}', Origin=origin, **POST)[0] == 200


@pytest.mark.parametrize('headers', [
    {}, {'X-Smsocket': '1'}, {'Content-Type': 'application/json'}, {'Content-Type': 'text/plain', 'X-Smsocket': '1'},
    {'Content-Type': 'application/x-www-form-urlencoded', 'X-Smsocket': '1'},
    {'Content-Type': 'application/json', 'X-Smsocket': '0'},
    {'Content-Type': 'application/jsonx', 'X-Smsocket': '1'},
])
def test_a_form_of_another_page_is_refused(panel, headers):
    for path in ('/api/v1/say', '/api/v1/command', '/api/v1/time'):
        assert refusal(panel.ask('POST', path, '{"line": "mains off", "text": "ON", "jump_ms": 1}', **headers))[0] == 403
    assert panel.state()['mains'] and not panel.state()['outlet']


@pytest.mark.parametrize('body', ['', 'x', '[]', '"ON"', '{"line": 1}', '{}', '{"text":', '{"line": null}', '[' * 8000])
def test_what_is_no_object_is_refused(panel, body):
    for path in ('/api/v1/say', '/api/v1/command', '/api/v1/time'):
        assert refusal(panel.ask('POST', path, body, **POST))[0] == 400


def test_methods(panel):
    for method in ('POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'):
        for path in ('/', '/api/v1/state', '/api/v1/events'):
            status, headers, _ = panel.ask(method, path, '{}', **POST)
            assert (status, headers['Allow']) == (405, 'GET, HEAD'), (method, path)
    for method in ('GET', 'HEAD', 'PUT', 'OPTIONS'):
        status, headers, _ = panel.ask(method, '/api/v1/say')
        assert (status, headers['Allow']) == (405, 'POST'), method
    for path in ('/api/v1/events', '/api/v1/state'):
        status, headers, body = panel.ask('HEAD', path)
        assert (status, body) == (200, b'')


@pytest.mark.parametrize('path', ['/api/v1/nothing', '/api/v2/state', '/api/', '/nothing.html', '/api/v1/state/', '/API/v1/state',
                                  '/' + 'x' * 3000, '/api/v1/login'])
def test_what_is_not_there(panel, path):
    assert refusal(panel.ask('GET', path))[0] == 404


def test_a_body_of_eight_kilobytes_and_no_more(panel):
    most = json.dumps({'line': 'signal 20'}).ljust(8192)
    assert panel.ask('POST', '/api/v1/say', most, **POST)[0] == 200
    assert refusal(panel.ask('POST', '/api/v1/say', most + ' ', **POST)) == (413, 'the body is too long')
    # Far more is refused without being read.
    assert b' 413 ' in panel.raw(f'POST /api/v1/say HTTP/1.1\r\nHost: {panel.host}\r\nContent-Length: 999999999\r\n'
                                 'Connection: close\r\n\r\n').split(b'\r\n')[0]


@pytest.mark.parametrize('text', [
    'GET\r\n\r\n', 'hello\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\r\n' * 10, 'GET / HTTP/1.1\r\nno colon\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: localhost\r\nX: ' + 'y' * 70000 + '\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
    'POST /api/v1/say HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET http://[ HTTP/1.1\r\n\r\n',
])
def test_what_is_no_http(panel, text):
    with socket.create_connection(panel.address, timeout=PATIENCE_S) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(text.encode('latin-1'))
            connection.shutdown(socket.SHUT_WR)
            answer = b''
            while part := connection.recv(65536):
                answer += part
            assert answer == b'' or answer.split(b' ')[1] in (b'400', b'403', b'404', b'405', b'413', b'431', b'501', b'505')
    assert panel.state()['alive'], 'it serves on'


def test_an_unknown_method(panel):
    answer = panel.raw(f'BREW / HTTP/1.1\r\nHost: {panel.host}\r\n\r\n')
    assert answer == b'' or answer.split(b' ')[1] in (b'400', b'405', b'501')


def test_a_chunked_body_and_one_connection_for_many(panel):
    connection = http.client.HTTPConnection(*panel.address, timeout=PATIENCE_S)
    with contextlib.closing(connection):
        for _ in range(3):
            connection.request('POST', '/api/v1/command', iter([b'{"text":', b'"ON"}']), POST, encode_chunked=True)
            assert json.loads(connection.getresponse().read()) == {'answers': ['Power socket ON']}
