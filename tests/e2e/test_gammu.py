"""gammu, which has met many modems, takes the virtual one for a real one.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import re
import shutil
import subprocess

import pytest

from conftest import PATIENCE_S, PROGRAM, Deadline, Process

GAMMU = shutil.which('gammu')
PHONE = '+33600000001'

pytestmark = pytest.mark.skipif(GAMMU is None, reason='gammu is not installed: there is no foreign software to try')


class Gammu:
    """gammu with a configuration of its own."""

    def __init__(self, tmp_path, device):
        self.config = tmp_path / 'gammurc'
        self.config.write_text(f'[gammu]\ndevice = {device}\nconnection = at\n', encoding='utf-8')

    def __call__(self, *arguments):
        done = subprocess.run([GAMMU, '--config', self.config, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              encoding='utf-8', errors='replace', timeout=PATIENCE_S, env={'LC_ALL': 'C.UTF-8'})
        assert done.returncode == 0, f'gammu {arguments}: {done.stdout}{done.stderr}'
        return done.stdout

    def until(self, expected, *arguments):
        """Asks until the answer has it; the answer."""
        deadline = Deadline()
        while expected not in (told := self(*arguments)):
            assert not deadline.over(), f'no {expected!r} from gammu {arguments}: {told}'
        return told


# A call of gammu takes four seconds, in which it mostly sleeps: one modem serves all tests, and each asks once for much.
@pytest.fixture(scope='module')
def modem(tmp_path_factory):
    link = tmp_path_factory.mktemp('gammu') / 'modem'
    with contextlib.closing(Process([PROGRAM, 'modem', '--hurry', '--link', link])) as process:
        assert re.fullmatch(r'modem on /dev/pts/\d+', process.line('modem on'))
        yield process
        assert process.end() == 0
        assert not link.is_symlink()


@pytest.fixture(scope='module')
def gammu(modem, tmp_path_factory):
    link = modem.command[-1]
    return Gammu(tmp_path_factory.mktemp('gammurc'), link)


@pytest.mark.slow
def test_identify(gammu):
    told = gammu('identify') + gammu('networkinfo')
    assert re.search(r'Manufacturer +: smsocket', told)
    assert re.search(r'Model +: .*Virtual', told)
    assert re.search(r'IMEI +: \d{15}', told)
    assert re.search(r'SIM IMSI +: 001010\d{9}', told)
    assert 'home network' in told


@pytest.mark.slow
@pytest.mark.parametrize('text', ['price 5 € {each}', 'Розетка включена, ' * 5])
def test_a_phone_gets_what_gammu_sends(modem, gammu, text):
    options = [] if '€' in text else ['-unicode', '-autolen', str(len(text))]
    gammu('sendsms', 'TEXT', PHONE, *options, '-text', text)
    assert modem.line(re.escape(PHONE)) == f'{PHONE} < {text}'


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
    gammu('deletesms', '1', '1', '5')
    assert '0 SMS parts' in gammu('getallsms')
