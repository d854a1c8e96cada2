"""test_sim: the simulator's console and the player of scenarios, as a person and a pipe use them.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pty
import select
import subprocess

import pytest

from conftest import PATIENCE_S

PHONE = '+33612345678'


def ended(program, *arguments, **options):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False, **options)


def piped(program, text, *arguments):
    return ended(program, 'sim', *arguments, input=text)


def test_a_text_in_a_pipe_is_answered(program):
    done = piped(program, f'{PHONE} ON\n')
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, '')
    assert f'{PHONE} < Power socket ON' in lines
    assert lines.index('outlet on') < lines.index(f'{PHONE} < Power socket ON')
    assert '> ' not in done.stdout


def test_a_file_and_a_last_line_without_its_end(program, tmp_path):
    script = tmp_path / 'script'
    script.write_text(f'{PHONE} ON5\n{PHONE} gets "Power ON for 5 min"\nwait 6m\nexpect outlet off\n"Orange" hello')
    with open(script, encoding='utf-8') as lines:
        done = ended(program, 'sim', stdin=lines)
    assert (done.returncode, done.stderr) == (0, '')
    assert 'outlet off' in done.stdout
    assert 'Orange' in done.stdout


@pytest.mark.parametrize('line, expected', [
    ('flubber', 'line 1: "flubber" is no statement; expected '),
    ('expect outlet on', 'line 1: outlet is off, expected on'),
    ('model 707', 'line 1: too late: this comes before the first "mains on"'),
    (f'{PHONE} gets', 'line 1: the line ends after "gets"; expected '),
    (f'{PHONE}123456789012 ON', 'line 1: '),
])
def test_a_line_that_fails_is_told_and_counts(program, line, expected):
    done = piped(program, line + '\nstatus\n')
    assert done.returncode == 1
    assert expected in done.stderr
    assert 'outlet   off' in done.stdout, 'the lines after it are still read'


@pytest.mark.parametrize('arguments, expected', [
    (['--model', '708'], 'expected 706, 707, 706-light or 707-light'),
    (['--speed', '0'], 'expected 1 to '),
    (['--seed', 'x'], 'expected 0 to '),
    (['--profile', 'x'], 'profile'),
    (['--seed'], 'wants a value'),
    (['x'], '"x"'),
])
def test_wrong_usage(program, arguments, expected):
    done = piped(program, '', *arguments)
    assert (done.returncode, done.stdout) == (2, '')
    assert expected in done.stderr and done.stderr.count('\n') == 1


def test_equal_seeds_are_equal_worlds(program):
    script = f'{PHONE} ON\nwait 1m\n{PHONE} OFF2\nwait 5m\nstatus\n'
    assert piped(program, script, '--seed', '7').stdout == piped(program, script, '--seed', '7').stdout


def test_what_was_survived_is_counted(program):
    quiet = piped(program, 'wait 10m\nstatus\n').stdout
    assert 'count' not in quiet
    told = piped(program, 'wait 1m\nnetwork lost\nwait 3h\nnetwork back\nwait 2m\nstatus\n').stdout
    for count in ('registrations anew: 1', 'restarts of the radio: 1', 'restarts of the modem: 1', "cuts of the modem's power: 1"):
        assert f'count    {count}\n' in told


def test_time_goes_by_on_its_own(start):
    sim = start('sim', '--speed', '1000')
    sim.say(f'{PHONE} ON1')
    sim.line('^outlet on$')
    sim.line('^outlet off$')
    sim.say('quit')
    assert sim.wait() == 0


def test_a_person_is_greeted_and_prompted(program):
    keyboard, terminal = pty.openpty()
    sim = subprocess.Popen([program, 'sim', '--speed', '1000'], stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    seen = b''

    def until(what):
        nonlocal seen
        while what not in seen:
            assert select.select([keyboard], [], [], PATIENCE_S)[0], f'no {what!r} in {seen!r}'
            seen += os.read(keyboard, 4096)
        seen = seen.split(what, 1)[1]

    try:
        until(b'+33612345678 ON')
        until(b'> ')
        until(b'ready: the socket is on the network')
        os.write(keyboard, f'{PHONE} ON\n'.encode())
        until(f'{PHONE} < Power socket ON'.encode())
        until(b'> ')
        os.write(keyboard, b'flubber\n')
        until(b'"flubber" is no statement')
        os.write(keyboard, b'quit\n')
        assert sim.wait(PATIENCE_S) == 0, 'a typing error is no failure'
    finally:
        sim.kill()
        sim.wait()
        os.close(keyboard)


def test_play_tells_of_each_file(program, tmp_path):
    good, bad, absent = tmp_path / 'good.scn', tmp_path / 'bad.scn', tmp_path / 'absent.scn'
    good.write_text('mains on\n+33600000001 sms "ON"\n+33600000001 gets "Power socket ON"\n')
    bad.write_text('mains on\n\n+33600000001 sms "ON"\n+33600000001 gets "OFF"\n')
    done = ended(program, 'play', good, bad, absent)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f'ok 1 {good}',
        f'not ok 2 {bad}:4: +336…01 got "Power socket ON", expected "OFF"',
        f'not ok 3 {absent}: No such file or directory',
        '1 passed, 2 failed',
    ]
    done = ended(program, 'play', '-v', good)
    assert done.returncode == 0
    assert '+33600000001 < "Power socket ON"\n' in done.stdout


def test_play_with_a_family(program, tmp_path):
    texts, calls, own = tmp_path / 'texts.scn', tmp_path / 'calls.scn', tmp_path / 'own.scn'
    texts.write_text('mains on\n+33600000001 sms "ON"\n+33600000001 gets "Power socket ON"\n')
    calls.write_text('mains on\nwait 1m\n+33600000001 calls\n+33600000001 hears ringing within 1m\n')
    own.write_text('profile generic\n' + calls.read_text())
    done = ended(program, 'play', '--profile', 'bg95', texts, calls, own)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f'ok 1 {texts}',
        f'ok 2 {calls} # skipped: bg95 has no voice',
        f'ok 3 {own}',
        '2 passed, 0 failed, 1 skipped',
    ]


@pytest.mark.parametrize('arguments, complaint', [
    (['--profile', 'brick'], '--profile "brick": expected one of those that --help lists'),
    (['--profile'], '--profile: expected a value'),
])
def test_play_with_no_such_family(start, arguments, complaint):
    play = start('play', *arguments)
    assert play.wait() == 2
    assert complaint in play.text('stderr')


def test_play_without_a_file(start):
    play = start('play')
    assert play.wait() == 2
    assert 'expected a scenario file' in play.text('stderr')
