"""owner: somebody who types commands at the console, and knows what the device must tell of its settings after each.

What is expected is the manual's: a change is all there or not at all, also where one command changes several settings.
SPDX-License-Identifier: Apache-2.0
"""

NUMBERS = {'RESTARTTIME': (1, 600, ' seconds'), 'MICRORELAYTIME': (0, 900, ' seconds'), 'MICLEVEL': (0, 15, ''),
           'TEMPCAL': (1, 9, '')}
CHOICES = {'RINGCONFIRM': ('ON', 'OFF'), 'RINGCONFIRMTYPE': ('SMS', 'CALL'), 'SMSCONFIRM': ('ON', 'OFF'), 'ERROR': ('ON', 'OFF'),
           'SMSCONFIRMUNAUTH': ('OFF', 'ON'), 'SENSORTYPE': ('NO', 'NC'), 'ALERT': ('SMS', 'CALL', 'SMSCHANGE', 'OFF'),
           'POWERSTATE': ('REMEMBER', 'ON', 'OFF')}
FACTORY = {'RESTARTTIME': 10, 'MICRORELAYTIME': 0, 'MICLEVEL': 15, 'TEMPCAL': 5,
           **{name: values[0] for name, values in CHOICES.items()},
           'RING': 'NOACTION', 'SECLIST': 'OFF', 'TRISEALERT': 'OFF', 'TFALLALERT': 'OFF', 'SALDOUMS': 'NO',
           'SECNUMBER': (), 'ALERTNUMBER': (), 'SCHEDULER': (), 'outlet': False}
LIST_MAX, RULES_MAX = 10, 8


def choice(settings, name, values):
    return f'{name}=' + ','.join(f'({value})' if value == settings[name] else value for value in values)


def shown(settings):
    """The queries and the lines with which they are answered."""
    told = {f'{name}?': [f'{name}={settings[name]}{unit}'] for name, (_, _, unit) in NUMBERS.items()}
    told.update({f'{name}?': [choice(settings, name, values)] for name, values in CHOICES.items()})
    told['RING?'] = [choice(settings, 'RING', ('NOACTION', 'RESTART', 'SWITCH', 'MIC'))]
    told['SECLIST?'] = [choice(settings, 'SECLIST', ('OFF', 'ON'))]
    for name in ('SECNUMBER', 'ALERTNUMBER'):
        told[f'{name}?'] = [f'{name}s: {",".join(settings[name])}' if settings[name] else f'No {name}s!']
    for name in ('TRISEALERT', 'TFALLALERT'):
        told[f'{name}?'] = [f'{name}={settings[name]}']
    told['SALDOUMS?'] = ['SALDOUMS=NO' if settings['SALDOUMS'] == 'NO' else f'SALDOUMS: {settings["SALDOUMS"]}']
    told['SCHEDULER?'] = sorted(settings['SCHEDULER']) or ['No rules!']
    return told


def outlet_at_start(settings):
    return settings['outlet'] if settings['POWERSTATE'] == 'REMEMBER' else settings['POWERSTATE'] == 'ON'


class Owner:
    """Types what chance has him type, of what the settings allow."""

    def __init__(self, chance):
        self.chance, self.settings = chance, dict(FACTORY)

    def next(self):
        """A command, its answer, and the settings after it."""
        kind = self.chance.choice((self.number, self.number, self.choose, self.choose, self.listed, self.listed, self.rule,
                                   self.dependent, self.switch))
        command, answer, change = kind()
        return command, answer or f'{command} - OK', {**self.settings, **change}

    def number(self):
        name = self.chance.choice(sorted(NUMBERS))
        value = self.chance.randint(*NUMBERS[name][:2])
        return f'{name}={value}', None, {name: value}

    def choose(self):
        name = self.chance.choice(sorted(CHOICES))
        value = self.chance.choice(CHOICES[name])
        return f'{name}={value}', None, {name: value}

    def switch(self):
        on = self.chance.random() < 0.5
        word = 'ON' if on else 'OFF'
        return word, f'Power socket {word}', {'outlet': on}

    def listed(self):
        name = self.chance.choice(('SECNUMBER', 'ALERTNUMBER'))
        numbers = self.settings[name]
        if len(numbers) == LIST_MAX:
            return f'{name}-ALL', None, self.emptied(name)
        number = f'336000000{self.chance.randint(10, 99)}'
        return f'{name}+{number}', None, {name: numbers if number in numbers else (*numbers, number)}

    @staticmethod
    def emptied(name):
        """What goes with the last number of a list."""
        if name == 'SECNUMBER':
            return {'SECNUMBER': (), 'SECLIST': 'OFF', 'RING': 'NOACTION'}
        return {'ALERTNUMBER': (), 'TRISEALERT': 'OFF', 'TFALLALERT': 'OFF'}

    def rule(self):
        rules = self.settings['SCHEDULER']
        if len(rules) == RULES_MAX:
            return 'SCHEDULER-ALL', None, {'SCHEDULER': ()}
        rule = f'{self.chance.randint(0, 23):02}:{self.chance.randint(0, 59):02},{self.chance.randint(1, 7)},INF'
        return f'SCHEDULER+{rule}', None, {'SCHEDULER': rules if rule in rules else (*rules, rule)}

    def dependent(self):
        """What only goes with a list."""
        if self.settings['SECNUMBER'] and self.settings['SECLIST'] == 'OFF':
            return 'SECLIST=ON', None, {'SECLIST': 'ON'}
        if self.settings['SECLIST'] == 'ON' and self.settings['RING'] == 'NOACTION':
            return 'RING=SWITCH', None, {'RING': 'SWITCH'}
        if self.settings['ALERTNUMBER'] and self.settings['TRISEALERT'] == 'OFF':
            degrees = self.chance.randint(20, 50)
            return f'TRISEALERT={degrees}', None, {'TRISEALERT': degrees}
        code = f'*{self.chance.randint(100, 999999)}#'
        return f'SALDOUMS={code}', None, {'SALDOUMS': code}
