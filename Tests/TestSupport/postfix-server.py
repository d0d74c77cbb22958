"""Postfix on loopback, with a configuration, a queue and mailboxes of its own in the directory that is given.

Prints its port as the first line, then the path of each mail that has come to a mailbox, and ends with all its processes
when its standard input does. Mail to anybody at
contoso.example is put into DIRECTORY/mail/NAME/new; the answers to other recipients are those of Postfix, from its own
access table: later (450), gone (550), full (552), closing (421, and the connection ends).
"""

import os
import pathlib
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time

directory = pathlib.Path(sys.argv[1])
user = pwd.getpwnam("postfix")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

config, queue, data, mail = (directory / name for name in ("config", "queue", "data", "mail"))
for folder in (config, queue, data, mail):
    folder.mkdir(parents=True, exist_ok=True)
os.chown(data, user.pw_uid, user.pw_gid)
os.chown(mail, user.pw_uid, user.pw_gid)
directory.chmod(0o755)
(config / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.contoso.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
maillog_file = {data}/log
maillog_file_prefixes = {directory}
smtpd_recipient_restrictions = check_recipient_access texthash:{config}/recipients, permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
virtual_mailbox_domains = contoso.example
virtual_mailbox_base = {mail}
virtual_mailbox_maps = texthash:{config}/boxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
""")
(config / "boxes").write_text("ann@contoso.example ann/\nbo@contoso.example bo/\nroot@contoso.example root/\n")
(config / "recipients").write_text("""
later@contoso.example 450 4.2.0 Greylisted, come back in a minute
gone@contoso.example 550 5.1.1 User unknown
full@contoso.example 552 5.2.2 Mailbox full
closing@contoso.example 421 4.3.2 Service shutting down
""")
(config / "master.cf").write_text(f"""
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
virtual unix - n n - - virtual
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
smtp unix - - n - - smtp
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
""")
# Whoever started this may kill it: what is left of it sees the end of the pipe, and ends Postfix.
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    os.close(writing)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    pids = b""
    while piece := os.read(reading, 64):
        pids += piece
    for pid in map(int, pids.split()):
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os._exit(0)
os.close(reading)
master = subprocess.Popen(
    ["/usr/sbin/postfix", "-c", str(config), "start-fg"], stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr,
    start_new_session=True)
try:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if master.poll() is not None:
                sys.exit(f"postfix ended with {master.returncode}")
            time.sleep(0.05)
    os.write(writing, f"{master.pid} {(queue / 'pid/master.pid').read_text().strip()}\n".encode())
    print(port, flush=True)

    def watch():
        known = set()
        while True:
            for path in sorted(set(mail.glob("*/new/*")) - known):
                known.add(path)
                print(path, flush=True)
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()
    sys.stdin.read()
finally:
    subprocess.run(["/usr/sbin/postfix", "-c", str(config), "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        os.killpg(master.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    master.wait()
