"""Dovecot's submission service on loopback, with everything that it needs in the directory that is given.

Usage: dovecot-server.py DIRECTORY CERTIFICATE KEY RELAY_PORT TOKEN_NOTES USER
Prints its port as the first line, and ends with all its processes when its standard input does. It wants STARTTLS and a
bearer token of the simulated cloud for Exchange's mail servers (XOAUTH2, OAUTHBEARER), which it has introspected (RFC 7662)
by a server in this script, by the cloud's notes of its tokens. What it takes it hands to the mail server at RELAY_PORT.
"""

import base64
import ctypes
import http.server
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

directory, certificate, key, relay, notes, user = sys.argv[1:]
directory = pathlib.Path(directory)
nobody = pwd.getpwnam("nobody")


def is_issued(token):
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return f"{claims['uti']} https://outlook.office365.com" in pathlib.Path(notes).read_text().splitlines()
    except (IndexError, KeyError, ValueError, OSError):
        return False


class Introspection(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("token", [""])[0]
        body = json.dumps({"active": "yes", "username": user} if is_issued(token) else {"active": "no"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


introspection = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
threading.Thread(target=introspection.serve_forever, daemon=True).start()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

directory.mkdir(parents=True, exist_ok=True)
directory.chmod(0o755)
(directory / "home").mkdir(exist_ok=True)
os.chown(directory / "home", nobody.pw_uid, nobody.pw_gid)
(directory / "oauth2.conf").write_text(f"""
introspection_mode = get
introspection_url = http://127.0.0.1:{introspection.server_port}/?token=
active_attribute = active
active_value = yes
username_attribute = username
""")
(directory / "dovecot.conf").write_text(f"""
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/log
listen = 127.0.0.1
protocols = submission
hostname = mail.contoso.example
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
auth_mechanisms = xoauth2 oauthbearer
auth_failure_delay = 0
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:~/mail
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_ssl = no
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {directory}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={nobody.pw_uid} gid={nobody.pw_gid} home={directory}/home
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
}}
""")



def end_with_this_script():
    # Whoever started this may kill it: then the kernel ends Dovecot (PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


# Other words of the environment would be passed on to its services.
server = subprocess.Popen(
    ["/usr/sbin/dovecot", "-F", "-c", str(directory / "dovecot.conf")], env={"PATH": "/usr/sbin:/usr/bin:/bin"},
    stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=end_with_this_script)
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        break
    except OSError:
        if server.poll() is not None:
            sys.exit("Dovecot has ended: " + (directory / "log").read_text())
        time.sleep(0.05)
print(port, flush=True)
sys.stdin.buffer.read()
server.send_signal(signal.SIGTERM)
server.wait(10)
