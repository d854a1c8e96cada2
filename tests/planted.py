#!/usr/bin/env python3
"""planted: bugs worth finding, planted one at a time in a copy of the tree: does `smsocket explore` find each?

Usage: tests/planted.py [--quick] [--seeds N] [--keep DIR] [NAME...]      a bug is a file planted/NAME.bug

Each is built (only the file it is in compiles anew) and visited until the first world fails. Printed for each: the sentence
that broke, the seed, and how many worlds that took. The exit status is 0 only if all were found.
SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUGS = os.path.join(HERE, 'planted')
SEEDS = 2000
HOURS = 96
QUICK = ['journal-mark-missing', 'services-answered', 'timer-stays']  # found within seconds
OPTIONS = ['-Dtests=disabled', '-Dwerror=false', '-Dwarning_level=0', '-Dbuildtype=release']
BROKEN = re.compile(r'^seed (\d+): broken: (.*)$', re.MULTILINE)
WORLDS = re.compile(r'^(\d+) worlds, ', re.MULTILINE)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


class Bug:
    """`# what it is`, `--- FILE`, lines that begin with `-` where those with `+` are to stand instead, in this order.
    A line that begins with neither stands in both."""

    def __init__(self, name):
        self.name, self.edits = name, []
        path = os.path.join(BUGS, name + '.bug')
        blocks = re.split(r'^--- (.*)\n', read(path), flags=re.MULTILINE)
        self.what = ' '.join(line[2:] for line in blocks[0].splitlines())
        for file, block in zip(blocks[1::2], blocks[2::2]):
            lines = [line for line in block.splitlines() if line]
            was = '\n'.join(line[1:] for line in lines if not line.startswith('+'))
            becomes = '\n'.join(line[1:] for line in lines if not line.startswith('-'))
            self.edits.append((file, was + '\n', becomes + '\n'))

    def plant(self, tree):
        for file, was, becomes in self.edits:
            path = os.path.join(tree, file)
            text = read(path)
            if text.count(was) != 1:
                raise SystemExit(f'planted: {self.name}.bug: its lines stand {text.count(was)} times in {file}, expected once:\n{was}')
            write(path, text.replace(was, becomes))


def must(command, **more):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace', check=False, **more)
    if done.returncode:
        shown = '\n'.join(done.stdout.splitlines()[-20:])
        raise SystemExit(f'{shown}\nplanted: failed: {" ".join(command)}')
    return done.stdout


def copy(tree):
    names = must(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], cwd=ROOT).split('\0')
    for name in filter(None, names):
        if os.path.isfile(os.path.join(ROOT, name)):
            os.makedirs(os.path.dirname(os.path.join(tree, name)), exist_ok=True)
            shutil.copyfile(os.path.join(ROOT, name), os.path.join(tree, name))


def explore(build, seeds):
    done = subprocess.run([os.path.join(build, 'smsocket'), 'explore', '--seeds', f'1..{seeds}', '--hours', str(HOURS), '--stop'],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          errors='replace', check=False)
    found = BROKEN.search(done.stdout)
    worlds = WORLDS.search(done.stdout)
    return done.returncode, found, int(worlds[1]) if worlds else 0


def hunt(bug, tree, build, seeds):
    """true: it was found."""
    started = time.monotonic()
    before = {file: read(os.path.join(tree, file)) for file, _, _ in bug.edits}
    bug.plant(tree)
    must(['ninja', '-C', build, 'smsocket'])
    status, found, worlds = explore(build, seeds)
    for file, text in before.items():
        write(os.path.join(tree, file), text)
    seconds = time.monotonic() - started
    if found is None or status != 1:
        print(f'not found: {bug.name}: {bug.what}: {worlds} worlds, {seconds:.0f} s', flush=True)
        return False
    print(f'found: {bug.name}: {found[2]} Seed {found[1]}, the {worlds}. world, {seconds:.0f} s', flush=True)
    return True


def main(arguments):
    seeds = SEEDS
    if '--seeds' in arguments:
        at = arguments.index('--seeds')
        seeds = int(arguments[at + 1])
        del arguments[at:at + 2]
    quick = '--quick' in arguments
    names = [word for word in arguments if word != '--quick']
    names = names or (QUICK if quick else sorted(name[:-4] for name in os.listdir(BUGS) if name.endswith('.bug')))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        tree, build = os.path.join(directory, 'tree'), os.path.join(directory, 'build')
        copy(tree)
        must(['meson', 'setup', build, tree, *OPTIONS])
        must(['ninja', '-C', build, 'smsocket'])
        found = [hunt(Bug(name), tree, build, seeds) for name in names]
    print(f'{sum(found)} of {len(found)} bugs found, {time.monotonic() - started:.0f} s')
    return 0 if all(found) else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
