"""Judges the status page in Debian's chromium: axe-core, three widths, light and dark, and how long it takes to load.

    page_judge.py FOLDER AXE.js [--screenshots DIR]

reads every LANGUAGE/NAME.html below FOLDER, as PageExport writes them, and prints one line for each fault. A page whose
name begins with `old` has to say that it is old, any other that it is not. Exit code 0 where there is no fault, 1 where
there is, 77 where Chromium is not installed.
"""

import argparse
import pathlib
import shutil
import sys

from mail_judge import AXE_RUN, Browser

LONGEST_LOAD = 1_000  # milliseconds


def faults(browser, path, axe, shots):
    for scheme in ("light", "dark"):
        for width in (375, 1100, 1920):
            browser.look(width, scheme)
            browser.open(path)
            if browser.run("sessionStorage.length"):
                browser.run("sessionStorage.clear()")
                browser.open(path)
            wide = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                yield f"{scheme} {width}: scrolls sideways by {wide} px"
            yield from (f"{scheme} {width}: fetches {url}" for url in browser.fetched if not url.startswith("file:"))
            is_old = not browser.run("document.getElementById('stale').hidden")
            if is_old != path.stem.startswith("old"):
                yield f"{scheme} {width}: says that it is {'old' if is_old else 'fresh'}"
            load = browser.run("performance.getEntriesByType('navigation')[0].loadEventEnd")
            if load > LONGEST_LOAD:
                yield f"{scheme} {width}: took {load:.0f} ms to load"
            if path.stem.endswith("3000"):
                print(f"{path.parent.name}/{path.stem} {scheme} {width}: loaded in {load:.0f} ms")
                if width != 1100:
                    continue
                found = browser.run("""(() => { const find = document.getElementById('find'); find.value = 'c12';
                    const begin = performance.now(); find.dispatchEvent(new Event('input'));
                    const sort = document.getElementById('sort'); sort.value = 'name';
                    sort.dispatchEvent(new Event('change'));
                    const all = Array.from(document.querySelectorAll('#rows tr:not([hidden]) th'), h => h.textContent);
                    return [all.length, all.every(n => n.includes('c12')), all.join() === [...all].sort().join(),
                        performance.now() - begin]; })()""")
                print(f"{path.parent.name}/{path.stem} {scheme}: found {found[0]} and sorted in {found[3]:.0f} ms")
                if not (found[0] and found[1] and found[2]):
                    yield f"{scheme} {width}: finds or sorts wrongly: {found}"
            # From here on all of it is laid out, also what is not on the screen.
            browser.run("""(() => { const style = document.createElement('style');
                style.textContent = 'tbody tr { content-visibility: visible !important; }'; document.head.append(style);
                })()""")
            if width != 1920 and not path.stem.endswith("3000"):
                browser.run(axe)
                yield from (f"{scheme} {width}: {fault}" for fault in browser.run(AXE_RUN))
            if shots and not path.stem.endswith("3000"):
                browser.shoot(shots / f"{path.parent.name}-{path.stem}-{scheme}-{width}.png")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("axe", type=pathlib.Path)
    arguments.add_argument("--screenshots", type=pathlib.Path)
    given = arguments.parse_args()
    program = shutil.which("chromium")
    if not program:
        print("skipped: Chromium is not installed (Debian's package chromium)")
        return 77
    pages = sorted(given.folder.glob("*/*.html"))
    axe = given.axe.read_text(encoding="utf-8")
    browser = Browser(program)
    count = 0
    try:
        for path in pages:
            for fault in faults(browser, path, axe, given.screenshots):
                print(f"{path.parent.name}/{path.stem}: {fault}")
                count += 1
    finally:
        browser.close()
    print(f"judged {len(pages)} pages, {count} faults")
    return 1 if count or not pages else 0


sys.exit(main())
