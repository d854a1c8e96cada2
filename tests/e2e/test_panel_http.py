"""test_panel_http: the web server of the simulator's panel, as browsers, scripts and strangers meet it.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import gzip
import http.client
import json
import os
import pty
import re
import socket
import subprocess
import threading

import pytest

from conftest import PATIENCE_S, Deadline
from panelclient import POST, Panel, listening, refusal

PHONE = '+33612345678'
@pytest.fixture
def sim(start):
    """Starts simulators with a panel each."""
    with contextlib.ExitStack() as stack:
        def begin(*arguments):
            panel = Panel(start('sim', '--listen', '127.0.0.1:0', *arguments))
            stack.callback(panel.streams.close)
            return panel
        yield begin


@pytest.fixture
def panel(sim):
    """A panel whose time stands still, with the socket on its network."""
    it = sim()
    it.time(speed=0)
    it.time(jump_ms=20000)
    assert it.state()['radio'] == 'registered'
    return it


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


def test_the_state(sim):
    panel = sim('--model', '707')
    panel.time(speed=0)
    panel.time(jump_ms=20000)
    state = panel.state()
    assert state['world'] == {'simulated': True, 'now_ms': state['world']['now_ms'], 'speed': 0, 'paused': True,
                              'local': state['world']['local'], 'network': 'registered', 'signal': 23, 'sim_card': 'ready',
                              'thermometer': 'room'}
    assert state['world']['local'].startswith('2026-01-05T12:00:2')
    assert (state['model'], state['features'], state['battery']) == ('707', ['room', 'battery'], 100)
    assert state['leds'] == {'power': 'on', 'gsm': 'flash3s', 'mic': 'off', 'out': 'off'}
    assert state['alive'] and state['mains'] and state['jack'] and not state['outlet'] and not state['sensor']
    assert (state['radio'], state['sim'], state['signal_dbm']) == ('registered', 'ok', -67)
    assert re.fullmatch(r'26/01/05,12:00:(19|2\d)', state['clock'])
    assert 1700 < state['window_s'] <= 1800
    assert (state['temperature_dc'], state['raw_dc'], state['room_dc']) == (None, 250, 200)
    assert state['thermostat'] == {'on': False, 'mode': 'HEATING', 'tempoff': 10}
    assert state['settings']['RESTARTTIME'] == '10' and 'SALDOUMS' not in state['settings']
    assert {'what': 'messages given up', 'count': 0} in state['counts']


def test_a_light_model_has_no_room(sim):
    state = sim('--model', '706-light').state()
    assert state['features'] == ['ussd'] and state['battery'] is None
    assert not {'temperature_dc', 'thermostat', 'alarm', 'schedule', 'alarmlog'} & state.keys()
    assert 'TEMPCAL' not in state['settings'] and state['settings']['RING'] == 'NOACTION'


def test_the_state_tells_what_was_set_and_no_secret(panel):
    for line in ('PASSWORD=abcde', 'SALDOUMS=*100#', 'SECNUMBER+33612345678', 'SCHEDULER+08:00,*,ON', 'SCHEDULER+22:30,5,OFF',
                 'TRISEALERT=30', 'THERMOSTATON', 'ONM', 'ON30'):
        panel.post('/api/v1/command', text=line)
    text = panel.ask('GET', '/api/v1/state')[2].decode()
    state = json.loads(text)
    assert 'abcde' not in text
    assert state['settings']['PASSWORD'] == '*****'
    assert state['settings']['SALDOUMS'] == '*100#'
    assert state['secnumbers'] == ['33612345678']
    assert state['schedule'] == ['08:00,*,ON', '22:30,5,OFF']
    assert state['microrelay'] and state['outlet'] and state['thermostat']['on']
    assert 0 < state['timers']['outlet_s'] <= 1800 and state['timers']['restart_s'] is None


def test_a_socket_without_power(panel):
    panel.say('mains off')
    state = panel.state()
    assert (state['alive'], state['mains'], 'settings' in state) == (False, False, False)
    assert state['leds'] == {'power': 'off', 'gsm': 'off', 'mic': 'off', 'out': 'off'}
    assert panel.post('/api/v1/command', 503, text='ON') == {'error': 'the socket has no power'}
    panel.say('mains on')
    assert panel.state()['alive']


def test_the_reference(panel, program, start):
    told = start('commands', '--json')
    told.wait()
    assert panel.get('/api/v1/commands') == json.loads(told.text('stdout'))


def test_faults(panel):
    faults = panel.get('/api/v1/faults')
    assert len(faults) == len(set(faults)) > 50
    panel.say(f'modem fault {faults[0]}')
    panel.say('modem mended')


# --- What can be done. ---

def test_a_text_is_answered_in_the_chat(panel):
    panel.say(f'{PHONE} ON')
    panel.time(jump_ms=10000)
    assert panel.state()['outlet']
    chat, = panel.get('/api/v1/chats')
    assert (chat['phone'], chat['is']) == (PHONE, 'disconnected')
    assert [(m['from'], m['text']) for m in chat['messages']] == [('me', 'ON'), ('socket', 'Power socket ON')]
    assert chat['messages'][0]['at_ms'] < chat['messages'][1]['at_ms']


def test_a_text_with_line_feeds_and_quotes_and_beyond_gsm(panel):
    panel.say(r'+33600000001 sms "a\"b\nç日"')
    panel.say('"Orange" hello')
    chats = {chat['phone']: chat['messages'][0]['text'] for chat in panel.get('/api/v1/chats')}
    assert chats == {'+33600000001': 'a"b\nç日', 'Orange': 'hello'}


def test_the_console_answers_at_once_and_may_configure(panel):
    assert panel.post('/api/v1/command', text='TEMPOFF=20') == {
        'answers': ['TEMPOFF=20 - OK\nTHERMOSTAT=HEATING\nTHERMOSTAT: Disabled']}
    assert panel.state()['settings']['TEMPOFF'] == '20'
    assert panel.post('/api/v1/command', text='NONSENSE') == {'answers': ['NONSENSE - Error!']}
    panel.time(jump_ms=2 * 3600000)
    assert panel.post('/api/v1/command', text='TEMPCAL=3') == {'answers': ['TEMPCAL=3 - OK']}, 'long after the window'


def test_the_operators_answer_comes_as_news(panel):
    panel.say('ussd "*100#" answers "Credit 5.00"')
    panel.post('/api/v1/command', text='SALDOUMS=*100#')
    events = panel.events()
    assert panel.post('/api/v1/command', text='SALDO') == {'answers': []}
    panel.time(jump_ms=30000)
    events.news('answer', text='Credit 5.00')


def test_calls(panel):
    assert refusal(panel.ask('POST', '/api/v1/say', json.dumps({'line': f'{PHONE} picks up'}), **POST)) == (
        400, f'{PHONE}: nothing rings there')
    for line in (f'SECNUMBER+{PHONE[1:]}', 'SECLIST=ON', 'RING=MIC'):
        panel.post('/api/v1/command', text=line)
    events = panel.events()
    panel.say(f'{PHONE} calls')
    panel.time(jump_ms=20000)
    events.news('phone', phone=PHONE, **{'is': 'hearing ringing'})
    events.news('mic', on=True)
    assert panel.state()['mic']
    panel.say(f'{PHONE} hangs up')
    panel.time(jump_ms=5000)
    assert not panel.state()['mic']
    # The other way round: it calls back, and is rejected.
    panel.say(f'{PHONE} CALLBACK')
    while panel.get('/api/v1/chats')[0]['is'] != 'ringing':
        assert panel.time(jump='next')['next'] is not None
    panel.say(f'{PHONE} rejects')
    panel.time(jump_ms=1000)
    assert panel.get('/api/v1/chats')[0]['is'] == 'disconnected'


@pytest.mark.parametrize('line', [
    f'{PHONE} gets "x"', f'{PHONE} gets nothing for 1h', f'{PHONE} rings within 1h', 'expect outlet on', 'wait 1h',
    f'{PHONE} silent for 1h', 'expect within 1h outlet never on',
])
def test_what_waits_is_refused(panel, line):
    before = panel.state()['world']['now_ms']
    assert 'wait' in panel.say(line, 400)['error']
    assert panel.state()['world']['now_ms'] == before


@pytest.mark.parametrize('line, why', [
    ('flubber', '"flubber" is no statement; expected '), ('model 707', 'too late'), ('a\nb', 'one line'),
    (f'{PHONE} ' + 'x' * 2000, 'at most 10 SMS'), (f'{PHONE}123456789012 ON', 'no sender'),
])
def test_what_is_not_understood_is_refused(panel, line, why):
    assert why in panel.say(line, 400)['error']


def test_a_factory_reset_by_the_button(panel):
    panel.post('/api/v1/command', text='TEMPOFF=20')
    for line, moment_ms in (('button down', 6000), ('button up', 3000), ('button down', 200), ('button up', 5000)):
        panel.say(line)
        assert panel.state()['button'] == (line == 'button down')
        panel.time(jump_ms=moment_ms)
    assert panel.state()['settings']['TEMPOFF'] == '10'


def test_a_quick_press_switches(panel):
    panel.say('button down')
    panel.say('button up')
    panel.time(jump_ms=200)
    assert panel.state()['outlet']


# --- Time. ---

def test_time_stands_still_and_goes_on(panel):
    before = panel.state()['world']
    assert (before['paused'], before['speed']) == (True, 0)
    assert panel.state()['world']['now_ms'] == before['now_ms']
    assert panel.time(speed=3600) == {'speed': 3600}
    panel.events().until(lambda name, data: name == 'state' and data['world']['now_ms'] > before['now_ms'] + 60000)
    assert panel.time(speed=0) == {'speed': 0}
    world = panel.state()['world']
    assert panel.state()['world'] == world


def test_a_jump(panel):
    before = panel.state()['world']['now_ms']
    assert panel.time(jump_ms=86400000) == {'jumped_ms': 86400000}
    assert panel.state()['world']['now_ms'] == before + 86400000
    assert panel.state()['clock'].startswith('26/01/06,12:00:')


def test_a_jump_to_what_happens_next(panel):
    panel.post('/api/v1/command', text='SCHEDULER+18:00,*,ON')
    told = panel.time(jump='next')
    assert told['next'] == 'outlet'
    state = panel.state()
    assert state['clock'] == '26/01/05,18:00:00' and state['outlet']
    assert 5.9 * 3600000 < told['jumped_ms'] < 6 * 3600000
    # Nothing more comes that day but the lamp of what has just been.
    assert panel.time(jump='next')['next'] in ('led', None)
    panel.post('/api/v1/command', text='SCHEDULER-ALL')
    assert panel.time(jump='next') == {'jumped_ms': 86400000, 'next': None}


@pytest.mark.parametrize('body', [
    {}, {'speed': -1}, {'speed': 1.5}, {'speed': 1e9}, {'speed': '1'}, {'jump': 'last'}, {'jump_ms': -1}, {'jump_ms': 1e300},
    {'jump_ms': 8 * 86400000}, {'speed': None},
])
def test_no_time(panel, body):
    assert 'expected {"speed"' in panel.time(400, **body)['error']


def test_the_history_of_a_warm_room(panel):
    panel.post('/api/v1/command', text='ON')
    panel.time(jump_ms=3600000)
    panel.post('/api/v1/command', text='OFF')
    panel.time(jump_ms=3600000)
    history = panel.get('/api/v1/history')
    warmth, outlet = history['temperature_dc'], history['outlet']
    now = panel.state()['world']['now_ms']
    assert history['step_s'] == 60 and len(warmth) == len(outlet)
    assert now - 60000 < history['from_ms'] + (len(outlet) - 1) * 60000 <= now
    assert warmth[0] is None and outlet[0] == 0, 'no reading in the first ten minutes'
    assert 59 <= sum(outlet) <= 61
    assert warmth[60] > warmth[15] + 10 and warmth[-1] < warmth[61]
    some = panel.get(f'/api/v1/history?from_ms={now - 600000}')
    assert some['outlet'] == outlet[-10:] and some['from_ms'] == history['from_ms'] + (len(outlet) - 10) * 60000
    assert panel.get('/api/v1/history?from_ms=99999999999999')['outlet'] == []


def test_the_history_is_of_a_week(panel):
    panel.time(jump_ms=7 * 86400000)
    panel.time(jump_ms=2 * 86400000)
    history = panel.get('/api/v1/history')
    assert len(history['outlet']) == 7 * 24 * 60 and None not in history['temperature_dc']


# --- Events. ---

def test_events_as_they_happen(panel):
    events = panel.events()
    assert events.response.headers['Content-Type'] == 'text/event-stream'
    assert events.response.headers['Cache-Control'] == 'no-store'
    _, state = events.until(lambda name, data: True)
    assert state == panel.state(), 'the first is the whole state'
    panel.say(f'{PHONE} ON')
    sent, _ = events.news('sent', phone=PHONE, text='ON')
    panel.time(jump_ms=10000)
    switched, _ = events.news('outlet', on=True)
    arrived, news = events.news('arrived', phone=PHONE, text='Power socket ON')
    assert sent < switched < arrived == news['id']
    assert news['local'].startswith('2026-01-05T12:00:')
    events.until(lambda name, data: name == 'state' and data['outlet'])


def test_lines_on_demand(panel):
    with_lines, without = panel.events('?at=1'), panel.events()
    panel.say(f'{PHONE} ON')
    panel.time(jump_ms=10000)
    number, line = with_lines.until(lambda name, data: name == 'news' and 'AT+CMGS=' in data.get('text', ''))
    assert (number, line['kind'], line['to_modem']) == (None, 'at', True)
    without.news('arrived')
    assert not [event for event in without.passed if event[2].get('kind') == 'at']


def test_a_locked_card_shows_and_no_pin_does(sim):
    # The simulator's socket is told no PIN; what the filter leaves of one is for the unit tests.
    panel = sim()
    panel.time(speed=0)
    events = panel.events('?at=1')
    panel.say('sim pin')
    panel.say('cut')
    panel.say('mains on')
    panel.time(jump_ms=60000)
    events.until(lambda name, data: name == 'news' and 'CPIN' in data.get('text', ''))
    assert panel.state()['sim'] == 'locked'
    assert '1234' not in [event[2].get('text') for event in events.passed]


def test_who_comes_back_is_told_what_was_missed(panel):
    first = panel.events()
    panel.say(f'{PHONE} ON')
    seen, _ = first.news('sent')
    first.close()
    panel.time(jump_ms=10000)
    panel.say(f'{PHONE} OFF')
    again = panel.events(**{'Last-Event-ID': str(seen)})
    again.news('sent', text='OFF')
    ids = [number for name, number, _ in again.passed if name == 'news']
    assert ids[0] == seen + 1 and ids == list(range(ids[0], ids[0] + len(ids)))
    assert [data['kind'] for name, _, data in again.passed if name == 'news'].count('arrived') == 1


def test_an_id_of_an_earlier_run_is_followed_by_all(panel):
    panel.say(f'{PHONE} ON')
    for query, headers in (('?since=0', {}), ('', {'Last-Event-ID': '5'}), ('', {'Last-Event-ID': '9007199254740991'})):
        events = panel.events(query, **headers)
        events.news('sent')
        assert [data['kind'] for name, _, data in events.passed if name == 'news'][0] == 'power'
    later = panel.events(**{'Last-Event-ID': 'x'})
    panel.say(f'{PHONE} OFF')
    later.news('sent')
    assert not [data for name, _, data in later.passed if name == 'news'], 'no id: only what comes'


@pytest.mark.slow
def test_five_hundred_are_kept(panel):
    for number in range(600):
        panel.say(f'+33600000002 t{number}')
    events = panel.events('?since=0')
    events.news('sent', text='t599')
    texts = [data['text'] for name, _, data in events.passed if name == 'news' and data['kind'] == 'sent']
    assert 490 <= len(texts) < 500 and texts[0] == f't{599 - len(texts)}'


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


# --- Bounds. ---

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


# --- Where it listens. ---

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


def test_what_is_typed_shows_in_the_panel(panel):
    events = panel.events()
    panel.process.say('sensor on')
    events.until(lambda name, data: name == 'state' and data['sensor'])
