"""Makes the README's pictures of what the demo has written: a mail, as a mail program shows it, and the status page.

    pictures.py FOLDER TARGET

reads mail.eml and page.html from FOLDER, where scenes.sh puts them, and writes mail.png and page.png into TARGET. Exit code 0,
77 where Debian's chromium is not installed, 1 where a picture is larger than a page should load.
"""

import email
import email.policy
import html
import io
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Judges"))

from mail_judge import Browser  # noqa: E402
from PIL import Image  # noqa: E402

LARGEST = 150_000  # bytes


def shown(mail):
    """The mail's HTML with the three fields above it that every mail program shows."""
    body = mail.get_body(("html",)).get_content()
    fields = "".join(
        f'<tr><td style="padding:0 1em 0 0;color:#555">{name}</td><td>{html.escape(str(mail[name]))}</td></tr>'
        for name in ("From", "To", "Subject"))
    head = ('<table role="presentation" style="font:14px/1.5 system-ui,sans-serif;background:#eee;color:#111;width:100%;'
            f'padding:10px 16px">{fields}</table>')
    place = body.index(">", body.index("<body")) + 1
    return body[:place] + head + body[place:]


def picture(browser, path, width, end, target):
    """Up to the top of the element that END finds, or all of it, in few colours, so that it is small."""
    browser.look(width, "light")
    browser.open(path)
    height = browser.run(f"({end})?.getBoundingClientRect().top") or browser.run("document.documentElement.scrollHeight")
    whole = path.with_suffix(".png")
    browser.shoot(whole)
    image = Image.open(io.BytesIO(whole.read_bytes())).convert("RGB").crop((0, 0, width, int(height)))
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target}: {width} × {int(height)} pixels, {size} bytes")
    return size <= LARGEST


def main(folder, target):
    program = shutil.which("chromium")
    if not program:
        print("skipped: Chromium is not installed (Debian's package chromium)")
        return 77
    mail = email.message_from_bytes((folder / "mail.eml").read_bytes(), policy=email.policy.default)
    (folder / "mail.html").write_text(shown(mail), encoding="utf-8")
    target.mkdir(parents=True, exist_ok=True)
    browser = Browser(program)
    try:
        # The mail up to its third step: a reader has seen by then what it is like.
        small = [picture(browser, folder / "mail.html", 700, THIRD_STEP, target / "mail.png"),
                 picture(browser, folder / "page.html", 1000, "null", target / "page.png")]
    finally:
        browser.close()
    return 0 if all(small) else 1


THIRD_STEP = "document.querySelectorAll('ol > li')[2]"

sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
