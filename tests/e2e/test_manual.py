"""test_manual: what doc/manual.md says is so: its examples are played, its links lead on, it names every command.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re
import subprocess

import pytest

from conftest import PATIENCE_S, ROOT

PHONE = '+33600000001'
MANUAL = (ROOT / 'doc' / 'manual.md').read_text(encoding='utf-8')
# An example, and what there is to do before it.
EXAMPLES = re.findall(r'(?:<!-- first: ([^\n]*) -->\n)?```text\n(.*?)```', MANUAL, re.DOTALL)
TIME = re.compile(r'\d\d/\d\d/\d\d,\d\d:\d\d:\d\d')


def scenario(first, example):
    """The example as statements. An answer's further lines are indented; times of day are whatever they are."""
    lines = first.split('; ') if first else ['mains on']
    for line in example.splitlines():
        mark, text = line[:2], line[2:]
        if mark == '→ ':
            lines.append(f'{PHONE} sms "{text}"')
        elif mark == '← ':
            lines.append(f'{PHONE} gets like "{TIME.sub("*", text)}"')
        elif mark == '  ':
            lines[-1] = f'{lines[-1][:-1]}\\n{TIME.sub("*", text)}"'
        else:
            lines.append(re.fullmatch(r'\((.*)\)', line)[1])
    return '\n'.join(lines) + '\n'


@pytest.mark.parametrize('number', range(len(EXAMPLES)))
def test_an_example_is_what_happens(program, tmp_path, number):
    path = tmp_path / 'example.scn'
    path.write_text(scenario(*EXAMPLES[number]), encoding='utf-8')
    done = subprocess.run([program, 'play', path], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, f'{path.read_text(encoding="utf-8")}\n{done.stdout}'


def test_every_example_is_played():
    assert len(EXAMPLES) == MANUAL.count('```') / 2 > 15


@pytest.fixture(scope='module')
def rows(program):
    done = subprocess.run([program, 'commands', '--json'], capture_output=True, timeout=PATIENCE_S, check=True)
    return json.loads(done.stdout)


def test_every_chapter_of_the_reference_has_its_heading(rows):
    for chapter in {row['chapter'] for row in rows}:
        assert re.search(rf'^##+ [\d.]+ {chapter}$', MANUAL, re.MULTILINE), chapter


def test_it_names_every_command_and_no_other(rows):
    words = set(re.findall(r'[A-Z]{2,}[=?+-]?', MANUAL))
    for row in rows:
        name = re.match(r'[A-Z]+[=?+-]?', row['name'])[0]
        assert name in words or name.rstrip('=') in words, row['name']
    known = {re.match('[A-Z]+', row['name'])[0] for row in rows}
    for name in re.findall(r'`([A-Z]{2,})[=?+-]', MANUAL):
        assert name in known, name


def anchor(heading):
    return re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-')


def test_its_links_lead_somewhere():
    anchors = {anchor(heading) for heading in re.findall('^#+ (.*)$', MANUAL, re.MULTILINE)}
    for page, place in re.findall(r'\]\(([^)#]*)#?([^)]*)\)', MANUAL):
        assert not page or (ROOT / 'doc' / page).exists(), page
        assert not place or place in anchors, place
