"""faults: proves that doc/faults.md is not stale: each fault that the virtual modem can play has its row, each row its
scenario, and the scenario plays that fault.

Usage: tests/faults.py MATRIX     the program that lists the faults
Prints a line a case (TAP). SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOC = ROOT / 'doc' / 'faults.md'
ROW = re.compile(r'^\| (F\d\d) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|', re.MULTILINE)
WITHOUT_INJECTION = ('F28', 'F33', 'F50', 'F61', 'F66')


def wrong_in(files, name):
    """What is wrong with the files of a row."""
    if not files:
        return 'no scenario'
    for file in files:
        if not file.is_file():
            return f'{file.name} does not exist'
        if name and f'modem fault {name}\n' not in file.read_text(encoding='utf-8'):
            return f'{file.name} does not play it'
    return ''


def main():
    listed = subprocess.run([sys.argv[1], '--list'], stdout=subprocess.PIPE, text=True, check=True).stdout
    rows = {(row[0], row[1].strip('` ')): row for row in ROW.findall(DOC.read_text(encoding='utf-8'))}
    wanted = [(ident, name, what) for ident, name, what in (line.split('\t') for line in listed.splitlines())]
    wanted += [(ident, '', None) for ident in WITHOUT_INJECTION]
    failed = 0
    print(f'1..{len(wanted) + 1}')
    for number, (ident, name, what) in enumerate(wanted, 1):
        row = rows.pop((ident, name), None)
        files = [DOC.parent / path for path in re.findall(r'\]\((.*?)\)', row[3])] if row else []
        wrong = 'no row' if not row else 'another sentence' if what and row[2] != what else wrong_in(files, name)
        if not wrong and row[4] != 'ok':
            wrong = f'its scenario was {row[4]}'
        failed += bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {number} - {ident} {name}{": " + wrong if wrong else ""}')
    print(f'{"not ok" if rows else "ok"} {len(wanted) + 1} - no row too many {sorted(rows)}')
    if failed or rows:
        print('# doc/faults.md is stale: run `make faults`')
    return 1 if failed or rows else 0


if __name__ == '__main__':
    sys.exit(main())
