"""smstools, a daemon that takes messages from one folder and files them in another, serves by the virtual modem.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import re
import signal

import pytest

from conftest import Deadline, Process, VirtualModem, Watch, content, foreign, wait_file
from test_virtual_modem import Terminal

SMSD, pytestmark = foreign('smsd', 'smstools')
PHONE = '+33600000001'
FOLDERS = ('outgoing', 'checked', 'sent', 'failed', 'incoming', 'stats')

# What happens is told to this script, as a household's own would be: SENT or RECEIVED, and the message's file.
EVENT_HANDLER = '''#!/bin/sh
echo "$1 $(sed '1,/^$/d' "$2")" >"$0.part"
mv "$0.part" "$0.told"
'''


class Smsd:
    """smsd on a modem, with folders and a configuration of its own."""

    def __init__(self, tmp_path, device):
        self.top = tmp_path
        handler = tmp_path / 'handler'
        handler.write_text(EVENT_HANDLER, encoding='utf-8')
        handler.chmod(0o755)
        self.told = tmp_path / 'handler.told'
        for folder in FOLDERS:
            (tmp_path / folder).mkdir()
        shared = {
            'devices': 'MODEM', 'logfile': 1, 'loglevel': 7, 'pidfile': tmp_path / 'pid',
            'infofile': tmp_path / 'running', 'eventhandler': handler, 'stats_interval': 1, 'delaytime': 1, 'errorsleeptime': 1,
            'incoming_utf8': 'yes', 'decode_unicode_text': 'yes', **{folder: tmp_path / folder for folder in FOLDERS},
        }
        modem = {'device': device, 'incoming': 'yes', 'primary_memory': 'SM', 'memory_start': 0, 'baudrate': 115200}
        config = tmp_path / 'smsd.conf'
        config.write_text('\n'.join([*(f'{key} = {value}' for key, value in shared.items()), '', '[MODEM]',
                                     *(f'{key} = {value}' for key, value in modem.items()), '']), encoding='utf-8')
        self.process = Process([SMSD, '-t', '-c', config], start_new_session=True,
                               env={'LC_ALL': 'C.UTF-8', 'PATH': os.environ['PATH']})

    def put(self, name, text, *headers):
        """Puts a message into the outgoing folder, whole at once."""
        part = self.top / 'part'
        part.write_text('\n'.join([f'To: {PHONE[1:]}', *headers, '', text]), encoding='utf-8')
        part.rename(self.top / 'outgoing' / name)

    def tallied(self, pattern):
        """Waits until its statistics say so."""
        deadline, stats = Deadline(), self.top / 'stats'
        with Watch(stats) as watch:
            while not any(re.search(pattern, path.read_text(), re.MULTILINE) for path in stats.iterdir()):
                assert watch.wait(deadline), f'no line like {pattern!r} in {stats}'

    def files(self, folder):
        return sorted(self.top.joinpath(folder).iterdir())


@contextlib.contextmanager
def running(tmp_path, modem):
    it = Smsd(tmp_path, modem.link)
    with contextlib.closing(it.process):
        try:
            yield it
            assert it.process.end() == 0
        finally:
            # It has a child for each modem, which would outlive it when killed.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(it.process.pid, signal.SIGKILL)
            it.process.wait()
            print(it.process.text())  # its log: shown when the test fails


@pytest.fixture
def smsd(tmp_path, virtual_modem):
    with running(tmp_path, virtual_modem) as it:
        yield it


@pytest.mark.parametrize('text', ['Qui a éteint ? 5 €', 'Включи', 'long ' * 60 + 'end'], ids=['plain', 'wide', 'parts'])
def test_a_text_is_filed_and_told_to_the_handler(smsd, virtual_modem, text):
    virtual_modem.sms(PHONE, text)
    wait_file(smsd.told, f'RECEIVED {text}')
    filed, = smsd.files('incoming')
    assert f'From: {PHONE[1:]}\n' in filed.read_text(encoding='utf-8')
    smsd.tallied(r'^MODEM,0,0,[1-9]')


@pytest.mark.parametrize('text', ['price 5 € {each}', 'Розетка включена, ' * 5 + 'всё'], ids=['plain', 'wide-parts'])
def test_a_phone_gets_what_is_put_into_the_folder(smsd, virtual_modem, text):
    smsd.put('message', text, 'Alphabet: UTF-8')
    virtual_modem.gets(PHONE, text)
    smsd.process.line('Done: eventhandler')
    assert content(smsd.told).startswith('SENT ')
    assert [path.name for path in smsd.files('sent')] == ['message']
    assert not smsd.files('outgoing') and not smsd.files('failed')
    smsd.tallied(r'^MODEM,[1-9],0,0')


def test_a_place_that_is_free_is_passed_over(tmp_path, virtual_modem):
    for text in ('forgotten', 'ON'):
        virtual_modem.sms(PHONE, text)
    with Terminal(virtual_modem.link) as terminal:
        terminal.until(b'+CMTI: "SM",2')
        terminal.ask(b'AT+CMGD=1')
    with running(tmp_path, virtual_modem) as smsd:
        smsd.process.line(r'AT\+CMGR=1')
        smsd.process.line(r'\+CMS ERROR: 321')
        wait_file(smsd.told, 'RECEIVED ON')


@pytest.mark.slow
@pytest.mark.parametrize('profile', ['sim800', 'ec25', 'huawei'])
def test_families(program, tmp_path, profile):
    modem = VirtualModem(program, tmp_path / 'modem', '--profile', profile)
    with contextlib.closing(modem.process):
        modem.ready()
        with running(tmp_path, modem) as smsd:
            modem.sms(PHONE, 'Qui a éteint ?')
            wait_file(smsd.told, 'RECEIVED Qui a éteint ?')
            smsd.put('message', 'hello')
            modem.gets(PHONE, 'hello')
