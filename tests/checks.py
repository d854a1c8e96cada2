"""checks: proves that each check of tools/ reports the mistake it is there for, and only that.

Prints a line a case (TAP). SPDX-License-Identifier: Apache-2.0
"""
import os
import subprocess
import sys
import tempfile

TOOLS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'tools')
SPDX = '/* SPDX-License-Identifier: Apache-2.0 */\n'
HEADER = '/* a: a thing.\n * SPDX-License-Identifier: Apache-2.0 */\n#ifndef BASE_A_H\n#define BASE_A_H\n#endif\n'

# The check, a file, what is in it, and what the check says of it ('': nothing).
CASES = [
    ('freestanding', 'base/a.c', 'void *a_new(unsigned long n); void *malloc(unsigned long);'
                                 'void *a_new(unsigned long n) { return malloc(n); }', 'base/a.c: uses malloc'),
    ('freestanding', 'base/a.c', 'int a_next(void); int a_next(void) { static int n; return n++; }', 'writable global'),
    ('freestanding', 'base/a.c', 'int a_level = 3;', 'a_level is a writable global'),
    ('freestanding', 'base/a.c', 'int a_common;', 'a_common is a writable global'),
    ('freestanding', 'base/a.c', 'extern const char *const a_words[2]; const char *const a_words[2] = { "x", "y" };', ''),
    ('freestanding', 'base/a.c', 'unsigned long strlen(const char *); unsigned long a_len(const char *s);'
                                 'unsigned long a_len(const char *s) { return strlen(s); }', ''),
    ('names', 'base/a.c', 'int b_get(void); int b_get(void) { return 1; }', 'base/a.c: exports b_get; expected a_...'),
    ('names', 'base/a.c', 'int base_get(void); int base_get(void) { return 1; }', 'exports base_get'),
    ('names', 'base/a.c', 'int a_get(void); static int b(void) { return 1; } int a_get(void) { return b(); }', ''),
    ('includes', 'core/a.c', SPDX + '#include "modem/b.h"\n', 'core/a.c:2: core/a.c must not see modem/'),
    ('includes', 'core/a.c', SPDX + '#include "b.h"\n', 'core/a.c:2: "b.h" is no path from the root'),
    ('includes', 'core/a.c', SPDX + '#include <stdio.h>\n', 'core/a.c:2: <stdio.h> is not for'),
    ('includes', 'sim/vmodem.c', SPDX + '#include "modem/b.h"\n', 'must not see modem/'),
    ('includes', 'app/a.c', SPDX + '#include <stdio.h>\n#include "modem/b.h"\n', ''),
    ('includes', 'base/a.c', '#include <stdint.h>\n', 'base/a.c:1: expected a comment first'),
    ('includes', 'base/a.h', HEADER, ''),
    ('includes', 'base/a.h', HEADER.replace('BASE_', ''), 'expected the include guard BASE_A_H'),
    ('includes', 'base/a.h', HEADER.replace('a: ', 'b: '), 'expected "/* a: "'),
    ('words', 'a.md', 'one\nTO' 'DO two\n', 'a.md:2: "TO' 'DO": unfinished work'),
    ('words', 'a.md', 'see /ho' 'me/me\n', 'a path of one machine'),
    ('words', 'a.md', 'call +4' '9301234567\n', "somebody's telephone number"),
    ('words', 'a.md', 'call +33600000012 or +33612345678\n', ''),
    ('tests', 'tests/unit/t_a.c', SPDX, 'tests/unit/t_a.c: no row'),
    ('tests', 'tests/unit/a.c', SPDX, ''),
]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def archive(root, path):
    """The C file as a library, named as the build names it."""
    folder, file = path.split('/')
    made = os.path.join(root, f'lib{folder}.a')
    subprocess.run(['cc', '-std=c11', '-O2', '-fPIC', '-c', path, '-o', file + '.o'], cwd=root, check=True)
    subprocess.run(['ar', 'rc', made, file + '.o'], cwd=root, check=True)
    return made


def said(check, path, text):
    """What a check prints about a tree with that file in it."""
    with tempfile.TemporaryDirectory() as root:
        write(os.path.join(root, 'modem', 'b.h'), HEADER.replace('BASE_A', 'MODEM_B').replace('a: ', 'b: '))
        write(os.path.join(root, 'tests', 'meson.build'), '')
        write(os.path.join(root, path), text)
        arguments = {
            'freestanding': lambda: [archive(root, path)],
            'names': lambda: [root, archive(root, path)],
        }.get(check, lambda: [root])()
        done = subprocess.run([sys.executable, os.path.join(TOOLS, 'check-' + check), *arguments],
                              stderr=subprocess.PIPE, text=True, check=False)
        # The status is what the build goes by.
        return done.stderr if done.returncode else ''


def main():
    failed = 0
    print(f'1..{len(CASES)}')
    for number, (check, path, text, expected) in enumerate(CASES, 1):
        got = said(check, path, text)
        good = expected in got and got.count('\n') == 1 if expected else got == ''
        print(f'{"ok" if good else "not ok"} {number} {check}: {expected or "accepts " + path}')
        if not good:
            failed += 1
            print('\n'.join('# ' + line for line in f'{text}\ngave: {got}'.splitlines()))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
