"""test_commands: the reference of the commands tells of each model exactly what it has, its examples work when they are
sent, and what is drawn from it into the tree is not stale.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re
import subprocess

import pytest

from conftest import PATIENCE_S, ROOT

PHONE = '+33600000001'

# By hand, from the description of the device: what every model has, and what some have besides.
EVERY = {
    'control': 'ON OFF ON OFF RESTART STATUS RUNTIME RENEWINTERVAL HARDWARE SERIALNUM FIRMWARE',
    'query': 'RESTARTTIME? RING? RINGCONFIRM? RINGCONFIRMTYPE? SECNUMBER? SECLIST? RENEWINTERVAL? SMSCONFIRM? ERROR? '
             'SMSCONFIRMUNAUTH? ALERTNUMBER? POWERSTATE?',
    'configuration': 'RESTARTTIME= RING= RINGCONFIRM= RINGCONFIRMTYPE= SECNUMBER-ALL SECNUMBER+ SECNUMBER- SECLIST= '
                     'PASSWORD= RENEWINTERVALPW= SMSCONFIRM= ERROR= SMSCONFIRMUNAUTH= ALERTNUMBER-ALL ALERTNUMBER+ '
                     'ALERTNUMBER- POWERSTATE=',
}
ROOM = {
    'control': 'ONM OFFM ONALL OFFALL RESTARTM TEMPERATURE THERMOSTATON THERMOSTATOFF DATE ALARMON ALARMOFF '
               'SHOWALARMLOG CALLBACK SCHEDULER-ALL SCHEDULER+ SCHEDULER-',
    'query': 'THERMOSTAT? THERMALERT? TRISEALERT? TFALLALERT? TEMPCAL? ALARM? MICRORELAYTIME? SENSORTYPE? ALERT? '
             'MICLEVEL? SCHEDULER?',
    'configuration': 'THERMOSTAT= TEMPOFF= THERMALERT= TRISEALERT= TFALLALERT= TEMPCAL= DATESMS DATE= MICRORELAYTIME= '
                     'SENSORTYPE= ALERT= MICLEVEL=',
}
USSD = {'control': 'SALDO', 'query': 'SALDOUMS?', 'configuration': 'SALDOUMS= SIMCARD'}
MODELS = {'706': [EVERY, ROOM, USSD], '707': [EVERY, ROOM], '706-light': [EVERY, USSD], '707-light': [EVERY]}

# Likewise: what the factory has set, and what it may be instead.
SETTINGS = {
    'RESTARTTIME': (10, 1, 600), 'TEMPOFF': (10, 0, 50), 'TEMPCAL': (5, 1, 9), 'MICRORELAYTIME': (0, 0, 900),
    'MICLEVEL': (15, 0, 15), 'TRISEALERT': ('OFF', -10, 50), 'TFALLALERT': ('OFF', -10, 50),
    'RING': ('NOACTION', {'NOACTION', 'RESTART', 'SWITCH', 'MIC'}), 'RINGCONFIRM': ('ON', {'ON', 'OFF'}),
    'RINGCONFIRMTYPE': ('SMS', {'SMS', 'CALL'}), 'SECLIST': ('OFF', {'ON', 'OFF'}), 'SMSCONFIRM': ('ON', {'ON', 'OFF'}),
    'ERROR': ('ON', {'ON', 'OFF'}), 'SMSCONFIRMUNAUTH': ('OFF', {'ON', 'OFF'}), 'THERMALERT': ('OFF', {'ON', 'OFF'}),
    'THERMOSTAT': ('HEATING', {'HEATING', 'COOLING'}), 'SENSORTYPE': ('NO', {'NO', 'NC'}),
    'ALERT': ('SMS', {'SMS', 'CALL', 'SMSCHANGE', 'OFF'}), 'POWERSTATE': ('REMEMBER', {'REMEMBER', 'ON', 'OFF'}),
    'PASSWORD': ('NO', {'NO'}), 'RENEWINTERVALPW': ('NO', {'NO'}), 'SALDOUMS': ('NO', {'NO'}),
}

# What must have been sent before an example can be done. The list, not a password, which each would have to begin with.
LIST = ['SECNUMBER+33600000001', 'SECLIST=ON']
BEFORE = {
    'SECNUMBER-': LIST[:1],
    'ALERTNUMBER-': ['ALERTNUMBER+33600000001'],
    'SCHEDULER-': ['SCHEDULER+08:00,*,ON'],
    'SALDO': ['SALDOUMS=*100#'],
    'CALLBACK': LIST,
    'RENEWINTERVALPW=': LIST,
    'RENEWINTERVAL': [*LIST, 'RENEWINTERVALPW=123456abc'],
    'RENEWINTERVAL?': [*LIST, 'RENEWINTERVALPW=123456abc'],
}
REFUSALS = re.compile('- Error!|Incorrect value!|Execute error!|expired|No security|not active|not setup|Invalid')


def said(program, *arguments):
    done = subprocess.run([program, 'commands', *arguments], capture_output=True, text=True, timeout=PATIENCE_S,
                          check=False)
    assert (done.returncode, done.stderr) == (0, '')
    return done.stdout


def reference(program, model):
    return json.loads(said(program, '--json', '--model', model))


def names(model, kind):
    return sorted(name for group in MODELS[model] for name in group[kind].split())


@pytest.mark.parametrize('kind', EVERY)
@pytest.mark.parametrize('model', MODELS)
def test_a_model_has_exactly_its_commands(program, model, kind):
    assert sorted(row['name'] for row in reference(program, model) if row['type'] == kind) == names(model, kind)


@pytest.mark.parametrize('model', MODELS)
def test_every_row_is_whole(program, model):
    rows = reference(program, model)
    assert {row['type'] for row in rows} == set(EVERY)
    assert len({row['form'] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {'form', 'name', 'type', 'chapter', 'help', 'example', 'setting'}
        assert row['form'].startswith(row['name']) and row['example'].startswith(row['name'])
        assert row['chapter'] and row['help'].endswith('.')


def test_the_default_model_is_the_706(program):
    assert said(program, '--json') == said(program, '--json', '--model', '706')
    assert said(program) == said(program, '--model', '706')


def test_what_a_setting_may_be(program):
    settings = {row['setting']['name']: row['setting'] for row in reference(program, '706') if row['setting']}
    assert set(settings) == set(SETTINGS)
    assert len({setting['key'] for setting in settings.values()}) == len(settings)
    for name, (default, *legal) in SETTINGS.items():
        setting = settings[name]
        assert setting['default'] == default, name
        if len(legal) == 2:
            assert [setting['low'], setting['high']] == legal, name
        else:
            assert set(setting['values']) == legal[0], name
    assert settings['RESTARTTIME']['unit'] == 'seconds'
    assert [settings[name]['kind'] for name in ('RESTARTTIME', 'RING', 'ERROR', 'TRISEALERT', 'PASSWORD')] == [
        'number', 'choice', 'flag', 'option', 'text']


def test_a_command_that_sets_and_the_one_that_asks_name_the_same_setting(program):
    rows = {row['name']: row for row in reference(program, '706')}
    for name in SETTINGS:
        assert rows[f'{name}=']['setting']['name'] == name
        if f'{name}?' in rows and name != 'THERMOSTAT':
            assert rows[f'{name}?']['setting'] == rows[f'{name}=']['setting']
    for name in ('ON', 'SECNUMBER?', 'RENEWINTERVAL?', 'ALARM?', 'ALERTNUMBER?', 'SCHEDULER?'):
        assert rows[name]['setting'] is None


def test_a_light_model_does_not_speak_of_the_microphone(program):
    for model in ('706-light', '707-light'):
        ring = next(row for row in reference(program, model) if row['name'] == 'RING=')
        assert 'MIC' not in ring['form'] and 'MIC' not in ring['setting']['values']


@pytest.mark.parametrize('model', MODELS)
def test_the_text_holds_every_row(program, model):
    text = said(program, '--model', model)
    assert max(map(len, text.splitlines())) <= 120
    rows = reference(program, model)
    for row in rows:
        assert f"\n  {row['form']} " in text and row['help'] in text and row['example'] in text
    for chapter in {row['chapter'] for row in rows}:
        assert text.count(f'{chapter}\n\n') == 1


def replies(program, folder, scenarios):
    """What PHONE got last in each of the scenarios (name: lines), played."""
    for name, lines in scenarios.items():
        (folder / f'{name}.scn').write_text('\n'.join(lines) + '\n', encoding='utf-8')
    done = subprocess.run([program, 'play', '--verbose', *(f'{name}.scn' for name in scenarios)], cwd=folder,
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, re.findall('^not ok.*', done.stdout, re.MULTILINE)
    worlds = re.split(r'^ok \d+ .*\n', done.stdout, flags=re.MULTILINE)
    got = [re.findall(rf'{re.escape(PHONE)} < "?(.*?)"?$', world, re.MULTILINE) for world in worlds[:-1]]
    return dict(zip(scenarios, (texts[-1] if texts else None for texts in got), strict=True))


def sends(text):
    return f'{PHONE} sms "{text}"'


def scenario(model, row):
    lines = [f'model {model}', 'mains on', 'ussd "*100#" answers "Credit: 5.00"']
    for text in BEFORE.get(row['name'], []):
        lines += [sends(text), f'{PHONE} gets like "* - OK"']
    # A call is its only answer.
    answer = f'{PHONE} rings within 60s' if row['name'] == 'CALLBACK' else f'{PHONE} gets like "*"'
    return [*lines, sends(row['example']), answer]


@pytest.mark.parametrize('model', MODELS)
def test_every_example_is_accepted(program, tmp_path, model):
    rows = {str(number): row for number, row in enumerate(reference(program, model))}
    got = replies(program, tmp_path, {number: scenario(model, row) for number, row in rows.items()})
    for number, row in rows.items():
        if row['name'] == 'CALLBACK':
            continue
        assert got[number] and not REFUSALS.search(got[number]), (row['form'], got[number])
        if row['type'] == 'configuration' and row['name'] != 'SIMCARD':
            assert ' - OK' in got[number], (row['form'], got[number])


@pytest.mark.parametrize('model', [model for model in MODELS if model != '706'])
def test_what_a_model_lacks_does_not_exist_there(program, tmp_path, model):
    has = {row['example'] for row in reference(program, model)}
    lacks = [row['example'] for row in reference(program, '706') if row['example'] not in has]
    assert lacks
    got = replies(program, tmp_path, {str(number): [f'model {model}', 'mains on', sends(text), f'{PHONE} gets like "*"']
                                      for number, text in enumerate(lacks)})
    assert list(got.values()) == [f'{text} - Error!' for text in lacks]


DRAWN = {'--markdown': 'doc/commands.md', '--man': 'doc/man/smsocket-commands.7.scd',
         '--dictionary': 'tests/fuzz/commands.dict',
         '--completion bash': 'dist/completion.bash', '--completion zsh': 'dist/completion.zsh'}


@pytest.mark.parametrize('option, path', DRAWN.items())
def test_what_is_drawn_from_the_table_is_not_stale(program, option, path):
    assert (ROOT / path).read_text(encoding='utf-8') == said(program, *option.split()), f'{path} is stale: run `make doc`'


def test_the_dictionary_is_one_for_libfuzzer(program):
    lines = [line for line in said(program, '--dictionary').splitlines() if not line.startswith('#')]
    assert len(set(lines)) == len(lines)
    for line in lines:
        assert re.fullmatch(r'"[ -!#-\[\]-~]{1,64}"', line), line
    for word in ('"ON"', '"RESTARTTIME="', '"SCHEDULER+08:00,*,ON"', '"SMSCHANGE"'):
        assert word in lines


@pytest.mark.parametrize('arguments, expected', [
    (['--model', '708'], '"708" is no model; expected 706, 707, 706-light or 707-light'),
    (['--model'], '--model wants a value'),
    (['--jason'], '"--jason" is no option'),
    (['please'], '"please" is one word too many'),
    (['--markdown', '--model', '706'], 'leave --model out'),
    (['--completion', 'fish'], '"fish" is no shell it knows; expected bash or zsh'),
])
def test_it_says_what_is_wrong(program, arguments, expected):
    done = subprocess.run([program, 'commands', *arguments], capture_output=True, text=True, timeout=PATIENCE_S,
                          check=False)
    assert (done.returncode, done.stdout) == (2, '')
    assert expected in done.stderr and done.stderr.count('\n') == 1
