"""test_panel_daemon: the daemon's panel: who is let in, and what it shows of a real device.

SPDX-License-Identifier: Apache-2.0
"""
import json
import subprocess

import pytest

from conftest import PATIENCE_S, Daemon, wait_file
from panelclient import POST, Panel, listening, refusal

ANNA = '+33600000001'
PASSWORD = 'correct horse'


def hash_of(program, password):
    done = subprocess.run([program, 'run', '--hash-password'], input=password + '\n', capture_output=True, text=True,
                          timeout=PATIENCE_S, check=True)
    return done.stdout


@pytest.fixture
def daemon_with(start, tmp_path, virtual_modem):
    """A daemon with a panel; keys of [panel] are in a file."""
    def begin(*arguments, **keys):
        config = tmp_path / 'panel.conf'
        config.write_text('[panel]\n' + ''.join(f'{key.replace("_", "-")} = {value}\n' for key, value in keys.items()))
        daemon = Daemon(start, tmp_path, virtual_modem.link, '--config', config, *arguments)
        daemon.panel = Panel(daemon.process)
        return daemon
    return begin


@pytest.fixture
def locked(daemon_with, program, tmp_path):
    """One with a password."""
    path = tmp_path / 'password'
    path.write_text(hash_of(program, PASSWORD))
    path.chmod(0o600)
    return daemon_with(listen='127.0.0.1:0', password_file=path)


def log_in(panel, password):
    return panel.ask('POST', '/api/v1/login', json.dumps({'password': password}), **POST)


def enter(panel):
    status, headers, _ = log_in(panel, PASSWORD)
    assert status == 200
    panel.cookie = headers['Set-Cookie'].split(';')[0]


def test_what_it_shows(daemon_with, virtual_modem):
    daemon = daemon_with(listen='127.0.0.1:0')
    wait_file(daemon.pin('led_gsm'), 'flash3s')
    state = daemon.panel.state()
    assert state['world'] == {'simulated': False, 'login': False, 'now_ms': state['world']['now_ms'],
                              'local': state['world']['local']}
    assert (state['alive'], state['model'], state['radio'], state['outlet']) == (True, '706', 'registered', False)
    assert state['leds']['gsm'] == 'flash3s' and state['settings']['TEMPOFF'] == '10'
    events = daemon.panel.events()
    virtual_modem.sms(ANNA, 'ON')
    _, news = events.news('outlet')
    assert news['on'] and daemon.panel.state()['outlet']
    events.until(lambda name, data: name == 'state' and data['outlet'])
    virtual_modem.gets(ANNA, 'Power socket ON')


def test_a_command(daemon_with):
    daemon = daemon_with(listen='127.0.0.1:0')
    assert daemon.panel.post('/api/v1/command', text='ON') == {'answers': ['Power socket ON']}
    wait_file(daemon.pin('outlet'), '1')
    assert daemon.panel.post('/api/v1/command', text='TEMPCAL=3') == {'answers': ['TEMPCAL=3 - OK']}
    assert len(daemon.panel.get('/api/v1/commands')) > 50
    assert daemon.panel.get('/api/v1/history')['outlet'][0] == 0


@pytest.mark.slow
def test_a_factory_reset(daemon_with):
    """The device begins anew below an open panel."""
    daemon = daemon_with(listen='127.0.0.1:0')
    wait_file(daemon.pin('led_gsm'), 'flash3s')
    daemon.panel.post('/api/v1/command', text='TEMPCAL=3')
    events = daemon.panel.events()
    (daemon.board / 'button').write_text('1')
    events.until(lambda name, data: name == 'state' and data['button'])
    wait_file(daemon.pin('led_power'), 'on')
    pressed_ms = daemon.panel.state()['world']['now_ms']
    events.until(lambda name, data: name == 'state' and data['world']['now_ms'] > pressed_ms + 5100)
    (daemon.board / 'button').write_text('0')
    wait_file(daemon.pin('led_power'), '4hz')
    (daemon.board / 'button').write_text('1')
    events.until(lambda name, data: name == 'state' and data['settings']['TEMPCAL'] == '5')
    assert daemon.panel.state()['alive']


def test_there_are_no_phones_and_no_time(daemon_with):
    panel = daemon_with(listen='127.0.0.1:0').panel
    for method, path in (('GET', '/api/v1/chats'), ('GET', '/api/v1/faults'), ('POST', '/api/v1/say'), ('POST', '/api/v1/time'),
                         ('POST', '/api/v1/login')):
        assert refusal(panel.ask(method, path, '{}' if method == 'POST' else None, **POST))[0] == 404


@pytest.mark.slow
def test_numbers_and_texts_as_in_the_log(daemon_with, start, tmp_path, virtual_modem):
    daemon = daemon_with(listen='127.0.0.1:0')  # with --private
    events = daemon.panel.events()
    virtual_modem.sms(ANNA, 'HELLO')
    _, news = events.news('note', what='message')
    assert (news['who'], news['text']) == (ANNA, 'HELLO')
    daemon.process.end()
    shy = start('run', '--modem', virtual_modem.link, '--board', f'dir:{tmp_path}/board', '--state', tmp_path / 'state',
                '--listen', '127.0.0.1:0')
    events = Panel(shy).events('?at=1')
    virtual_modem.sms(ANNA, 'GOODBYE')
    _, news = events.news('note', what='message')
    assert news['who'] == '+336..01' and 'text' not in news
    assert ANNA[1:] not in str(events.passed)
    assert any(data.get('kind') == 'at' and data['to_modem'] for _, _, data in events.passed)


# --- The password. ---

def test_nothing_without_the_password(locked):
    panel = locked.panel
    assert panel.ask('GET', '/')[0] == 200, 'the page itself asks for it'
    for path in ('/api/v1/state', '/api/v1/events', '/api/v1/history', '/api/v1/commands', '/api/v1/nothing'):
        assert refusal(panel.ask('GET', path)) == (401, 'log in first')
    for path in ('/api/v1/command', '/api/v1/logout'):
        assert refusal(panel.ask('POST', path, '{"text":"ON"}', **POST)) == (401, 'log in first')
    panel.cookie = 'smsocket=' + '0' * 32
    assert panel.ask('GET', '/api/v1/state')[0] == 401


def test_log_in_and_out(locked):
    panel = locked.panel
    status, headers, _ = log_in(panel, PASSWORD)
    cookie = headers['Set-Cookie']
    assert status == 200
    assert 'HttpOnly' in cookie and 'SameSite=Strict' in cookie and 'Path=/' in cookie
    panel.cookie = 'other=1; ' + cookie.split(';')[0]
    assert panel.state()['world']['login']
    panel.events().until(lambda name, data: name == 'state')
    assert panel.post('/api/v1/command', text='ON') == {'answers': ['Power socket ON']}
    second = log_in(panel, PASSWORD)[1]['Set-Cookie']
    assert second != cookie
    status, headers, _ = panel.ask('POST', '/api/v1/logout', '{}', **POST)
    assert status == 200 and 'Max-Age=0' in headers['Set-Cookie']
    assert panel.ask('GET', '/api/v1/state')[0] == 401
    panel.cookie = second.split(';')[0]
    assert panel.ask('GET', '/api/v1/state')[0] == 200, 'another session goes on'


def test_who_has_logged_in_still_needs_host_origin_and_header(locked):
    panel = locked.panel
    enter(panel)
    body = '{"text":"ON"}'
    assert panel.ask('POST', '/api/v1/command', body, **POST, Origin='http://evil.example')[0] == 403
    assert panel.ask('POST', '/api/v1/command', body, **POST, Host='evil.example')[0] == 403
    assert panel.ask('POST', '/api/v1/command', body, Content_Type='application/json')[0] == 403
    assert panel.ask('POST', '/api/v1/login', json.dumps({'password': PASSWORD}), Content_Type='application/json')[0] == 403
    assert not panel.state()['outlet']


def test_after_five_wrong_passwords_everybody_waits(locked):
    panel = locked.panel
    for password in ('', 'x', PASSWORD + ' ', PASSWORD.upper(), 'y' * 600):
        assert refusal(log_in(panel, password)) == (403, 'wrong password')
    status, headers, body = log_in(panel, PASSWORD)
    assert (status, json.loads(body)['error']) == (429, 'too many wrong passwords: wait')
    assert 25 <= int(headers['Retry-After']) <= 30
    assert panel.ask('GET', '/api/v1/state')[0] == 401


# --- Configuration. ---

def refused(start, tmp_path, virtual_modem, *arguments):
    process = start('run', '--modem', virtual_modem.link, '--board', f'dir:{tmp_path}/board', '--state', tmp_path / 'state',
                    *arguments)
    assert process.wait() in (1, 2)
    return process.text('stderr')


@pytest.mark.parametrize('address', ['0.0.0.0:0', '[::]:0', '192.0.2.1:8706'])
def test_others_are_let_in_by_a_password_only(start, tmp_path, virtual_modem, address):
    assert 'expected password-file as well' in refused(start, tmp_path, virtual_modem, '--listen', address)


def test_with_a_password_others_are(daemon_with, program, tmp_path):
    path = tmp_path / 'password'
    path.write_text(hash_of(program, PASSWORD))
    panel = daemon_with(listen='0.0.0.0:0', hosts='panel.example, other.example', password_file=path).panel
    panel.address = ('127.0.0.1', panel.address[1])
    for host in ('192.0.2.1:80', 'panel.example', 'other.example:8706', 'localhost'):
        assert panel.ask('GET', '/', Host=host)[0] == 200
    assert panel.ask('GET', '/', Host='evil.example')[0] == 403


@pytest.mark.parametrize('address', ['8706', 'host:8706', '127.0.0.1:', '127.0.0.1:99999'])
def test_no_address(start, tmp_path, virtual_modem, address):
    assert 'expected ADDRESS:PORT' in refused(start, tmp_path, virtual_modem, '--listen', address)


def test_a_taken_port_ends_it(start, tmp_path, virtual_modem):
    other = start('sim', '--listen', '127.0.0.1:0')
    taken = Panel(other).host
    assert f'cannot listen on {taken}: Address already in use' in refused(start, tmp_path, virtual_modem, '--listen', taken)


@pytest.mark.parametrize('content, complaint', [
    (None, 'No such file'), ('', 'no hash of a password'), (PASSWORD, 'no hash of a password'), ('$5', 'no hash of a password'),
])
def test_a_file_without_a_hash(start, tmp_path, virtual_modem, content, complaint):
    path, config = tmp_path / 'password', tmp_path / 'conf'
    if content is not None:
        path.write_text(content)
    config.write_text(f'[panel]\nlisten = 127.0.0.1:0\npassword-file = {path}\n')
    told = refused(start, tmp_path, virtual_modem, '--config', config)
    assert complaint in told and PASSWORD not in told


def test_a_hash_that_others_can_read_is_warned_of(daemon_with, program, tmp_path):
    path = tmp_path / 'password'
    path.write_text(hash_of(program, PASSWORD))
    path.chmod(0o644)
    daemon = daemon_with(listen='127.0.0.1:0', password_file=path)
    assert f'other users can read {path}' in daemon.process.text('stderr')


@pytest.mark.parametrize('password', ['short', 'x' * 513, ''])
def test_a_password_that_is_none(program, password):
    done = subprocess.run([program, 'run', '--hash-password'], input=password + '\n', capture_output=True, text=True,
                          timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stdout) == (1, '') and '8 to 512 bytes' in done.stderr


def test_two_hashes_of_one_password_differ(program):
    first, second = hash_of(program, PASSWORD), hash_of(program, PASSWORD)
    assert first.startswith('$y$') and first != second


def test_without_a_panel_nothing_listens(daemon):
    assert not listening(daemon.process.pid)
    assert 'panel on' not in daemon.process.text()
