"""test_ctl: a running daemon, or simulator, looked at and commanded over its control socket.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile

import jsonschema
import pytest

from conftest import PATIENCE_S, ROOT, Daemon, Deadline, content, foreign, wait_file

ANNA = '+33600000001'
MODELS = ['706', '707', '706-light', '707-light']
ROOMY = MODELS[:2]
SCHEMA = json.loads((ROOT / 'doc' / 'status.schema.json').read_text(encoding='utf-8'))
jsonschema.Draft7Validator.check_schema(SCHEMA)
STATUS = jsonschema.Draft7Validator(SCHEMA)
ZSH, NEEDS_ZSH = foreign('zsh')


class Ctl:
    """`smsocket ctl` on one socket."""

    def __init__(self, program, path):
        self.program, self.path = program, path

    def __call__(self, *words, status=0, stdin=None):
        """What it printed on standard output."""
        self.done = subprocess.run([self.program, 'ctl', '--socket', self.path, *words], input=stdin, capture_output=True,
                                   text=True, timeout=PATIENCE_S, check=False)
        assert self.done.returncode == status, (self.done.stdout, self.done.stderr)
        return self.done.stdout

    def lines(self, *words, status=0, stdin=None):
        return [json.loads(line) for line in self('--json', *words, status=status, stdin=stdin).splitlines()]

    def status(self):
        [status] = self.lines('status')
        STATUS.validate(status)
        return status


@pytest.fixture
def simulate(start, program, tmp_path):
    """Starts a simulated socket, and talks to it."""
    def begin(*arguments):
        path = tmp_path / 'sim.sock'
        # It looks for its network for some 8 s of its own time.
        process = start('sim', '--control', path, '--speed', '20', *arguments)
        process.line('^control: ')
        process.line('^ready: ')
        ctl = Ctl(program, path)
        ctl.process = process
        return ctl
    return begin


@pytest.fixture
def serve(start, program, tmp_path, virtual_modem):
    """Starts a daemon with a control socket, and talks to it."""
    def begin(*arguments):
        path = tmp_path / 'control'
        daemon = Daemon(start, tmp_path, virtual_modem.link, '--socket', path, *arguments)
        daemon.process.line('answers')
        wait_file(daemon.pin('led_gsm'), 'flash3s')
        ctl = Ctl(program, path)
        ctl.daemon = daemon
        # The signal is asked for a moment later, and nothing tells of it.
        deadline = Deadline()
        while ctl.status()['modem']['signal_dbm'] is None:
            assert not deadline.over()
        return ctl
    return begin


# --- Status. ---

@pytest.mark.parametrize('model', MODELS)
def test_the_status_of_every_model_is_as_its_schema_says(simulate, model):
    ctl = simulate('--model', model)
    status = ctl.status()
    assert status['model'] == model
    assert status['temperature_celsius'] is None
    assert (status['battery_pct'] is not None) == model.startswith('707')
    for member in ('alarm', 'thermostat', 'schedule', 'microrelay'):
        assert (status[member] is None) == (model not in ROOMY), member


@pytest.mark.parametrize('model', MODELS)
def test_the_status_with_everything_set_is_as_its_schema_says(simulate, model):
    ctl = simulate('--model', model)
    ctl.process.say('wait 11m')
    ctl.process.say('status')
    ctl.process.line('^time ')
    room = ['ALARMON', 'THERMOSTATON', 'SCHEDULER+08:00,*,ON', 'ONM'] if model in ROOMY else []
    for command in ['ON30', f'SECNUMBER{ANNA}', 'SECLIST=ON', 'PASSWORD=12abc', f'ALERTNUMBER{ANNA}', *room]:
        ctl('sms', command)
    status = ctl.status()
    assert status['security'] == {'list': True, 'numbers': 1, 'password': True, 'window_s': status['security']['window_s']}
    assert status['alert_numbers'] == 1
    assert status['modem']['signal_dbm'] < 0
    if model in ROOMY:
        assert 0 < status['temperature_celsius'] < 40
        assert status['alarm']['on'] and status['thermostat']['on']
        assert status['schedule']['rules'] == 1 and status['schedule']['next'].endswith('T08:00:00')


def test_a_status_for_people_names_what_counts(serve):
    text = serve()('status')
    for line in (r'^outlet +off$', r'^modem +registered, -\d+ dBm', r'^alarm +off, sensor quiet$', r'^mains +there$'):
        assert re.search(line, text, re.MULTILINE), text


def test_a_timed_state_tells_when_it_ends(serve):
    ctl = serve()
    ctl('sms', 'ON30')
    outlet = ctl.status()['outlet']
    assert outlet['on'] and outlet['wanted']
    assert 1790 <= outlet['changes_in_s'] <= 1800
    assert 0 <= outlet['on_for_s'] <= 10
    assert 'off in 29 min' in ctl('status') or 'off in 30 min' in ctl('status')


# --- For monitoring. ---

def test_check_tells_states_apart(serve):
    ctl = serve('--model', '707')
    assert ctl('status', '--check').startswith('fine')
    ctl('sms', 'ALARMON')
    assert ctl('status', '--check').startswith('fine')
    ctl.daemon.pin('sensor').write_text('1\n')
    wait_file(ctl.daemon.pin('led_power'), '4hz')
    assert 'alarm' in ctl('status', '--check', status=1)
    ctl.daemon.pin('mains').write_text('0\n')
    wait_file(ctl.daemon.pin('led_power'), 'off')
    assert 'mains lost' in ctl('status', '--check', status=2)
    assert ctl('status', '--check', '--json', status=2).startswith('{"kind":"status"')


def test_check_of_what_cannot_be_reached(program, tmp_path, simulate):
    Ctl(program, tmp_path / 'nowhere')('status', '--check', status=3)
    ctl = simulate()
    ctl.process.say('network lost')
    ctl.process.say('wait 2m')
    ctl.process.line('registration lost')
    assert 'not registered' in ctl('status', '--check', status=3)


# --- Commands. ---

def test_a_command_is_answered(serve):
    ctl = serve()
    assert ctl('sms', 'on') == 'Power socket ON\n'
    wait_file(ctl.daemon.pin('outlet'), '1')
    assert ctl('sms', 'ALARM?') == ('ALARM function: Disabled\nSensor(s): Connected\nALARM status: No activity\n'
                                    'Micro relay: Disabled\n')
    assert ctl('sms', 'NONSENSE', status=1) == 'NONSENSE - Error!\n'
    assert ctl('sms', 'TEMPOFF=99', status=1) == 'Incorrect value!\n'
    ctl('sms', 'much too long to be any command of a socket', status=1)
    assert 'expected a command' in ctl.done.stderr
    assert ctl.lines('sms', 'TEMPCAL?') == [{'kind': 'answer', 'result': 'done', 'text': 'TEMPCAL=5'}]


def test_the_answer_of_the_operator_is_waited_for(simulate):
    ctl = simulate('--speed', '10')
    ctl.process.say('ussd "*100#" answers "5 EUR"')
    ctl('sms', 'SALDOUMS=*100#')
    assert ctl('sms', 'SALDO') == '5 EUR\n'


def test_no_answer_in_time(simulate):
    ctl = simulate()
    ctl.process.say('ussd "*100#" silent')
    ctl('sms', 'SALDOUMS=*100#')
    assert ctl('--timeout', '1', 'sms', 'SALDO', status=4) == ''
    assert '--timeout' in ctl.done.stderr


def test_configuration_may_be_forbidden(start, program, tmp_path, virtual_modem):
    configuration = tmp_path / 'smsocket.conf'
    configuration.write_text(f'[modem]\ndevice = {virtual_modem.link}\n[state]\ndirectory = {tmp_path}/state\n'
                             f'[board]\nkind = dir:{tmp_path}/board\n[control]\nsocket = {tmp_path}/control\n'
                             'mode = 0600\nconfigure = no\n')
    start('run', '--config', configuration).line('answers')
    ctl = Ctl(program, tmp_path / 'control')
    assert stat.S_IMODE(os.stat(ctl.path).st_mode) == 0o600
    assert ctl('sms', 'TEMPCAL=7', status=5) == 'TEMPCAL=7 - The console may not configure!\n'
    assert ctl('sms', 'ON') == 'Power socket ON\n'
    ctl('settings', 'export')
    ctl('settings', 'export', '--secrets', status=5)
    ctl('settings', 'import', stdin='TEMPCAL=7\n', status=5)


# --- Nobody there. ---

def test_nobody_is_there(program, tmp_path, serve):
    Ctl(program, tmp_path / 'nowhere')('status', status=3)
    ctl = serve()
    assert ctl.daemon.process.end() == 0
    assert not ctl.path.exists()
    ctl('sms', 'ON', status=3)
    assert str(ctl.path) in ctl.done.stderr


def test_what_is_no_daemon_is_found_out(program, tmp_path):
    path = tmp_path / 'other'
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))
        server.listen()
        Ctl(program, path)('--timeout', '1', 'status', status=4)


@pytest.mark.skipif(os.geteuid() != 0, reason='whoever is not root cannot be somebody else')
def test_the_mode_of_the_socket_decides_who_may(program, start):
    with tempfile.TemporaryDirectory(dir='/tmp') as directory:
        os.chmod(directory, 0o711)
        copy, path = f'{directory}/smsocket', f'{directory}/control'
        shutil.copy(program, copy)
        start('sim', '--control', path).line('^control: ')
        for mode, status in ((0o660, 5), (0o666, 0)):
            os.chmod(path, mode)
            done = subprocess.run([copy, 'ctl', '--socket', path, 'status'], user=65534, group=65534, extra_groups=[],
                                  capture_output=True, text=True, timeout=PATIENCE_S, check=False)
            assert done.returncode == status, done.stderr


def test_a_killed_daemon_leaves_a_socket_that_the_next_one_replaces(serve):
    ctl = serve()
    ctl.daemon.process.close()
    assert ctl.path.is_socket()
    ctl('status', status=3)
    ctl.daemon.begin()
    ctl.daemon.process.line('answers')
    ctl('status')


def test_two_daemons_cannot_have_one_socket(serve, start, tmp_path):
    ctl = serve()
    (tmp_path / 'second').mkdir()
    process = start('run', '--modem', ctl.daemon.modem, '--board', f'dir:{tmp_path}/second/board', '--state',
                    tmp_path / 'second' / 'state', '--socket', ctl.path)
    assert process.wait() == 1
    ctl('status')


# --- What happens. ---

def test_events_are_followed(start, serve, virtual_modem):
    ctl = serve()
    follower = start('ctl', '--socket', ctl.path, '--json', 'events', '--follow')
    follower.line('"radio":"registered"')
    virtual_modem.sms(ANNA, 'ON')
    virtual_modem.gets(ANNA, 'Power socket ON')
    assert json.loads(follower.line('"message-in"'))['text'] == 'ON'
    assert json.loads(follower.line('"kind":"outlet"'))['on'] is True
    assert json.loads(follower.line('"message-out"')) == {'kind': 'message-out', 'who': ANNA, 'text': 'Power socket ON',
                                                          'at': json.loads(follower.printed[-1][1])['at']}
    kinds = [line['kind'] for line in ctl.lines('events')]
    assert {'note', 'outlet', 'led', 'registration', 'message-in', 'message-out'} <= set(kinds)
    # The daemon goes: the follower does not hang.
    ctl.daemon.process.end()
    assert follower.wait() == 3


def test_numbers_are_masked_unless_the_log_is_private(start, program, tmp_path, virtual_modem):
    process = start('run', '--modem', virtual_modem.link, '--board', f'dir:{tmp_path}/board', '--state',
                    tmp_path / 'state', '--socket', tmp_path / 'control')
    process.line('answers')
    ctl = Ctl(program, tmp_path / 'control')
    virtual_modem.sms(ANNA, 'SECRETS')
    virtual_modem.gets(ANNA, 'SECRETS - Error!')
    for words in (['events'], ['events', '--json'], ['log'], ['status', '--json']):
        printed = ctl(*words)
        assert ANNA not in printed and 'SECRETS' not in printed
    assert '+336..01' in ctl('events')


def test_the_log_has_alarms_and_notes(serve):
    ctl = serve()
    ctl('sms', 'ALARMON')
    ctl.daemon.pin('sensor').write_text('1\n')
    wait_file(ctl.daemon.pin('led_power'), '4hz')
    log = ctl.lines('log')
    assert [line['kind'] for line in log][0] == 'alarm'
    assert {line['kind'] for line in log} == {'alarm', 'note'}
    assert re.search(r'^\S+ \S+  alarm$', ctl('log'), re.MULTILINE)


def test_a_selftest_fails_when_something_does_not_answer(serve):
    ctl = serve()
    ctl.daemon.pin('temperature').write_text('21.5\n')
    assert 'FAIL' not in ctl('selftest')
    parts = {line['part']: line['answers'] for line in ctl.lines('selftest')}
    assert {'memory', 'modem', 'sim', 'network', 'signal', 'outlet', 'temperature'} <= set(parts)
    ctl.daemon.pin('temperature').unlink()
    assert re.search('^FAIL board temperature', ctl('selftest', status=1), re.MULTILINE)


# --- Settings. ---

def test_settings_go_from_one_socket_to_another(serve, simulate):
    here, there = serve(), simulate()
    for command in (f'SECNUMBER{ANNA}', 'SECLIST=ON', 'RING=MIC', 'PASSWORD=12abc', 'RENEWINTERVALPW=123456abc',
                    f'ALERTNUMBER{ANNA}', 'TRISEALERT=30', 'SCHEDULER+08:00,*,ON', 'SCHEDULER+07:30,5,AOF',
                    'ALARMON', 'SALDOUMS=*100#'):
        here('sms', command)
    exported = here('settings', 'export', '--secrets')
    assert there('settings', 'export', '--secrets').splitlines()[1:] != exported.splitlines()[1:]
    assert there('settings', 'import', stdin=exported).endswith('0 refused\n')
    assert there('settings', 'export', '--secrets').splitlines()[1:] == exported.splitlines()[1:]
    assert '12abc' not in here('settings', 'export')


def test_an_import_ends_at_what_is_refused(serve, tmp_path):
    ctl = serve()
    settings = tmp_path / 'settings.txt'
    settings.write_text('# a remark\n\n  TEMPCAL=6\nTEMPOFF=99\nPASSWORD=1234\nTEMPCAL=7\n')
    assert ctl('settings', 'import', settings, status=1) == ('line 4: "TEMPOFF=99": Incorrect value!\n1 lines done, 1 refused\n')
    assert ctl('sms', 'TEMPCAL?') == 'TEMPCAL=6\n'
    printed = ctl('settings', 'import', '--keep-going', settings, status=1)
    assert printed.splitlines() == ['line 4: "TEMPOFF=99": Incorrect value!', 'line 5: "PASSWORD=****": Incorrect value!',
                                    '2 lines done, 2 refused']
    assert ctl('sms', 'TEMPCAL?') == 'TEMPCAL=7\n'
    lines = ctl.lines('settings', 'import', settings, status=1)
    assert [(line.get('line'), line['done']) for line in lines] == [(3, True), (4, False), (None, 1)]


def test_a_dry_run_asks_nobody(program, tmp_path):
    ctl = Ctl(program, tmp_path / 'nowhere')
    good = 'TEMPCAL=6\nSECNUMBER+33600000001\nSCHEDULER+08:00,*,ON\nSALDOUMS=*100#\nDATE=26/03/01,08:00:00+01\nON30\n'
    assert ctl('settings', 'import', '--dry-run', stdin=good) == '6 lines have nothing wrong, 0 refused\n'
    bad = 'TEMPCAL=10\nSECNUMBER+x\nSCHEDULER+24:00,*,ON\nSCHEDULER-8\nDATE=26\nON0\nNONSENSE\nSIMCARD1\nPASSWORD=123456\n'
    printed = ctl('settings', 'import', '--dry-run', stdin=bad, status=1)
    assert re.findall(r'^line (\d+): ', printed, re.MULTILINE) == list('123456789')
    assert 'the model lacks' in ctl('settings', 'import', '--dry-run', '--model', '707', stdin='SALDO\n', status=1)
    assert ctl('settings', 'import', '-', '--dry-run', stdin='x' * 600 + '\nTEMPCAL=6\n', status=1).count('line') == 2


# --- The command line. ---

@pytest.mark.parametrize('words, expected', [
    ([], 'expected status, events, log'),
    (['stat'], 'expected status, events, log'),
    (['status', 'now'], '"now" is one word too many'),
    (['sms'], 'expected one text'),
    (['sms', 'ON', 'OFF'], '"OFF" is one word too many'),
    (['settings'], 'expected export, or import'),
    (['settings', 'delete'], 'expected export or import'),
    (['settings', 'export', 'file'], '"file" is one word too many'),
    (['--follow', 'status'], '--follow is for events'),
    (['--timeout', '0', 'status'], 'expected 1 to 86400'),
    (['--model', '708', 'settings', 'import'], 'expected 706, 707'),
    (['--jason', 'status'], '"--jason" is no option'),
    (['status', '--socket'], '--socket wants a value'),
])
def test_it_says_what_is_wrong(program, words, expected):
    done = subprocess.run([program, 'ctl', *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 2
    assert expected in done.stderr and done.stdout == ''


def test_help_and_manual_agree(program):
    done = subprocess.run([program, 'ctl', '--help'], capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    options = set(re.findall(r'--[a-z-]+', done.stdout))
    manual = (ROOT / 'doc' / 'ctl.md').read_text(encoding='utf-8')
    assert options - {'--help', '--model'} <= set(re.findall(r'--[a-z-]+', manual))


def bash_completes(program, line):
    script = (f'. {shlex.quote(str(ROOT))}/dist/completion.bash; COMP_LINE="$1"; COMP_POINT=${{#1}}; read -ra COMP_WORDS <<<"${{1//=/ = }}"; '
              '[[ $1 != *" " ]] || COMP_WORDS+=(""); [[ $1 != *= ]] || COMP_WORDS+=(""); '
              'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _smsocket "$2"; printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(['bash', '-c', script, 'bash', line, program], capture_output=True, text=True,
                          timeout=PATIENCE_S, check=True)
    assert done.stderr == ''
    return done.stdout.split()


@pytest.mark.parametrize('line, expected', [
    ('smsocket c', ['ctl', 'commands']),
    ('smsocket ctl s', ['status', 'selftest', 'sms', 'settings']),
    ('smsocket ctl sms TEMPO', ['TEMPOFF=']),
    ('smsocket ctl sms ring=', ['NOACTION', 'RESTART', 'SWITCH', 'MIC']),
    ('smsocket ctl settings i', ['import']),
    ('smsocket ctl --follo', ['--follow']),
    ('smsocket sim --model 707', ['707', '707-light']),
])
def test_bash_completes(program, line, expected):
    assert bash_completes(program, line) == expected


@NEEDS_ZSH
def test_zsh_completes(program, tmp_path):
    """The completion system wants a terminal: here its words are asked for by a compadd that prints them."""
    shutil.copy(ROOT / 'dist' / 'completion.zsh', tmp_path / '_smsocket')
    script = (f'fpath=({tmp_path}); autoload -U _smsocket; compadd() {{ while [[ $1 != -- ]] shift; shift; print -l -- $@ }}; '
              'complete() { words=("${(@Q)${(z)1}}" "$2"); CURRENT=$#words; PREFIX=$2; _smsocket }; ')
    for line, prefix, expected in (('smsocket', '', 'ctl'), ('smsocket ctl', '', 'status'),
                                   ('smsocket ctl sms', 'RI', 'RING=SWITCH'), (f'{shlex.quote(str(program))} ctl', '--f', '--follow')):
        done = subprocess.run([ZSH, '-fc', f'{script} complete "{line}" "{prefix}"'], capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)
        assert expected in done.stdout.split() and done.stderr == '', (done.stdout, done.stderr)


# --- Other people's programs. ---

def test_any_program_may_speak_there(serve):
    ctl = serve()
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
        client.settimeout(PATIENCE_S)
        client.connect(str(ctl.path))
        client.sendall(b'{"do":"dance"}\n{"do":"sms","text":"ON"}\n')
        client.shutdown(socket.SHUT_WR)
        lines = [json.loads(line) for line in client.makefile(encoding='utf-8')]
    assert [line['kind'] for line in lines] == ['error', 'answer', 'done']
    assert lines[0]['expected'] == 'status, sms, events, log, settings or selftest'
    wait_file(ctl.daemon.pin('outlet'), '1')


def test_a_client_that_does_not_read_harms_nobody(serve, virtual_modem):
    ctl = serve()
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as deaf:
        deaf.connect(str(ctl.path))
        deaf.setblocking(False)
        asked = 0
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while asked < 2000:
                deaf.sendall(b'{"do":"status"}\n' * 50)
                asked += 50
        assert ctl('sms', 'ON') == 'Power socket ON\n'
        ctl.daemon.process.line('does not read')
        virtual_modem.sms(ANNA, 'OFF')
        virtual_modem.gets(ANNA, 'Power socket OFF')
    assert content(ctl.daemon.pin('outlet')) == '0'
