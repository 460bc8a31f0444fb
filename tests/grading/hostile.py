"""Hostile solutions of exercise 03: each tries to gain points, to break out, or to harm the machine.

``SAYS_YES`` answers a text, so that it deserves nothing; what stands before or after it is the attack. ``TARGET`` is a
folder of somebody else, with a file ``secret.txt``; ``ROOT`` is the repository; ``PORT`` is one on which somebody
listens; ``PID`` is the grader.
"""

SAYS_YES = "def fits(pod, node):\n    return 'yes'\n"


def calling(body):
    """A solution that does `body` when it is called, and then says what is wrong."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"def fits(pod, node):\n{lines}\n    return 'yes'\n"


EQUAL = """
class Equal{base}:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 1
    def __bool__(self): return True
    __class__ = property(lambda self: bool)
def fits(pod, node):
    return Equal({value})
"""
FIND_CHANNEL = """
import gc
channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
"""

OBJECTS = {
    "an object that is equal to everything": EQUAL.format(base="", value=""),
    "a number that is equal to everything": EQUAL.format(base="(int)", value="1"),
    "a text that is equal to everything": EQUAL.format(base="(str)", value="'True'"),
    "a list that is equal to everything": EQUAL.format(base="(list)", value=""),
    "a tuple that is equal to everything": EQUAL.format(base="(tuple)", value=""),
    "a dict that is equal to everything": EQUAL.format(base="(dict)", value=""),
    "a number that passes for a truth value": "def fits(pod, node):\n    return 1\n",
    "bytes with a pickle": "import pickle\ndef fits(pod, node):\n    return pickle.dumps(True)\n",
    "an object that wants to be unpickled": (
        "class Bomb:\n    def __reduce__(self): return (exec, ('raise SystemExit',))\n"
        "def fits(pod, node):\n    return Bomb()\n"
    ),
    "a generator": "def fits(pod, node):\n    yield True\n",
    "a coroutine": "async def fits(pod, node):\n    return True\n",
    "a class in the place of a function": "class fits:\n    def __init__(self, pod, node): pass\n",
    "an iterator without an end": "import itertools\ndef fits(pod, node):\n    return itertools.count()\n",
    "a list nested too deeply": calling("x = []\nfor _ in range(100000): x = [x]\nreturn x"),
    "a list that holds itself": calling("x = []\nx.append(x)\nreturn x"),
    "a letter of the wire": "def fits(pod, node):\n    return ['r', 0]\n",
    "a node in the place of an answer": "def fits(pod, node):\n    return node\n",
    "an infinite number": "def fits(pod, node):\n    return float('nan')\n",
    "a number without an end": calling("return 1 << 80000000"),
    "a function": "def fits(pod, node):\n    return fits\n",
}

INSIDE = {
    "an AST transformer": (
        "class Drop:\n    def visit(self, tree): return tree\n"
        + SAYS_YES
        + "get_ipython().ast_transformers.append(Drop())"
    ),
    "an input transformer": SAYS_YES + "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])",
    "replacing run_cell_async": SAYS_YES + "get_ipython().run_cell_async = None",
    "replacing the kernel's do_execute": SAYS_YES + "get_ipython().kernel.do_execute = None",
    "the displayhook": "import sys\n" + calling("sys.displayhook(3)"),
    "an imitation of a result": calling("print('✓ Requests count, and limits do not')\nprint('{\"score\": 10}')"),
    "asking In for the test": calling("print(In[-1])"),
    "looking for tests in frames": calling(
        "import sys\nframe = sys._getframe()\nwhile frame:\n"
        "    for name in ('wanted', 'expected', 'case'):\n"
        "        if name in frame.f_locals: return frame.f_locals[name]\n    frame = frame.f_back"
    ),
    "looking for tests in memory": calling(
        "import gc\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, dict) and 'Placements' in thing and 'agree' in thing: return True"
    ),
    "patching the check": (
        "import kubelite.grading.checks as c\nc.Check.expect = lambda *a, **k: None\n"
        "c.Check.fail = lambda *a, **k: None\n" + SAYS_YES
    ),
    "patching the code of the check": (
        "import kubelite.grading.checks as c\nc.Check.expect.__code__ = (lambda *a, **k: None).__code__\n" + SAYS_YES
    ),
    "patching the comparison": "import kubelite.grading.plain as p\np.same = lambda a, b: True\n" + SAYS_YES,
    "defining the names of the test": (
        "def check(*a): return exercise\nagree = decides = a_pod = a_node = a_container = check\n"
        "class Exercise:\n    def check(self, *a): return self\n    call = expect = check\nexercise = Exercise()\n"
    )
    + SAYS_YES,
    "replacing modules": (
        "import sys, types\nfor name in list(sys.modules):\n"
        "    if name.startswith('kubelite'): sys.modules[name] = types.ModuleType(name)\n" + SAYS_YES
    ),
    "emptying the modules": "import sys\nsys.modules.clear()\n" + SAYS_YES,
    "patched builtins": (
        "import builtins\nbuiltins.all = builtins.any = builtins.isinstance = lambda *a: True\n"
        "builtins.type = lambda *a: bool\nbuiltins.len = lambda *a: 0\n" + SAYS_YES
    ),
    "no builtins": "__builtins__ = {}\n" + SAYS_YES,
    "AssertionError replaced": "import builtins\nbuiltins.AssertionError = builtins.Exception = int\n" + SAYS_YES,
    "an import hook": (
        "import sys\nclass Hook:\n    def find_spec(self, *a): raise SystemExit\nsys.meta_path.insert(0, Hook())\n"
        + SAYS_YES
    ),
    "a trace function": "import sys\nsys.settrace(lambda *a: sys.exit())\nsys.setprofile(lambda *a: sys.exit())\n"
    + SAYS_YES,
    "poisoned lines": "import linecache\nlinecache.getline = lambda *a: 1/0\n" + calling("raise ValueError"),
    "a json that lies": "import msgspec, json\nmsgspec.json.encode = lambda *a: b'true'\n" + SAYS_YES,
    "the pod changed": calling("object.__setattr__(node, 'allocatable', {})\nnode._pods.clear()\nreturn None"),
    "an exception that calls itself a check": calling(
        "class CheckPassed(Exception):\n    __name__ = 'CheckFailed'\nraise CheckPassed('✓ all is well')"
    ),
    "an exception without a text": calling(
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\nraise Odd"
    ),
    "an exception with an odd name": calling("raise type('</pre><script>', (Exception,), {})('<b>')"),
    "leaving with an exception of the base": calling("raise BaseException('out')"),
    "KeyboardInterrupt": calling("raise KeyboardInterrupt"),
    "StopIteration": calling("raise StopIteration(True)"),
    "sys.exit": calling("import sys\nsys.exit(0)"),
    "sys.exit in the cell": SAYS_YES + "import sys\nsys.exit(0)",
    "input": calling("return input()"),
    "atexit": "import atexit\natexit.register(lambda: open('/tmp/left-behind', 'w'))\n" + SAYS_YES,
}

CONNECTION = {
    "closing all descriptors": calling("import os\nos.closerange(0, 100)"),
    "another file in the place of the connection": calling(
        "import os\nnull = os.open('/dev/null', os.O_RDONLY)\n"
        "for n in range(3, 60):\n    if n != null: os.dup2(null, n)"
    ),
    "noise into every descriptor": calling(
        "import os\nfor n in range(60):\n    try: os.write(n, b'\\x00' * 1000)\n    except OSError: pass"
    ),
    "a forged answer before the right one": FIND_CHANNEL
    + calling("channel.send(channel._number + 1, b'[\"Returned\",true,\"\"]')"),
    "a forged answer for every number": FIND_CHANNEL
    + calling("for n in range(2000): channel.send(n, b'[\"Returned\",true,\"\"]')"),
    "an answer of another type": FIND_CHANNEL
    + "channel.send = lambda n, b, s=channel.send: s(n, b'[\"Confined\",{}]')\n"
    + SAYS_YES,
    "an answer with too much in it": FIND_CHANNEL
    + "channel.send = lambda n, b, s=channel.send: s(n, b'[\"Returned\",[\"points\",300],\"\"]')\n" + SAYS_YES,
    "an answer that never ends": FIND_CHANNEL + calling(
        "import struct\nchannel._connection.send(struct.pack('<II', 2**32 - 1, 1) + channel._nonce)\nreturn 'x' * 10**6"
    ),
    "an answer byte by byte": FIND_CHANNEL + calling(
        "import time\nfor _ in range(600):\n    channel._connection.send(b'\\x01')\n    time.sleep(0.05)"
    ),
    "a nonce made up": FIND_CHANNEL + "channel._nonce = b'0' * 16\n" + SAYS_YES,
    "a thread that answers": FIND_CHANNEL + (
        "import threading, time\ndef forge():\n    while True:\n        time.sleep(0.0005)\n"
        "        channel.send(5, b'[\"Returned\",true,\"\"]')\n"
        "threading.Thread(target=forge, daemon=True).start()\n"
    ) + SAYS_YES,
}  # fmt: skip

BREAKING_OUT = {
    "reading the solutions": (
        "exec(open('ROOT/solutions/03_nodes/03_nodes.ipynb').read())\n" + SAYS_YES
    ),
    "running the solutions": calling(
        "import json\ncells = json.load(open('ROOT/solutions/03_nodes/03_nodes.ipynb'))['cells']\n"
        "names = {}\nexec(''.join(next(c for c in cells if c['id'] == 'fits')['source']), names)\n"
        "return names['fits'](pod, node)"
    ),
    "reading the tests of kubelite": calling("print(open('ROOT/tests/grading/hostile.py').read())"),
    "reading a secret": calling("print(open('TARGET/secret.txt').read())"),
    "reading it below a link": calling(
        "import os\nos.symlink('TARGET', 'link')\nprint(open('link/secret.txt').read())"
    ),
    "reading it through a hard link": calling(
        "import os\nos.link('TARGET/secret.txt', 'mine')\nprint(open('mine').read())"
    ),
    "reading it through /proc": calling(
        "import glob\nfor file in glob.glob('/proc/*/rootTARGET/secret.txt') + ['/proc/self/rootTARGET/secret.txt']:\n"
        "    print(open(file).read())"
    ),
    "the environment of others": calling("print(open('/proc/1/environ').read(), open('/proc/self/environ').read())"),
    "its own environment": calling(
        "import os\nprint(os.environ.get('KUBELITE_GRADING_SEED'), os.environ.get('SECRET'))"
    ),
    "the memory of the grader": calling("import os\nopen(f'/proc/{os.getppid()}/mem', 'r+b').write(b'x')"),
    "the gradebook": calling(
        "import sqlite3\nwith sqlite3.connect('TARGET/gradebook.db') as db:\n"
        "    db.execute('CREATE TABLE grade (points)')\n    db.execute('UPDATE grade SET points = 300')"
    ),
    "writing a file": calling("open('TARGET/written', 'w').write('x')"),
    "writing below a link": calling("import os\nos.symlink('TARGET', 'here')\nopen('here/written', 'w').write('x')"),
    "renaming and deleting": calling("import os\nos.rename('TARGET/secret.txt', 'TARGET/moved')"),
    "deleting": calling("import shutil\nshutil.rmtree('TARGET')"),
    "changing rights": calling("import os\nos.chmod('TARGET', 0)"),
    "changing times": calling("import os\nos.utime('TARGET/secret.txt', (0, 0))"),
    "changing the owner": calling("import os\nos.chown('TARGET', 65534, 65534)"),
    "changing attributes": calling("import os\nos.setxattr('TARGET', b'user.grade', b'300')"),
    "cutting off": calling("import os\nos.truncate('TARGET/secret.txt', 0)"),
    "changing kubelite": calling("open('ROOT/kubelite/__init__.py', 'a').write('x')"),
    "a kubelite of its own": (
        "import os\nos.makedirs('kubelite/grading')\nopen('kubelite/__init__.py', 'w').write('x')\n" + SAYS_YES
    ),
    "leaving by chroot": calling("import os\nos.chroot('/')\nprint(open('TARGET/secret.txt').read())"),
    "mounting": calling(
        "import ctypes\nctypes.CDLL(None).mount(b'TARGET', b'.', None, 4096, None)\nprint(open('secret.txt').read())"
    ),
    "namespaces of its own": calling(
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\nprint(open('TARGET/secret.txt').read())"
    ),
    "the network": calling("import socket\nsocket.create_connection(('127.0.0.1', PORT), 1).send(b'hello')"),
    "the network without Python's help": calling(
        "import ctypes\nc = ctypes.CDLL(None)\nassert c.socket(2, 1, 0) >= 0\nreturn True"
    ),
    "a program": calling("import subprocess\nsubprocess.run(['touch', 'TARGET/written'])"),
    "a shell": calling("import os\nos.system('touch TARGET/written')\nos.popen('cat TARGET/secret.txt').read()"),
    "becoming a program": calling("import os, sys\nos.execv(sys.executable, ['python', '-c', 'pass'])"),
    "a detached child": calling(
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', \"import time; time.sleep(3);"
        " open('TARGET/written', 'w')\"], start_new_session=True)"
    ),
    "a forked child": calling(
        "import os, time\nif os.fork() == 0:\n"
        "    os.setsid()\n    time.sleep(3)\n    open('TARGET/written', 'w')\n    os._exit(0)"
    ),
    "multiprocessing": calling("import multiprocessing\nmultiprocessing.Process(target=print).start()"),
    "killing its parent": calling("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"),
    "killing everybody": calling("import os, signal\nos.kill(-1, signal.SIGKILL)"),
    "killing the grader": calling("import os, signal\nos.kill(PID, signal.SIGKILL)"),
    "tracing the grader": calling("import ctypes\nassert ctypes.CDLL(None).ptrace(16, PID, 0, 0) == 0\nreturn True"),
    "higher limits": calling(
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (2**40, 2**40))\nopen('big', 'wb').truncate(2**30)"
    ),
    "shared memory": calling(
        "import multiprocessing.shared_memory as s\ns.SharedMemory('left', True, 100)\nreturn True"
    ),
}  # fmt: skip

BOMBS = {
    "a fork bomb": calling("import os\nwhile True:\n    os.fork()"),
    "a bomb of threads": calling(
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()"
    ),
    "a memory bomb": calling("x = []\nwhile True:\n    x.append(bytearray(50_000_000))"),
    "a memory bomb at once": calling("x = bytearray(2 ** 40)"),
    "a memory bomb in the cell": SAYS_YES + "x = [0] * (2 ** 33)",
    "a disk bomb": calling(
        "n = 0\nwhile True:\n    n += 1\n    with open(f'file-{n}', 'wb') as file:\n        file.write(bytes(500_000))"
    ),
    "a bomb of small files": calling("n = 0\nwhile True:\n    n += 1\n    open(f'file-{n}', 'w').close()"),
    "a bomb of descriptors": calling("import os\nx = []\nwhile True:\n    x.append(os.pipe())"),
    "huge output": calling("for _ in range(200):\n    print('x' * 100_000)"),
    "huge output of the system": calling("import os\nfor _ in range(200):\n    os.write(1, b'x' * 100_000)"),
    "a huge answer": calling("return 'x' * 50_000_000"),
    "a huge exception": calling("raise ValueError('x' * 50_000_000)"),
    "recursion": calling("return fits(pod, node)"),
    "recursion without a limit": calling("import sys\nsys.setrecursionlimit(10 ** 9)\nreturn fits(pod, node)"),
    "a crash": calling("import ctypes\nctypes.string_at(0)"),
    "os._exit": calling("import os\nos._exit(0)"),
    "os._exit in the cell": SAYS_YES + "import os\nos._exit(0)",
    "an abort": calling("import os\nos.abort()"),
    "a regular expression without an end": calling("import re\nre.match('(a+)+$', 'a' * 60 + 'b')"),
    "an endless loop": calling("while True: pass"),
    "a loop that swallows interrupts": calling(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "a loop that ignores signals": calling(
        "import signal\nfor n in range(1, 60):\n"
        "    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "while True: pass"
    ),
    "a loop in the cell": SAYS_YES + "while True: pass",
    "sleep": calling("import time\ntime.sleep(1000)"),
    "an alarm": SAYS_YES + "import signal\nsignal.alarm(1)\n",
    "stopping itself": calling("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nwhile True: pass"),
    "threads that go on": (
        "import threading\ndef work():\n    while True: pass\n"
        "for _ in range(2): threading.Thread(target=work, daemon=True).start()\n" + SAYS_YES
    ),
    "a great number of names": "globals().update({f'name{n}': n for n in range(10 ** 5)})\n" + SAYS_YES,
}

HOSTILE = OBJECTS | INSIDE | CONNECTION | BREAKING_OUT | BOMBS
