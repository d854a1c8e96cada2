"""budget: doc/budget.txt is true and within its limits; the measure of the stack finds what it must not accept.

Usage: budget.py DIR      where the cross compiler's objects are kept between two runs
Prints a line a case (TAP). SPDX-License-Identifier: Apache-2.0
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tools'))
sys.dont_write_bytecode = True
import stack  # noqa: E402

TOOL = 'arm-none-eabi-'
FLAGS = ['-mcpu=cortex-m4', '-mthumb', '-O1', '-ffreestanding', '-ffunction-sections', '-fdata-sections',
         '-fcallgraph-info=su,da']
MORE = 'int a_top(int n); int a_more(int n, void (*f)(char *)); char *a_buffer(char *);\n'
# core/a.c, and the depth below a_top or what is said of it.
CASES = [
    ('a path', 'static __attribute__((noinline)) int low(int n) { char b[200]; return *a_buffer(b) + n; }'
               'int a_top(int n) { char b[100]; return low(n) + *a_buffer(b); }'
               'char *a_buffer(char *b) { return b; }', range(300, 400)),
    ('a table', 'static int quiet(int n) { return n; } static int deep(int n) { char b[200]; return *a_buffer(b) + n; }'
                'static int (*const acts[])(int) = { quiet, deep };'
                'int a_top(int n) { return acts[n](n) + 1; } char *a_buffer(char *b) { return b; }', range(200, 300)),
    ('a division', 'int a_top(int n) { return (int)(0x123456789abcull / (unsigned long long)n) + 1; }', range(48, 80)),
    ('recursion', 'int a_top(int n) { return n == 0 ? 0 : a_buffer(0)[n] + a_top(n - 1) * n; }'
                  'char *a_buffer(char *b) { return b + a_top(1); }', 'recursion: '),
    ('a pointer to anywhere', 'int a_more(int n, void (*f)(char *)) { f(0); return n; }'
                              'int a_top(int n) { return a_more(n, (void (*)(char *))n) + 1; }',
     'nothing is known of where "f" leads'),
    ('a frame without a size', 'int a_top(int n) { char b[n]; return *a_buffer(b); } char *a_buffer(char *b) { return b; }',
     'the size of its frame'),
    ('a stranger', 'int a_top(int n) { return *a_buffer(0) + n; }', 'a_top: calls a_buffer, of which nothing is known'),
]

# The same in an image, where calls are fewer.
WHOLE = {
    'a path': range(300, 400),
    'a table': range(200, 300),
    'recursion': 'recursion: ',
    'a pointer to anywhere': 'nothing is known of where "f" leads',
    'a frame without a size': 'the size of its frame',
    'a stranger': 'calls a_buffer, of which nothing is known',
}


def measured(source):
    """The depth below a_top of a tree with that one file, or what is said instead."""
    with tempfile.TemporaryDirectory() as root:
        os.mkdir(os.path.join(root, 'core'))
        with open(os.path.join(root, 'core', 'a.c'), 'w', encoding='utf-8') as file:
            file.write(MORE + source.replace('}', '}\n') + '\n')
        subprocess.run([TOOL + 'gcc', *FLAGS, '-c', 'core/a.c', '-o', 'core/a.o'], cwd=root, check=True)
        try:
            return stack.Graph(root, root, TOOL + 'objdump').worst('a_top')[0]
        except SystemExit as why:
            return str(why)


def measured_image(source):
    """The same of an image that was optimised as a whole; a_top is its main."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, 'core'))
        with open(os.path.join(root, 'core', 'a.c'), 'w', encoding='utf-8') as file:
            file.write((MORE + source.replace('}', '}\n') + '\n').replace('a_top', 'main'))
        os.makedirs(os.path.join(root, 'parts', 'core'))
        subprocess.run([TOOL + 'gcc', *FLAGS, '-c', 'core/a.c', '-o', 'parts/core/a.o'], cwd=root, check=True)
        os.mkdir(os.path.join(root, 'whole'))
        subprocess.run([TOOL + 'gcc', *FLAGS, '-flto', '-flto-partition=one', '-c', 'core/a.c', '-o', 'whole/a.o'], cwd=root,
                       check=True)
        subprocess.run([TOOL + 'gcc', *FLAGS, '-flto', '-flto-partition=one', '-nostdlib', '-Wl,-emain', 'whole/a.o',
                        '-Wl,--unresolved-symbols=ignore-all', '-o', 'a.elf'], cwd=root, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        graph = stack.Graph(root, os.path.join(root, 'parts'), TOOL + 'objdump')
        calls, = glob.glob(os.path.join(root, '*.ci'))
        try:
            image = stack.Image(graph, calls, os.path.join(root, 'a.elf'), TOOL + 'nm')
            return image.worst(image.title('main'))[0]
        except SystemExit as why:
            return str(why)


def main(directory):
    if not shutil.which(TOOL + 'gcc'):
        print(f'1..1\nok 1 budget # SKIP no {TOOL}gcc here (tools/setup test installs it)')
        return 0
    results = []
    budget = subprocess.run([os.path.join(ROOT, 'tools', 'budget'), directory, '--check', os.path.join(ROOT, 'doc', 'budget.txt')],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    results.append(('the budget holds', budget.returncode == 0, budget.stdout))
    for name, source, expected in CASES:
        got = measured(source)
        good = expected in str(got) if isinstance(expected, str) else got in expected
        results.append((f'stack: {name}', good, f'gave {got}; expected {expected}'))
    for name, source, expected in CASES:
        if name not in WHOLE:
            continue
        got = measured_image(source)
        good = WHOLE[name] in str(got) if isinstance(WHOLE[name], str) else got in WHOLE[name]
        results.append((f'stack of an image: {name}', good, f'gave {got}; expected {WHOLE[name]}'))
    print(f'1..{len(results)}')
    for number, (name, good, why) in enumerate(results, 1):
        print(f'{"ok" if good else "not ok"} {number} {name}')
        if not good:
            print('\n'.join('# ' + line for line in why.splitlines()))
    return 0 if all(good for _, good, _ in results) else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
