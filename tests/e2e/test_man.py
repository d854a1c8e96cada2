"""test_man: the manual pages name the options that the program has, no fewer and no more; the configurations in the tree,
the example and the recipes of doc/hardware.md, are what the daemon takes, and smsocket.conf(5) names all their keys.

SPDX-License-Identifier: Apache-2.0
"""
import configparser
import re
import shutil
import subprocess

import pytest

from conftest import PATIENCE_S, ROOT

MAN = ROOT / 'doc' / 'man'
# Where a subcommand is told of, when it has no page of its own.
PAGES = {'run': 'smsocket-run.8', 'commands': 'smsocket.1'}
# A line of the help "  -m, --modem TTY   what for", the same in a page "*-m*, *--modem* _TTY_".
IN_HELP = re.compile(r'^ +(?:-(\w), )?--([a-z][a-z-]*)(?: ([A-Z.:]+))?(?: {2}|$| [a-z])', re.MULTILINE)
IN_PAGE = re.compile(r'^(?:\*-(\w)\*, )?\*--([a-z][a-z-]*)\*(?: _([A-Z.:]+)_)?$', re.MULTILINE)
EXAMPLE = (ROOT / 'dist' / 'smsocket.conf').read_text(encoding='utf-8')
HARDWARE = (ROOT / 'doc' / 'hardware.md').read_text(encoding='utf-8')
RECIPES = re.findall(r'```ini\n(.*?)```', HARDWARE, re.DOTALL)


def said(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stderr) == (0, '')
    return done.stdout


def page(name):
    return (MAN / f'{name}.scd').read_text(encoding='utf-8')


def subcommands(program):
    return re.findall('^  ([a-z]+) +', said(program, '--help'), re.MULTILINE)


def test_a_page_for_each_subcommand(program):
    told = re.search('^# COMMANDS$(.*?)^# ', page('smsocket.1'), re.DOTALL | re.MULTILINE)[1]
    assert sorted(re.findall(r'^\*([a-z]+)\*$', told, re.MULTILINE)) == sorted(subcommands(program))


def test_its_options_are_those_of_the_help(program):
    for command in subcommands(program):
        in_help = set(IN_HELP.findall(said(program, command, '--help')))
        text = page(PAGES.get(command, f'smsocket-{command}.1'))
        if command == 'commands':
            text = text.split('Of *smsocket commands*')[1]
        assert ('h', 'help', '') in in_help
        assert set(IN_PAGE.findall(text)) == in_help, command


@pytest.mark.skipif(shutil.which('scdoc') is None, reason='scdoc is not installed: apt install scdoc')
@pytest.mark.skipif(shutil.which('man') is None, reason='man is not installed: apt install man-db')
@pytest.mark.parametrize('source', sorted(MAN.glob('*.scd')), ids=lambda path: path.stem)
def test_a_page_renders_without_a_warning(source, tmp_path):
    roff = subprocess.run(['scdoc'], input=source.read_bytes(), capture_output=True, timeout=PATIENCE_S, check=True)
    (tmp_path / source.stem).write_bytes(roff.stdout)
    done = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-Tutf8', '-Z', '-l', tmp_path / source.stem],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stderr) == (0, '')


def test_the_pages_that_are_named_are_there():
    here = {path.stem for path in MAN.glob('*.scd')}
    for source in MAN.glob('*.scd'):
        for name, section in re.findall(r'\*(smsocket[a-z.-]*)\*\((\d)\)', source.read_text(encoding='utf-8')):
            assert f'{name}.{section}' in here, (source.name, name)


def keys(text):
    ini = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=(';',))
    ini.read_string(re.sub('^#(?=[a-z-]+ =)', '', text, flags=re.MULTILINE))
    return {(section, key) for section in ini.sections() for key in ini[section]}


def test_the_page_of_the_configuration_names_every_key_and_no_other():
    told = set()
    for section, text in re.findall(r'^# \[([A-Z]+)\]$(.*?)(?=^# )', page('smsocket.conf.5'), re.DOTALL | re.MULTILINE):
        for names in re.findall(r'^(\*[a-z-]+\*(?:, \*[a-z-]+\*)*)$', text, re.MULTILINE):
            told |= {(section.lower(), key) for key in re.findall(r'\*([a-z-]+)\*', names)}
    assert told == keys(EXAMPLE)


def test_there_is_a_recipe_for_each_set_of_hardware():
    assert len(RECIPES) == 2
    for recipe in RECIPES:
        assert keys(recipe) <= keys(EXAMPLE)


@pytest.mark.parametrize('number', range(1 + len(RECIPES)))
def test_the_daemon_takes_the_configurations(program, tmp_path, number):
    path = tmp_path / 'smsocket.conf'
    path.write_text([EXAMPLE, *RECIPES][number], encoding='utf-8')
    assert 'no fault found' in said(program, 'run', '--config', str(path), '--check')
