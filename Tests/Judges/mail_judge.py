"""Judges of mails that are not Swift: Python's email package, and axe-core in Chromium.

    mail_judge.py FOLDER AXE.js [--screenshots DIR] [--only WORD]

reads every LANGUAGE/SCENE.eml and .html below FOLDER, as NoticeExport writes them, and prints one line for each fault;
then how much was judged. Exit code 0 where there is no fault, 1 where there is, 77 where Chromium is not installed.
"""

import argparse
import base64
import email
import email.policy
import json
import os
import pathlib
import shutil
import subprocess
import sys

STRICT = email.policy.default + email.policy.strict


def faults_of_message(path):
    """What Python's email package finds wrong with a message, under the strict policy."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=STRICT)
        for part in message.walk():
            yield from (f"{defect!r}" for defect in part.defects)
            for name, value in part.items():
                yield from (f"{name}: {defect!r}" for defect in getattr(value, "defects", ()))
            if part.get_content_maintype() == "text":
                part.get_content()
        for kind in ("plain", "html"):
            if message.get_body((kind,)) is None:
                yield f"no text/{kind}"
        if len(str(message["Subject"])) > 78:
            yield "a subject of more than 78 characters"
    except Exception as error:  # A defect is raised as whatever it is.
        yield f"{error!r}"


class Browser:
    """Chromium without a window, driven through its debugging pipe (messages of JSON, each ended by a zero byte)."""

    def __init__(self, program):
        ours, theirs = os.pipe(), os.pipe()  # orders, answers

        def place():
            os.dup2(ours[0], 103), os.dup2(theirs[1], 104)
            os.dup2(103, 3), os.dup2(104, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
             "--user-data-dir=" + os.environ.get("TMPDIR", "/tmp") + f"/mail-judge-{os.getpid()}", "about:blank"],
            close_fds=False, preexec_fn=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ours[0]), os.close(theirs[1])
        self.orders, self.answers = ours[1], theirs[0]
        self.rest, self.number, self.session = b"", 0, None
        target = next(
            target for target in self.ask("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.ask("Page.enable"), self.ask("Network.enable")
        self.fetched = []

    def ask(self, method, **parameters):
        self.number += 1
        order = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.orders, json.dumps(order).encode() + b"\0")
        while True:
            answer = self.next()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def next(self):
        while b"\0" not in self.rest:
            more = os.read(self.answers, 1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        answer = json.loads(message)
        if answer.get("method") == "Network.requestWillBeSent":
            self.fetched.append(answer["params"]["request"]["url"])
        return answer

    def wait(self, method):
        while self.next().get("method") != method:
            pass

    def run(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def look(self, width, scheme):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path):
        self.fetched.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        self.wait("Page.loadEventFired")

    def shoot(self, path):
        height = self.run("document.documentElement.scrollHeight")
        width = self.run("window.innerWidth")
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        self.process.kill()
        self.process.wait()


AXE_RUN = """axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(
    v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.failureSummary || '')).join(' | ').slice(0, 400)))"""


def faults_of_page(browser, path, axe, shots):
    """What axe-core finds in a page, whether it scrolls sideways, and whether it fetches anything."""
    for scheme in ("light", "dark"):
        for width in (320, 375, 1100):
            browser.look(width, scheme)
            browser.open(path)
            wide = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                yield f"{scheme} {width}: scrolls sideways by {wide} px"
            yield from (f"{scheme} {width}: fetches {url}" for url in browser.fetched if not url.startswith("file:"))
            if width != 375:
                browser.run(axe)
                yield from (f"{scheme} {width}: {fault}" for fault in browser.run(AXE_RUN))
            if shots:
                browser.shoot(shots / f"{path.parent.name}-{path.stem}-{scheme}-{width}.png")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("axe", type=pathlib.Path)
    arguments.add_argument("--screenshots", type=pathlib.Path)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    messages = sorted(path for path in given.folder.glob("*/*.eml") if given.only in path.stem)
    pages = sorted(path for path in given.folder.glob("*/*.html") if given.only in path.stem)
    faults = [f"{path.parent.name}/{path.stem}: {fault}" for path in messages for fault in faults_of_message(path)]
    program = shutil.which("chromium")
    if program:
        axe = given.axe.read_text(encoding="utf-8")
        browser = Browser(program)
        try:
            for path in pages:
                faults += [f"{path.parent.name}/{path.stem}: {fault}"
                           for fault in faults_of_page(browser, path, axe, given.screenshots)]
        finally:
            browser.close()
    for fault in faults:
        print(fault)
    print(f"judged {len(messages)} messages and {len(pages) if program else 0} pages")
    if not program:
        print("pages skipped: Chromium is not installed (Debian's package chromium)")
    if faults or not messages:
        return 1
    return 0 if program else 77


if __name__ == "__main__":
    sys.exit(main())
