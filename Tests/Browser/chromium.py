"""Drives Debian's Chromium over its DevTools protocol, on two pipes: no port, no web socket, the standard library only."""

import base64
import itertools
import json
import os
import pathlib
import select
import subprocess
import tempfile
import time

PATIENCE = 30.0
"""Seconds after which a wait is given up, on a machine however busy."""


class PageLeft(RuntimeError):
    """The page that was asked navigated away before it answered."""


class Chromium:
    """One browser with one page. Ends with its `with` statement."""

    def __init__(self, width: int = 1280, height: int = 800, language: str = "en") -> None:
        self.profile = tempfile.TemporaryDirectory(prefix="wiredesk-chromium-", ignore_cleanup_errors=True)
        for_child, self.to = os.pipe()
        self.back, from_child = os.pipe()

        def hand_over() -> None:
            """In the child: our pipes become descriptors 3, which it reads, and 4, which it writes."""
            reading, writing = os.dup(for_child), os.dup(from_child)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
             "--hide-scrollbars", f"--lang={language}", f"--accept-lang={language}",
             f"--user-data-dir={self.profile.name}", "--remote-debugging-pipe", f"--window-size={width},{height}", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(for_child)
        os.close(from_child)
        self.numbers = itertools.count(1)
        self.unread = b""
        self.events: list[dict] = []
        self.session = None
        pages = (target for target in self.send("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=next(pages)["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM", "Accessibility"):
            self.send(f"{domain}.enable")
        self.resize(width, height)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.back)
        self.profile.cleanup()

    # --- The protocol

    def send(self, method: str, **parameters) -> dict:
        """Sends a command and waits for its answer; what happens meanwhile is kept in `events`."""
        message = {"id": next(self.numbers), "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._next(deadline)
            if answer.get("id") != message["id"]:
                self.events.append(answer)
            elif "error" in answer:
                left = any(words in answer["error"]["message"] for words in ("navigated", "context was destroyed", "find context"))
                raise (PageLeft if left else RuntimeError)(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def _next(self, deadline: float) -> dict:
        while b"\0" not in self.unread:
            if not select.select([self.back], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("chromium does not answer")
            chunk = os.read(self.back, 1 << 16)
            if not chunk:
                raise EOFError("chromium has ended")
            self.unread += chunk
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    # --- What a person does

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)

    def go_back(self) -> None:
        """Goes to the entry of the history before this one, as the button does; the page may still be the one left."""
        history = self.send("Page.getNavigationHistory")
        self.send("Page.navigateToHistoryEntry", entryId=history["entries"][history["currentIndex"] - 1]["id"])

    def resize(self, width: int, height: int, scale: float = 1, mobile: bool = False) -> None:
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)

    def prefer(self, **features: str) -> None:
        """Sets what the person prefers, as `prefers_color_scheme="dark"`."""
        self.send("Emulation.setEmulatedMedia",
                  features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def press(self, key: str, text: str = "", modifiers: int = 0) -> None:
        code = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39,
                "Home": 36, "End": 35, "/": 191}.get(key, 0)
        text = text or {"Enter": "\r", "/": "/"}.get(key, "")
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", key=key, code=key, text=text,
                  windowsVirtualKeyCode=code, modifiers=modifiers)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code, modifiers=modifiers)

    def type(self, text: str) -> None:
        self.send("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Clicks with the mouse on the middle of an element, once it is there and in sight."""
        x, y = self.until(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) return null;
            element.scrollIntoView({{ block: "nearest", inline: "nearest" }});
            const box = element.getBoundingClientRect();
            return box.width && box.height ? [box.x + box.width / 2, box.y + box.height / 2] : null;
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    # --- What is on the page

    def value(self, expression: str):
        """What a JavaScript expression gives."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression: str):
        """Waits until a JavaScript expression holds; looks at every frame that the page draws, and goes on in the next page.

        Returns its value.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.send("Runtime.evaluate", awaitPromise=True, returnByValue=True, expression=f"""
                    new Promise((done) => {{
                      const end = performance.now() + {PATIENCE * 900};
                      const look = () => {{
                        let found;
                        try {{ found = {expression}; }} catch {{ found = null; }}
                        if (found || performance.now() > end) done(found instanceof Node ? true : found || null);
                        else setTimeout(look, 8);
                      }};
                      look();
                    }})""")
                break
            except PageLeft:
                if time.monotonic() > deadline:
                    raise
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        if not answer["result"].get("value"):
            raise TimeoutError(f"never true: {expression}")
        return answer["result"]["value"]

    def errors(self) -> list[str]:
        """Exceptions and logged errors of the page so far."""
        found = []
        for event in self.events:
            if event["method"] == "Runtime.exceptionThrown":
                found.append(event["params"]["exceptionDetails"].get("exception", {}).get("description", "exception"))
            elif event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                entry = event["params"]["entry"]
                found.append(f"{entry['text']} {entry.get('url', '')}")
        return found

    def picture(self, path: pathlib.Path) -> None:
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))
