"""gammu, which has met many modems, takes the virtual one for a real one.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import re
import signal
import subprocess

import pytest

from conftest import PATIENCE_S, PROGRAM, Deadline, Process, VirtualModem, foreign

GAMMU, pytestmark = foreign('gammu')
PHONE = '+33600000001'


class Gammu:
    """gammu with a configuration of its own."""

    def __init__(self, tmp_path, device):
        self.config = tmp_path / 'gammurc'
        self.config.write_text(f'[gammu]\ndevice = {device}\nconnection = at\n', encoding='utf-8')

    def __call__(self, *arguments):
        done = subprocess.run([GAMMU, '--config', self.config, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, encoding='utf-8', errors='replace', timeout=PATIENCE_S,
                              env={'LC_ALL': 'C.UTF-8'})
        assert done.returncode == 0, f'gammu {arguments}: {done.stdout}{done.stderr}'
        return done.stdout

    def batch(self, *commands):
        """Several commands in one session; what they tell, each its own."""
        script = self.config.with_name('batch')
        script.write_text('\n'.join(commands) + '\n', encoding='utf-8')
        told = re.split(r'-+\nExecuting batch .*\n', self('batch', str(script)))[1:]
        assert len(told) == len(commands), told
        return told

    def asks_the_operator(self, code):
        """It would wait for more for ten seconds, so it is interrupted once the answer is there."""
        with contextlib.closing(Process(['stdbuf', '-oL', GAMMU, '--config', self.config, 'getussd', code],
                                        env={**os.environ, 'LC_ALL': 'C.UTF-8'})) as process:
            process.line('Status +: No action needed')
            answer = re.fullmatch(r'Service reply +: "(.*)"', process.line('Service reply'))[1]
            process.end(signal.SIGINT)
            return answer

    def until(self, expected, *arguments):
        """Asks until the answer has it; the answer."""
        deadline = Deadline()
        while expected not in (told := self(*arguments)):
            assert not deadline.over(), f'no {expected!r} from gammu {arguments}: {told}'
        return told


# A call of gammu takes four seconds, in which it mostly sleeps: each test asks once for much.
@pytest.fixture
def modem(tmp_path):
    link = tmp_path / 'modem'
    with contextlib.closing(Process([PROGRAM, 'modem', '--hurry', '--link', link])) as process:
        assert re.fullmatch(r'modem on /dev/pts/\d+', process.line('modem on'))
        yield process
        assert process.end() == 0
        assert not link.is_symlink()


@pytest.fixture
def gammu(modem, tmp_path):
    return Gammu(tmp_path, modem.command[-1])


@pytest.mark.slow
def test_identify(gammu):
    identity, network, centre = gammu.batch('identify', 'networkinfo', 'getsmsc')
    assert re.search(r'Manufacturer +: smsocket', identity)
    assert re.search(r'Model +: .*Virtual', identity)
    assert re.search(r'IMEI +: \d{15}', identity)
    assert re.search(r'SIM IMSI +: 001010\d{9}', identity)
    assert re.search(r'Network state +: home network', network)
    assert re.search(r'Network +: 001 01 .*LAC 00A1, CID 0002C3D4', network)
    assert re.search(r'Name in phone +: "Simulated"', network)
    assert re.search(r'Number +: "\+33600000090"', centre)


@pytest.mark.slow
def test_monitor(gammu):
    told = gammu('monitor', '1')
    assert re.search(r'Signal strength +: -67 dBm', told)  # CSQ 23: -113 dBm and 2 dBm for each
    assert re.search(r'SIM SMS status +: \d+ used, \d+ unread, 20 locations', told)
    assert told.count('No error.') == 4  # it could ask to be told of messages, broadcasts, calls and codes


@pytest.mark.slow
@pytest.mark.parametrize('text', ['price 5 € {each}', 'Розетка включена, ' * 5])
def test_a_phone_gets_what_gammu_sends(modem, gammu, text):
    options = [] if '€' in text else ['-unicode', '-autolen', str(len(text))]
    gammu('sendsms', 'TEXT', PHONE, *options, '-text', text)
    assert modem.line(re.escape(f'{PHONE} < ')) == f'{PHONE} < {text}'


@pytest.mark.slow
def test_gammu_gets_and_deletes_what_a_phone_sends(modem, gammu):
    texts = ['ON', 'Qui a éteint ? 5 € {peut-être}', 'Включи', 'long ' * 60 + 'end']
    for text in texts:
        modem.say(f'{PHONE} {text}')
    # In order: with the last, a message of two parts, all have come.
    told = gammu.until(texts[-1], 'geteachsms')
    assert told.count(f'"{PHONE}"') >= len(texts)
    for text in texts:
        assert text in told
    _, less, _, nothing = gammu.batch('deletesms 1 1', 'getallsms', 'deleteallsms 1', 'getallsms')
    assert '4 SMS parts in 4 SMS sequences' in less
    assert texts[1] in less and 'ON\n' not in less
    assert '0 SMS parts' in nothing


@pytest.mark.slow
@pytest.mark.parametrize('answer', ['Crédit 5,00 €', 'Кредит'], ids=['plain', 'wide'])
def test_codes(modem, gammu, answer):
    modem.say(f'ussd "*100#" answers "{answer}"')
    assert gammu.asks_the_operator('*100#') == answer


@pytest.mark.slow
def test_calls(modem, gammu):
    modem.say(f'{PHONE} calls')
    modem.line(re.escape(f'{PHONE} hears ringing'))
    gammu.batch('answercall', 'cancelcall', 'dialvoice +33600000002', 'cancelcall')
    for event in (f'{PHONE} connected', f'{PHONE} disconnected', '+33600000002 rings', '+33600000002 disconnected'):
        assert event == modem.line('')


@pytest.fixture(params=['sim800', 'ec25', 'huawei'])
def family(request, program, tmp_path):
    modem = VirtualModem(program, tmp_path / 'modem', '--profile', request.param)
    with contextlib.closing(modem.process):
        modem.ready()
        yield modem


@pytest.mark.slow
def test_families(family, tmp_path):
    gammu = Gammu(tmp_path, family.link)
    family.process.say('ussd "*100#" answers "Credit 5.00"')
    family.sms(PHONE, 'Qui a éteint ?')
    network, centre, messages, _ = gammu.batch('networkinfo', 'getsmsc', 'geteachsms',
                                               f'sendsms TEXT {PHONE} -text hello')
    assert re.search(r'Network state +: home network', network)
    assert re.search(r'Number +: "\+33600000090"', centre)
    assert 'Qui a éteint ?' in messages
    family.gets(PHONE, 'hello')
    assert gammu.asks_the_operator('*100#') == 'Credit 5.00'
