"""test_explore: random worlds: what is printed, that a seed is a world, and what wrong usage gives.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import signal

import pytest
from conftest import ROOT, Deadline

# A day, with one make of modem.
WORLD = ['explore', '--seeds', '7', '--hours', '24', '--profile', 'sim800']


def ended(start, *arguments):
    process = start(*arguments)
    process.child.stdin.close()
    return process.wait(), process.text('stdout'), process.text('stderr')


def test_worlds_are_visited_and_counted(start):
    status, out, err = ended(start, 'explore', '--seeds', '1..4', '--hours', '12')
    assert (status, err) == (0, '')
    count = re.fullmatch(r'4 worlds, 0\.0 device-years, (\d+) messages taken, the outlet switched (\d+) times, '
                         r'the power failed \d+ times: all held', out.strip())
    assert count and int(count[1]) > 40 and int(count[2]) > 0


def test_a_seed_is_a_world(start):
    first = ended(start, *WORLD, '--verbose')
    assert first == ended(start, *WORLD, '--verbose')
    assert '> "SECLIST=ON"' in first[1] and 'modem < AT' in first[1]


def test_another_seed_is_another_world(start):
    other = [word if word != '7' else '8' for word in WORLD]
    assert ended(start, *WORLD, '--verbose')[1] != ended(start, *other, '--verbose')[1]


def test_an_alarm_that_is_just_being_told_is_not_missing(start):
    # At the end of this world the sensor is active, for an alarm each minute.
    assert ended(start, 'explore', '--seeds', '857', '--hours', '96')[1].endswith('all held')


def test_a_trouble_can_be_left_out(start):
    # Seed 11's power fails; without these troubles it does not.
    troubled = ended(start, 'explore', '--seeds', '11', '--hours', '96')[1]
    spared = ended(start, 'explore', '--seeds', '11', '--hours', '96', '--without', 'mains', '--without', 'cut')[1]
    assert 'the power failed 0 times' not in troubled
    assert 'the power failed 0 times' in spared


def test_it_can_be_ended_and_tells_what_it_found_so_far(start):
    process = start('explore', '--seeds', '1..1000000', '--hours', '1', '--jobs', '2')
    pid = process.child.pid
    deadline = Deadline(20)
    while not pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text():  # a first world is visited
        assert deadline.left() > 0
    process.child.send_signal(signal.SIGINT)
    assert process.wait() == 0
    count = re.fullmatch(r'(\d+) worlds, .*: all held', process.text('stdout').strip())
    assert count and 1 <= int(count[1]) < 1000000


@pytest.mark.parametrize('arguments, said', [
    (['--seeds', '9..3'], '--seeds "9..3"'),
    (['--seeds', 'x'], '--seeds "x"'),
    (['--hours', '0'], '--hours "0"'),
    (['--without', 'rain'], '--without "rain"'),
    (['--profile', 'nokia'], '--profile "nokia"'),
    (['--frobnicate'], '--frobnicate'),
    (['world'], '"world"'),
])
def test_wrong_usage_is_told_in_a_line(start, arguments, said):
    status, out, err = ended(start, 'explore', *arguments)
    assert (status, out) == (2, '')
    assert said in err and err.count('\n') == 0


def test_each_kind_of_trouble_is_named_where_it_can_be_left_out(start):
    kinds = re.findall(r'\{ "(\w+)", \w+ \}', (ROOT / 'explore/trouble.c').read_text())
    assert len(kinds) > 6
    for said in (ended(start, 'explore', '--help')[1], ended(start, 'explore', '--without', 'rain')[2],
                 (ROOT / 'doc/man/smsocket-explore.1.scd').read_text()):
        assert re.sub(r'\s+', ' ', ', '.join(kinds)) in re.sub(r'\s+', ' ', said)


def test_the_guide_lists_the_sentences():
    sentences = re.findall(r'^\t\{ "([^"]+)\.", \w+ \},$', (ROOT / 'explore/sentences.c').read_text(), re.MULTILINE)
    guide = (ROOT / 'doc/reliability.md').read_text()
    assert len(sentences) > 15
    assert [said for said in sentences if f'- {said[0].lower()}{said[1:]}' not in guide] == []
