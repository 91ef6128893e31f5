#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many clients at once, each of them one command after the other, on the same
few cases and on cases of their own: serial_run.py SEED CLIENTS COMMANDS

The log on stdout has a line of JSON a command: who ran it, its arguments, the
instants just before its start and just after its end, its exit status and
what it printed.  serial_check.py judges it.  The clients' choices depend on
SEED and on what they were answered, the order is the machine's.
"""
import json
import random
import subprocess
import sys
import threading
import time

AREA, MATTER = '440310003001001', '0102'
NUMBER = '440310-20261109-%05d'
HOT = 6         # cases that all work on

# From which statuses an action is worth a try; most tries come too late.
FITS = {
    'open': ['collected'], 'reject': ['collected'], 'dispatch': ['opened', 'returned'], 'accept': ['dispatched', 'rework'],
    'note': ['handling'], 'return': ['dispatched', 'handling'], 'feedback': ['handling'], 'fixed-on-spot': ['collected', 'opened'],
    'pass': ['replied'], 'fail': ['replied'], 'close': ['verified'], 'cancel': ['opened', 'dispatched', 'handling'],
    'force': ['handling', 'replied', 'verified'], 'rate': ['closed'],
    'extend': ['handling'], 'suspend': ['handling'], 'resume': ['suspended'],
}
BECOMES = {
    'open': 'opened', 'dispatch': 'dispatched', 'accept': 'handling', 'return': 'returned', 'feedback': 'replied',
    'fixed-on-spot': 'replied', 'pass': 'verified', 'fail': 'rework', 'close': 'closed', 'force': 'closed',
    'cancel': 'cancelled', 'reject': 'rejected', 'note': 'handling', 'rate': 'closed',
    'extend': 'handling', 'suspend': 'suspended', 'resume': 'handling',
}
RARE = {'reject': 0.2, 'cancel': 0.05, 'force': 0.1, 'fixed-on-spot': 0.2, 'return': 0.3, 'note': 1.5, 'extend': 0.5, 'suspend': 0.3}

lock = threading.Lock()


class Client:
    def __init__(self, seed, number, clients):
        self.random = random.Random(seed * 1000 + number)
        self.number, self.clients = number, clients
        self.believed = {NUMBER % (i + 1): 'opened' for i in range(HOT)} if number else {}
        self.own = []
        self.keyed = []         # commands that had a key
        self.runs = 0

    def code(self, letter):
        return '%s%02d' % (letter, self.number)

    def run(self, argv):
        start = time.monotonic_ns()
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        end = time.monotonic_ns()
        self.runs += 1
        with lock:
            print(json.dumps({'client': self.number, 'argv': argv, 'start': start, 'end': end, 'status': done.returncode,
                              'out': done.stdout, 'err': done.stderr}, ensure_ascii=False))
        return done.stdout.split('\n')[:-1] if done.returncode in (0, 1) else []

    def tag(self):
        return 'c%02d-%d' % (self.number, self.runs)

    def act(self, action, numbers, extra):
        r, tag = self.random, self.tag()
        centre, worker = ['--by', self.code('D')], ['--by', self.code('H')]
        argv = {
            'open': lambda: ['case-open', *centre, '--matter', MATTER],
            'reject': lambda: ['case-open', *centre, '--reject', '--reason', tag],
            'dispatch': lambda: ['case-dispatch', *centre, '--to',
                                 r.choice(['ZJ', 'ZJ', 'ZJ', self.code('H'), 'H%02d' % r.randrange(self.clients + 1)])],
            'accept': lambda: ['case-handle', *worker, '--accept'],
            'note': lambda: ['case-handle', *worker, '--note', tag],
            'return': lambda: ['case-handle', *worker, '--return', '--reason', tag],
            'fixed-on-spot': lambda: ['case-handle', *worker, '--fixed-on-spot', '--result', tag],
            'extend': lambda: ['case-handle', *centre, '--extend', '--reason', tag],
            'suspend': lambda: ['case-handle', *centre, '--suspend', '--until', '2026-12-01', '--reason', tag],
            'resume': lambda: ['case-handle', *centre, '--resume'],
            'feedback': lambda: ['case-feedback', *worker, '--result', tag],
            'pass': lambda: ['case-verify', *(worker if r.random() < 0.3 else ['--by', self.code('V')]), '--pass'],
            'fail': lambda: ['case-verify', '--by', self.code('V'), '--fail', '--reason', tag],
            'close': lambda: ['case-close', *centre],
            'force': lambda: ['case-close', *centre, '--force', '--reason', tag],
            'cancel': lambda: ['case-close', *centre, '--cancel', '--reason', tag],
            'rate': lambda: ['case-rate', *centre, '--score', str(r.randint(1, 5)), '--rater', tag],
        }[action]() + extra + numbers
        for no in self.run(argv):
            if '-n' not in extra:
                self.believed[no] = BECOMES[action]
        return argv

    def new(self, extra):
        r = self.random
        if r.random() < 0.5:
            argv, status = ['case-collect', '--by', self.code('H'), '--area', AREA, '--text', self.tag()], 'collected'
        else:
            argv, status = ['case-open', '--by', self.code('D'), '--area', AREA, '--matter', MATTER, '--text', self.tag()], 'opened'
        if r.random() < 0.2:
            argv += ['--source', 'S', '--source-no', str(r.randrange(12))]
        argv += extra
        for no in self.run(argv):
            if '-n' not in extra:
                self.own.append(no)
                self.believed[no] = status
        return argv

    def some_case(self):
        r = self.random
        if self.own and r.random() < 0.25:
            return r.choice(self.own)
        if r.random() < 0.08:           # of somebody else, or not yet there, or never
            return NUMBER % r.choice([r.randint(1, 99), r.randint(1, 200), 99999])
        return NUMBER % r.randint(1, HOT)

    def step(self):
        r = self.random
        p = r.random()
        extra = []
        if p < 0.14:
            argv = ['case-list', '-f', 'csv']
            if r.random() < 0.4:
                argv += ['--status', r.choice(['handling,rework', 'opened', 'closed', 'dispatched,replied'])]
            for line in self.run(argv)[1:]:
                self.believed[line.split(',')[0]] = line.split(',')[1]
            return
        if p < 0.19:
            self.run(['case-show', '-f', 'csv', self.some_case()])
            return
        if p < 0.24:                    # a key that others use too, mostly for the same
            key = str(r.randrange(8))
            self.run(['case-collect', '--area', AREA, '--text', 'k%s-%s' % (key, 'b' if r.random() < 0.15 else 'a'), '--key', key])
            return
        if p < 0.29 and self.keyed:     # again, or its key with other arguments
            argv = list(r.choice(self.keyed))
            if argv[-1].startswith(NUMBER[:15]) and r.random() < 0.3:
                argv[-1] = NUMBER % r.randint(1, HOT)
            self.run(argv)
            return
        if r.random() < 0.15:
            extra = ['--key', self.tag()]
        if r.random() < 0.05:
            extra += ['-n']
        if p < 0.45:
            argv = self.new(extra)
        else:
            numbers = [self.some_case()]
            while r.random() < 0.15:
                other = self.some_case()
                if other not in numbers:
                    numbers.append(other)
            if len(numbers) > 1 and r.random() < 0.4:
                extra += ['--all-or-nothing']
            status = self.believed.get(numbers[0], 'opened')
            fitting = [a for a in FITS if status in FITS[a]] if r.random() < 0.8 else list(FITS)
            action = r.choices(fitting or ['note'], [RARE.get(a, 1) for a in fitting] or [1])[0]
            argv = self.act(action, numbers, extra)
        if '--key' in extra:
            self.keyed.append(argv)

    def work(self, commands):
        while self.runs < commands:
            self.step()


def main():
    seed, clients, commands = map(int, sys.argv[1:4])
    first = Client(seed, 0, clients)
    for _ in range(HOT):
        first.run(['case-open', '--by', 'D00', '--area', AREA, '--matter', MATTER, '--text', first.tag()])
    threads = [threading.Thread(target=Client(seed, i + 1, clients).work, args=(commands,)) for i in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
