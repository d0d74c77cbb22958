"""Types a line and a tab into an interactive bash, and prints what its screen then shows: the candidates, and the line.

usage: bash-completions.py COMPLETIONS LINE
"""

import os
import pty
import sys

completions, line = sys.argv[1:]

pid, terminal = pty.fork()
if pid == 0:
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])

screen = b""


def read_until(mark):
    """Reads until the mark was shown; what came before it is the answer."""
    global screen
    while mark not in screen:
        screen += os.read(terminal, 65536)
    before, _, screen = screen.partition(mark)
    return before.decode()


# Each mark is typed in two halves, so that typing it does not show it.
setup = f"""PS1=; bind 'set bell-style none' 'set completion-query-items 0' 'set page-completions off'
bind 'set show-all-if-ambiguous on'; bind 'set enable-bracketed-paste off'; bind '"\\C-o": "<end>"'
source '{completions}'; echo '<rea''dy>'
"""
os.write(terminal, setup.encode())
read_until(b"<ready>")
os.write(terminal, line.encode() + b"\t\x0f")
print(read_until(b"<end>"))
os.close(terminal)
os.waitpid(pid, 0)
