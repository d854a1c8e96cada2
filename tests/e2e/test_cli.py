"""test_cli: every subcommand explains itself, and says in one line what it did not understand.

SPDX-License-Identifier: Apache-2.0
"""
import pytest

# What each help has to name.
COMMANDS = {
    'sim': ['--model', '--seed', '--profile'],
    'run': ['--modem', '--board', '--state', '--model', '--baud', '--wait', '--private', '--verbose', '--config',
            '--check', '--sysfs-root', '--socket', '--pin-file', '--help'],
    'modem': ['--link', '--profile'],
    'play': ['FILE', '--profile'],
    'explore': ['--seeds', '--hours', '--profile', '--without', '--shrink', '--stop', '--jobs', '--verbose', '--help'],
    'commands': ['--model', '--json', '--markdown', '--man', '--dictionary'],
}


def ended(start, *arguments):
    process = start(*arguments)
    process.child.stdin.close()
    return process.wait(), process.text('stdout'), process.text('stderr')


def refused(start, *arguments):
    """The one line that a wrong usage gives."""
    status, out, err = ended(start, *arguments)
    assert status == 2
    assert out == ''
    assert err.count('\n') == 0 and err.startswith('smsocket')
    return err


def test_the_help_lists_every_subcommand(start):
    status, out, err = ended(start, '--help')
    assert (status, err) == (0, '')
    for command in COMMANDS:
        assert f'\n  {command} ' in out


@pytest.mark.parametrize('command', COMMANDS)
def test_a_subcommand_has_help(start, command):
    status, out, err = ended(start, command, '--help')
    assert (status, err) == (0, '')
    assert f'smsocket {command}' in out
    for option in COMMANDS[command]:
        assert option in out
    assert max(map(len, out.splitlines())) <= 120


def test_the_version(start):
    status, out, err = ended(start, '--version')
    assert (status, err) == (0, '')
    assert out.startswith('smsocket 0.')


def test_no_subcommand_shows_the_help_as_an_error(start):
    status, out, err = ended(start)
    assert (status, out) == (2, '')
    for command in COMMANDS:
        assert command in err


def test_an_unknown_subcommand(start):
    assert '"fly"' in refused(start, 'fly')


@pytest.mark.parametrize('command', COMMANDS)
def test_an_unknown_option(start, command):
    err = refused(start, command, '--colour')
    assert '--colour' in err and f'smsocket {command} --help' in err


RUN = {'--modem': '/nowhere/tty', '--board': 'dir:/nowhere/board', '--state': '/nowhere/state'}


def run(**changes):
    """A full command line, with some of its options changed or, with None, left out."""
    options = {**RUN, **{f'--{name}': value for name, value in changes.items()}}
    return ['run', *(word for name, value in options.items() if value is not None for word in (name, value))]


@pytest.mark.parametrize('changes, expected', [
    ({'modem': None}, '--modem TTY is missing'),
    ({'board': None}, '--board BOARD is missing'),
    ({'state': None}, '--state DIR is missing'),
    ({'board': 'steam:engine'}, '--board "steam:engine": expected gpio or dir:DIR'),
    ({'board': 'dir:'}, 'expected gpio or dir:DIR'),
    ({'model': '708'}, 'expected 706, 707, 706-light or 707-light'),
    ({'baud': '12345'}, '--baud "12345": expected one of 1200, '),
    ({'baud': '115200x'}, '--baud "115200x": expected one of '),
    ({'wait': 'long'}, '--wait "long": expected seconds, 0 to 86400'),
    ({'wait': '-1'}, '--wait "-1": expected seconds, 0 to 86400'),
])
def test_run_says_what_is_wrong(start, changes, expected):
    assert expected in refused(start, *run(**changes))


@pytest.mark.parametrize('extra, expected', [
    (['--wait'], '--wait wants a value'),
    (['-w'], '-w wants a value'),
    (['--verbose=3'], '--verbose=3 is no option, or takes no value'),
    (['--mod', 'x'], '--mod is no option'),
    (['-z'], '-z is no option'),
    (['please'], 'please is one word too many'),
    (['please', '--verbose'], 'please is one word too many'),
])
def test_run_names_the_word_it_did_not_understand(start, extra, expected):
    assert expected in refused(start, *run(), *extra)
