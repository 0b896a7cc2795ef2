"""A real Chromium, driven over the W3C WebDriver protocol by its own driver program."""

import base64
import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver, 11, the web element identifier


class Browser:
    """One window."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client = client
        self._session = session

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._client.request(method, f"/session/{self._session}{path}", json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value

    def open(self, url: str) -> None:
        self.ask("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector: str) -> str:
        found = self.ask("POST", "/element", {"using": "css selector", "value": selector})
        return f"/element/{found[ELEMENT]}"

    def click(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).scrollIntoView({block:'center',behavior:'instant'})", selector)
        self.ask("POST", f"{self.find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        self.ask("POST", f"{self.find(selector)}/value", {"text": text})

    def until(self, script: str, within_s: float = 10) -> Any:
        ends = time.monotonic() + within_s
        while True:
            value = self.run(script)
            if value:
                return value
            assert time.monotonic() < ends, f"never true: {script}"
            time.sleep(0.05)

    def command(self, name: str, **parameters: Any) -> Any:
        return self.ask("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def look(self, *, width: int, height: int, dark: bool) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def log(self) -> list[str]:
        """Console errors since the last call, refusals of the security policy among them."""
        return [str(entry["message"]) for entry in self.ask("POST", "/se/log", {"type": "browser"})]

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window; the test is skipped where there is none."""
    program, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("needs chromium and chromedriver (Debian: apt-get install chromium chromium-driver)")
    started = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        assert started.stdout
        line = next(line for line in started.stdout if "started successfully on port" in line)
        port = int(line.rstrip(".\n").rsplit(" ", 1)[1])
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio", "--hide-scrollbars", "--lang=ar",
            "--autoplay-policy=no-user-gesture-required",
        ]  # fmt: skip
        options = {"binary": program, "args": arguments}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            answer = client.post("/session", json={"capabilities": {"alwaysMatch": wanted}}).json()["value"]
            assert "sessionId" in answer, answer
            try:
                yield Browser(client, answer["sessionId"])
            finally:
                client.delete(f"/session/{answer['sessionId']}")
    finally:
        started.terminate()
        started.wait(10)


def open_page(browser: Browser, address: str) -> None:
    """Afresh, in a large window, until its player can play."""
    browser.look(width=1280, height=900, dark=False)
    browser.open("about:blank")
    browser.open(address)
    browser.log()
    browser.until("const a=document.querySelector('audio'); return a && a.readyState >= 1")
