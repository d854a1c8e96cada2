"""symbols: what the objects of our static libraries define and use, as `nm` tells it.

SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import subprocess


class Symbol:
    """One line of nm's: `source` is core/outlet.c for the member outlet.c.o of libcore.a."""

    def __init__(self, source, name, kind, section):
        self.source, self.name, self.kind, self.section = source, name, kind, section

    @property
    def defined(self):
        return self.section != '*UND*'

    @property
    def exported(self):
        return self.defined and self.kind.isupper()

    @property
    def writable(self):
        """Relocated constants (.data.rel.ro) are written by the loader only."""
        return bool(re.match(r'\*COM\*|\.(data|bss|tdata|tbss|sdata|sbss)\b', self.section)
                    and not self.section.startswith('.data.rel.ro'))


def read(archive):
    """All symbols of an archive."""
    folder = re.sub(r'^lib|\.a$', '', os.path.basename(archive))
    listing = subprocess.run(['nm', '--format=sysv', archive], check=True, stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.DEVNULL)
    symbols, source = [], folder
    for line in listing.stdout.splitlines():
        member = re.search(r'\[(.*)\.o\]:$', line)
        if member:
            source = f'{folder}/{os.path.basename(member[1])}'
        column = [word.strip() for word in line.split('|')]
        if len(column) == 7 and column[0] != 'Name':
            symbols.append(Symbol(source, column[0], column[2], column[6]))
    if not symbols:
        raise SystemExit(f'{archive}: no symbols')
    return symbols
