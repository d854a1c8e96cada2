"""gammu-smsd, a daemon that files messages, serves a household by the virtual modem.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import subprocess

import pytest

from conftest import PATIENCE_S, Process, foreign, wait_file

SMSD, pytestmark = foreign('gammu-smsd')
INJECT, _ = foreign('gammu-smsd-inject', 'gammu-smsd')
PHONE = '+33600000001'
FOLDERS = {'inboxpath': 'inbox', 'outboxpath': 'outbox', 'sentsmspath': 'sent', 'errorsmspath': 'error'}

# What comes in is told to this script, as a household's own would be.
ON_RECEIVE = '''#!/bin/sh
echo "$SMS_1_NUMBER says ${DECODED_1_TEXT:-$SMS_1_TEXT}" >"$0.part"
mv "$0.part" "$0.said"
'''


class Smsd:
    """gammu-smsd on a modem, with files and a configuration of its own."""

    def __init__(self, tmp_path, device):
        self.top = tmp_path
        self.script = tmp_path / 'on-receive'
        self.script.write_text(ON_RECEIVE, encoding='utf-8')
        self.script.chmod(0o755)
        self.said = tmp_path / 'on-receive.said'
        for folder in FOLDERS.values():
            (tmp_path / folder).mkdir()
        options = {
            'service': 'files', 'logfile': 'stderr', 'debuglevel': 1, 'RunOnReceive': self.script,
            'DeliveryReport': 'no', 'CheckSecurity': 0, 'LoopSleep': 1, 'ReceiveFrequency': 0, 'CommTimeout': 5,
            **{key: f'{tmp_path / folder}/' for key, folder in FOLDERS.items()},
        }
        self.config = tmp_path / 'smsdrc'
        lines = ['[gammu]', f'device = {device}', 'connection = at', '', '[smsd]',
                 *(f'{key} = {value}' for key, value in options.items())]
        self.config.write_text('\n'.join(lines) + '\n', encoding='utf-8')
        self.process = Process([SMSD, '--config', self.config], env={'LC_ALL': 'C.UTF-8'})

    def inject(self, *arguments):
        subprocess.run([INJECT, '--config', self.config, 'TEXT', PHONE, *arguments], stdin=subprocess.DEVNULL,
                       check=True, capture_output=True, timeout=PATIENCE_S, env={'LC_ALL': 'C.UTF-8'})

    def files(self, folder):
        return sorted(self.top.joinpath(FOLDERS[folder]).iterdir())


@pytest.fixture
def smsd(tmp_path, virtual_modem):
    it = Smsd(tmp_path, virtual_modem.link)
    with contextlib.closing(it.process):
        it.process.line('Starting phone communication')
        yield it


@pytest.mark.slow
@pytest.mark.parametrize('text, parts', [('Qui a éteint ? 5 €', 1), ('Включи', 1), ('long ' * 60 + 'end', 2)],
                         ids=['plain', 'wide', 'parts'])
def test_a_text_is_filed_and_told_to_the_script(smsd, virtual_modem, text, parts):
    virtual_modem.sms(PHONE, text)
    wait_file(smsd.said, f'{PHONE} says {text}')
    filed = smsd.files('inboxpath')
    assert len(filed) == parts
    assert ''.join(path.read_text(encoding='utf-8') for path in filed) == text
    smsd.process.line('Process finished successfully')
    assert smsd.process.end() == 0


@pytest.mark.slow
@pytest.mark.parametrize('text, parts', [('price 5 € {each}', 1), ('Розетка включена, ' * 5 + 'всё', 2)],
                         ids=['plain', 'wide-parts'])
def test_a_phone_gets_what_is_put_into_the_outbox(smsd, virtual_modem, text, parts):
    smsd.inject('-unicode', '-autolen', str(len(text)), '-text', text)
    virtual_modem.gets(PHONE, text)
    smsd.process.line(rf'Transmitted .*\(total: {parts}\)')
    smsd.process.line('Renamed')
    assert len(smsd.files('sentsmspath')) == 1
    assert not smsd.files('outboxpath') and not smsd.files('errorsmspath')
