"""stack: the worst depth of stack below a function, from what gcc says of its objects (-fcallgraph-info=su,da).

Recursion, a frame whose size only the run decides, a function that is nowhere and a call through a pointer that may
lead anywhere are errors. Such a call leads, if it is to a table of its file (`acts[i](j)`, `parts[i].next(m)`), to the functions in that
table; if BEYOND knows the name that holds the pointer, to those; else to all functions whose address its file takes.

An image that was optimised as a whole has a graph of its own (Image): whom it calls through a pointer is told by the objects
of the same sources, compiled one by one.
SPDX-License-Identifier: Apache-2.0
"""
import glob
import os
import re
import subprocess

# Functions without a graph: the C library's, and those that the compiler calls by itself. picolibc's deepest is memmove
# with 8 bytes, libgcc's the division of 64 bits with 48.
LIBRARY = {**dict.fromkeys(['memcpy', 'memmove', 'memset', 'memcmp', 'strlen'], 8),
           **dict.fromkeys(['__aeabi_uldivmod', '__aeabi_ldivmod'], 48)}
# It does not come back, and what it does is the port's.
END = {'assert_failed'}

PORT = 'the port'  # of unknown depth, which is not counted but in an image
# By folder and the name that holds the pointer: a folder, of whose functions any may be meant whose address it takes;
# a table of a file; or the port.
BEYOND = {
    ('modem', 'done'): 'modem',
    ('modem', 'data'): 'modem',
    ('modem', 'judge'): 'modem/setup.c ladder',
    ('store', 'parts'): 'store',
    **{('modem', name): PORT for name in ('send', 'note', 'power')},
    **{(folder, name): PORT for folder in ('store', 'ports') for name in ('read', 'program', 'erase', 'sync')},
    **{('device', name): PORT for name in ('outlet', 'microrelay', 'led', 'answer', 'note', 'restart', 'shut_down')},
}
# The port of an image: by the name that holds the pointer.
DEEDS, MEMORY = 'ports/cortexm/deeds.c', 'ports/cortexm/spinor.c'
IMAGE_PORT = {
    'send': (DEEDS, 'modem_send'), 'power': (DEEDS, 'modem_power'),
    **{name: (DEEDS, name) for name in ('outlet', 'microrelay', 'led', 'answer', 'note', 'restart', 'shut_down')},
    **{name: (MEMORY, name) for name in ('read', 'program', 'erase', 'sync')},
}


class Graph:
    """The functions of the objects below `objects`, compiled in `root` by paths like core/core.c."""

    def __init__(self, root, objects, objdump):
        self.root = root
        self.frame, self.file, self.calls = {}, {}, {}
        self.taken = {}  # by file, then by the section that holds the pointer: functions
        self.depths = {}
        for path in sorted(glob.glob(os.path.join(objects, '**', '*.ci'), recursive=True)):
            self.read_graph(path)
        for path in sorted(glob.glob(os.path.join(objects, '**', '*.o'), recursive=True)):
            self.read_pointers(path, os.path.relpath(path, objects)[:-2] + '.c', objdump)

    def read_graph(self, path):
        with open(path, encoding='utf-8') as lines:
            for line in lines:
                node = re.match(r'node: { title: "(.*?)" label: ".*?\\n(.*?):\d+:\d+\\n(\d+) bytes \((.*?)\)', line)
                if node:
                    name, self.file[node[1]] = node[1], node[2]
                    self.frame[name] = int(node[3]) if node[4] in ('static', 'dynamic,bounded') else None
                edge = re.match(r'edge: { sourcename: "(.*?)" targetname: "(.*?)"(?: label: "(.*?)")?', line)
                if edge:
                    self.calls.setdefault(edge[1], set()).add((edge[2], edge[3]))

    def read_pointers(self, path, file, objdump):
        listing = subprocess.run([objdump, '-r', path], check=True, stdout=subprocess.PIPE, text=True).stdout
        section = ''
        for line in listing.splitlines():
            heading = re.match(r'RELOCATION RECORDS FOR \[(.*)\]', line)
            if heading:
                section = heading[1]
            entry = re.match(r'[0-9a-f]+ R_\w+_(\w+)\s+(?:\.text\.)?(\w+)', line)
            if not entry or entry[1] in ('CALL', 'JUMP24', 'JUMP19', 'JUMP11') or not re.match(r'\.(text|ro?data|data\.init)', section):
                continue
            for title in (f'{file}:{entry[2]}', entry[2]):
                if title in self.frame:
                    self.taken.setdefault(file, {}).setdefault(section, set()).add(title)

    def callee(self, place):
        """What is called at file:line:column, and the text there."""
        file, line, column = place.rsplit(':', 2)
        with open(os.path.join(self.root, file), encoding='utf-8') as lines:
            text = lines.read().splitlines()[int(line) - 1][int(column) - 1:]
        callee = re.match(r'(?:\w|->|\.|\[[^\]]*\])+(?=\()', text)
        return callee[0] if callee else '', text

    def holder(self, place):
        """The name that holds the pointer: `next` of `parts[i].next(m)`."""
        callee, text = self.callee(place)
        return re.split(r'->|\.', re.sub(r'\[[^\]]*\]', '', callee))[-1] or text

    def table(self, place):
        """The array of which it is a member: `parts` of that; or what matches none."""
        array = re.match(r'(\w+)\[', self.callee(place)[0])
        return array[1] if array else '(?!)'

    def taken_by(self, prefix, table=None):
        return {function for file, sections in self.taken.items() if file.startswith(prefix)
                for section, functions in sections.items()
                if table is None or re.fullmatch(rf'\.rodata\.{table}(\.\d+)?', section) for function in functions}

    def behind(self, place):
        """The functions that a call through a pointer may lead to, or the port."""
        file, name = place.split(':')[0], self.holder(place)
        own = self.taken_by(file, re.escape(name)) or self.taken_by(file, self.table(place))
        if own:
            return own
        beyond = BEYOND.get((file.split('/')[0], name))
        if beyond == PORT:
            return {PORT}
        found = self.taken_by(*beyond.split()) if beyond else self.taken_by(file)
        if not found:
            raise SystemExit(f'{place}: nothing is known of where "{name}" leads; tools/stack.py has a list')
        return found

    def interrupts(self, file):
        """Whom the vectors of a board lead to, by name, but for those that begin anew: start and fault."""
        return {name.split(':')[-1] for name in self.taken[file]['.data.init.enter']} - {'start_fault'}

    def worst(self, name, above=()):
        """Bytes of the deepest path from a function, and the path."""
        if name in above:
            raise SystemExit('recursion: ' + ' > '.join([*above[above.index(name):], name]))
        if name in self.depths:
            return self.depths[name]
        if name in LIBRARY or name in END or name == PORT:
            return LIBRARY.get(name, 0), [name]
        if name not in self.frame:
            raise SystemExit(f'{above[-1] if above else "stack"}: calls {name}, of which nothing is known')
        if self.frame[name] is None:
            raise SystemExit(f'{name}: the size of its frame is not known before it runs')
        depth, path = 0, []
        for target, place in sorted(self.calls.get(name, ()), key=str):
            for callee in sorted(self.behind(place)) if target == '__indirect_call' else [target]:
                below = self.worst(callee, (*above, name))
                if below[0] > depth:
                    depth, path = below
        self.depths[name] = self.frame[name] + depth, [name, *path]
        return self.depths[name]


class Image(Graph):
    """The functions of a linked image, from the graph (.ci) that the link-time optimiser has written. `parts` is the Graph
    of the same sources; what is the port for the device is known here. `elf`: the image itself, whose symbols tell which
    functions are one, because they were alike."""

    def __init__(self, parts, path, elf, nm):
        self.root, self.parts = parts.root, parts
        self.alike = {}  # by a function's name: those at its address
        self.read_symbols(elf, nm)
        self.frame, self.file, self.calls, self.depths = {}, {}, {}, {}
        self.names = {}  # by source file and the function's name there: titles
        with open(path, encoding='utf-8') as lines:
            for line in lines:
                self.read_line(line)

    def read_symbols(self, elf, nm):
        listing = subprocess.run([nm, elf], check=True, stdout=subprocess.PIPE, text=True).stdout
        at = {}
        for address, kind, name in re.findall(r'^(\w+) (\w) (\S+)$', listing, re.MULTILINE):
            if kind in 'tTW':
                at.setdefault(address, []).append(name)
        self.alike = {name: names for names in at.values() for name in names}

    def read_line(self, line):
        node = re.match(r'node: { title: "(.*?)" label: "(.*?)\\n(.*?):\d+:\d+\\n(\d+) bytes \((.*?)\)', line)
        if node:
            title, name, file = node[1], node[2].split('.')[0], self.source(node[3])
            self.file[title] = file
            self.frame[title] = int(node[4]) if node[5] in ('static', 'dynamic,bounded') else None
            self.names.setdefault((file, name), set()).add(title)
        edge = re.match(r'edge: { sourcename: "(.*?)" targetname: "(.*?)"(?: label: "(.*?)")?', line)
        if edge:
            self.calls.setdefault(edge[1], set()).add((edge[2], edge[3] and self.source(edge[3])))

    def source(self, path):
        """Relative to the root, whatever directory the linker ran in."""
        parts = [part for part in path.split('/') if part != '..']
        for i in range(len(parts)):
            tail = '/'.join(parts[i:])
            if os.path.exists(os.path.join(self.root, tail.split(':')[0])):
                return tail
        return path

    def behind(self, place):
        """Those that the sources lead to, as far as they are functions here: others were put into their callers."""
        leads = self.parts.behind(place)
        if leads == {PORT}:
            return self.names.get(IMAGE_PORT[self.parts.holder(place)], set())
        return {title for lead in leads for title in self.names.get((self.parts.file[lead], lead.split(':')[-1]), ())}

    def worst(self, name, above=()):
        if name not in self.frame:
            prefix, _, short = name.rpartition(':')
            for other in self.alike.get(short, ()):
                if f'{prefix}:{other}' in self.frame:
                    name = f'{prefix}:{other}'
        return super().worst(name, above)

    def title(self, name):
        """Of the only function of that name."""
        titles = {title for (_, each), found in self.names.items() if each == name for title in found}
        if len(titles) != 1:
            raise SystemExit(f'{name}: {len(titles)} functions of that name in the image, expected 1')
        return titles.pop()
