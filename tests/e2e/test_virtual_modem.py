"""`smsocket modem`: its terminal, its link and its console of phones.

SPDX-License-Identifier: Apache-2.0
"""
import array
import fcntl
import os
import re
import selectors
import signal
import termios

import pytest

from conftest import Deadline

PHONE = '+33600000001'
TIOCGEXCL = 0x80045440  # Linux: whether the terminal is somebody's alone


class Terminal:
    """A client on the modem's terminal."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)

    def until(self, expected):
        """Reads until that has come; what came."""
        heard, deadline = b'', Deadline()
        with selectors.DefaultSelector() as selector:
            selector.register(self.fd, selectors.EVENT_READ)
            while expected not in heard:
                assert selector.select(deadline.left()), f'no {expected!r}, but {heard!r}'
                heard += os.read(self.fd, 4096)
        return heard

    def ask(self, line, expected=b'\r\nOK\r\n'):
        os.write(self.fd, line + b'\r')
        return self.until(expected)


@pytest.fixture
def link(tmp_path):
    return tmp_path / 'modem'


@pytest.fixture
def modem(start, link):
    process = start('modem', '--link', link)
    process.line('^modem on /dev/pts/')
    return process


def test_the_link_leads_to_the_terminal_and_goes_with_it(modem, link):
    assert modem.text('stdout') == f'modem on {os.readlink(link)}'
    with Terminal(link) as terminal:
        assert terminal.ask(b'AT+CGMM').endswith(b'AT+CGMM\r\r\nVirtual\r\n\r\nOK\r\n')
    assert modem.end(signal.SIGINT) == 0
    assert not link.is_symlink()


def test_clients_come_and_go(modem, link):
    for number in range(3):
        with Terminal(link) as terminal:
            terminal.ask(b'AT+CMEE?' if number else b'ATE0', b'OK\r\n')


def test_a_client_that_would_be_alone_shuts_out_nobody_after_it(modem, link):
    with Terminal(link) as terminal:
        fcntl.ioctl(terminal.fd, termios.TIOCEXCL)
        terminal.ask(b'AT')
    # The superuser could open it all the same.
    with Terminal(link) as terminal:
        alone = array.array('i', [1])
        fcntl.ioctl(terminal.fd, TIOCGEXCL, alone)
        assert alone[0] == 0


def test_the_end_of_input_ends_nothing(modem, link):
    modem.child.stdin.close()
    with Terminal(link) as terminal:
        terminal.ask(b'AT')
    assert modem.end(signal.SIGTERM) == 0


@pytest.mark.parametrize('profile, model', [('sim800', b'SIMCOM_SIM800L'), ('ec25', b'EC25'), ('nrf91', b'nRF9160-SICA')])
def test_a_family(start, link, profile, model):
    start('modem', '--hurry', '--profile', profile, '--link', link).line('^modem on /dev/pts/')
    with Terminal(link) as terminal:
        assert terminal.ask(b'AT+CGMM').endswith(b'\r\n' + model + b'\r\n\r\nOK\r\n')
        terminal.ask(b'AT+SYNCML=?', b'ERROR\r\n')


@pytest.mark.slow
def test_a_phone_texts_and_gets(modem, link):
    modem.say(f'{PHONE} Qui est là ?')
    with Terminal(link) as terminal:
        terminal.until(b'+CMTI: "SM",1')
        terminal.ask(b'AT+CMGF=1;+CSCS="UTF-8"')
        assert f'"{PHONE}"'.encode() in (told := terminal.ask(b'AT+CMGR=1'))
        assert '\r\nQui est là ?\r\n'.encode() in told
        terminal.ask(f'AT+CMGS="{PHONE}"'.encode(), b'> ')
        os.write(terminal.fd, b'one\rtwo\x1a')
        terminal.until(b'+CMGS: 0')
    assert modem.line(PHONE[1:]) == f'{PHONE} < one'
    assert modem.line('two') == ' ' * len(f'{PHONE} < ') + 'two'


def test_phones_call_and_are_called(start, link):
    modem = start('modem', '--hurry', '--link', link)
    modem.line('^modem on ')
    with Terminal(link) as terminal:
        modem.say(f'{PHONE} calls')
        modem.line(re.escape(f'{PHONE} hears ringing'))
        terminal.until(b'\r\nRING\r\n')
        terminal.ask(b'ATA')
        modem.line(re.escape(f'{PHONE} connected'))
        modem.say(f'{PHONE} hangs up')
        modem.line(re.escape(f'{PHONE} disconnected'))
        terminal.until(b'NO CARRIER')
        for answer, told in (('picks up', 'connected'), ('rejects', 'disconnected')):
            terminal.ask(f'ATD{PHONE};'.encode())
            modem.line(re.escape(f'{PHONE} rings'))
            modem.say(f'{PHONE} {answer}')
            modem.line(re.escape(f'{PHONE} {told}'))
            terminal.ask(b'AT+CHUP')
        # Anything else is a text.
        modem.say(f'{PHONE} calls me back')
        terminal.until(b'+CMTI:')


def test_the_operator_answers_codes(start, link):
    modem = start('modem', '--hurry', '--link', link)
    modem.line('^modem on ')
    with Terminal(link) as terminal:
        modem.say('ussd "*100#" answers "Credit \\"5.00\\""')
        modem.say('ussd "*101#" fails')
        modem.say(f'{PHONE} done')
        terminal.until(b'+CMTI:')
        terminal.ask(b'AT+CUSD=1,"*100#",15', b'+CUSD: 0,"Credit "5.00"",15')
        terminal.ask(b'AT+CUSD=1,"*101#",15', b'+CUSD: 4')


def test_the_modem_fails_as_it_is_told(modem, link):
    with Terminal(link) as terminal:
        terminal.ask(b'ATE0')
        modem.say('fault reboots')
        terminal.until(b'RDY')


@pytest.mark.parametrize('line, complaint', [
    ('ussd *100#', 'answers "Credit 5.00"'),
    ('ussd "" answers "Credit"', 'is no code'),
    (f'ussd "*100#" answers "{"long" * 50}"', 'the answer is too long'),
    ('ussd "*100#', 'a text is not closed'),
    ('fault', 'reboots'),
    (f'{PHONE} picks up', 'nothing rings there'),
])
def test_an_order_that_cannot_be_done(modem, line, complaint):
    modem.say(line)
    assert complaint in modem.line('^smsocket: ')
    assert modem.running()


@pytest.mark.parametrize('line, complaint', [('ON', 'for instance: +33612345678 ON'), ('"far too long a name" ON', 'at most 11 letters')])
def test_a_line_that_says_nothing(modem, line, complaint):
    modem.say(line)
    assert complaint in modem.line('expected')
    assert modem.running()


def test_a_stale_link_is_replaced(start, link):
    link.symlink_to('/dev/pts/nowhere')
    start('modem', '--link', link).line('^modem on /dev/pts/')
    assert os.readlink(link) != '/dev/pts/nowhere'


@pytest.mark.parametrize('kind', ['file', 'directory', 'link'])
def test_nothing_else_is_replaced(start, link, kind):
    if kind == 'file':
        link.write_text('dear')
    elif kind == 'directory':
        link.mkdir()
    else:
        link.symlink_to('/dev/null')
    process = start('modem', '--link', link)
    assert process.wait() == 1
    assert 'something else stands there' in process.text('stderr')
    assert link.is_dir() if kind == 'directory' else link.exists()


@pytest.mark.parametrize('arguments, complaint', [
    (['--profile', 'brick'], '--profile "brick": expected generic'),
    (['--number', 'home'], '--number "home": expected digits'),
    (['--seed', '-1'], '--seed "-1": expected a number'),
    (['--link'], '--link: expected a value'),
    (['--loud'], '"--loud" is no option'),
    (['now'], '"now": expected options only'),
])
def test_wrong_usage(start, arguments, complaint):
    process = start('modem', *arguments)
    assert process.wait() == 2
    assert complaint in process.text('stderr')
    assert 'smsocket modem --help' in process.text('stderr')


def test_help(start):
    process = start('modem', '--help')
    assert process.wait() == 0
    for word in ('--link', '--number', '--profile', '--seed', 'generic', '+33612345678 ON'):
        assert word in process.text('stdout')
