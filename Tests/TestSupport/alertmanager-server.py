#!/usr/bin/python3
"""A real Prometheus Alertmanager on loopback: Debian's, which notifies nobody.

    alertmanager-server.py DIRECTORY

Prints its port when it is ready, and ends it when standard input does.
"""

import ctypes
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

directory = pathlib.Path(sys.argv[1])
directory.mkdir(parents=True)
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
(directory / "alertmanager.yml").write_text("route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n")


def end_with_this_script():
    # Whoever started this may kill it: then the kernel ends Alertmanager (PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


server = subprocess.Popen(
    ["/usr/bin/prometheus-alertmanager", f"--config.file={directory}/alertmanager.yml",
     f"--storage.path={directory}/data", f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=",
     "--log.level=error"],
    stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=end_with_this_script)
for _ in range(400):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=1).close()
        break
    except OSError:
        if server.poll() is not None:
            sys.exit("Alertmanager has ended")
        time.sleep(0.05)
print(port, flush=True)
sys.stdin.buffer.read()
server.send_signal(signal.SIGTERM)
server.wait(10)
