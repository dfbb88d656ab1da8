"""The HTTP side of a daemon held against its OpenAPI description, by schemathesis.

Usage: api_test.py BINARY SCHEMATHESIS

Stories, an update, a withdrawal and a dead letter go in over ZeroMQ first, so that there is something to answer with. The
stream never ends, so it is asked here what schemathesis cannot ask.
"""

import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]
from newsroom import PATIENCE, ROOT, Newsroom, sample_wire  # noqa: E402


def status(newsroom: Newsroom, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """What a request is answered with: code and content type."""
    request = urllib.request.Request(newsroom.address + path, method=method,
                                     headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.headers["Content-Type"] or ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"] or ""


def main() -> int:
    binary, schemathesis = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with Newsroom(binary) as newsroom:
        newsroom.start()
        wire = sample_wire()
        for story in wire:
            newsroom.push(story)
        newsroom.push(dict(wire[0], body="更正：" + wire[0]["body"]))
        newsroom.push({"id": wire[1]["id"], "status": "killed"})
        newsroom.push(b'{"headline": "cut off')
        newsroom.until_stored(len(wire) + 2)
        served = newsroom.get("/openapi.json")
        assert served == json.loads((ROOT / "docs/openapi.json").read_text()), "another description is served"
        for path, code, kind in (
            ("/v1/stream?view=nonsense", 400, "application/problem+json"), ("/v1/stream?nonsense=1", 400, "application/problem+json"),
            ("/v1/stream?last_event_id=x", 400, "application/problem+json"), ("/v1/stream?from=x", 400, "application/problem+json"),
            ("/nonsense", 404, "application/problem+json"), ("/v1/stream", 200, "text/event-stream; charset=utf-8"),
        ):
            assert status(newsroom, path) == (code, kind), (path, status(newsroom, path))
        assert status(newsroom, "/v1/status", Host="evil.example")[0] == 421
        assert status(newsroom, "/v1/classify", "POST", Origin="http://evil.example")[0] == 403
        assert status(newsroom, "/v1/status", "HEAD")[0] == 200
        print("ok by hand: the description as served, the stream, hosts, origins", flush=True)
        run = subprocess.run(
            [str(schemathesis), "run", str(ROOT / "docs/openapi.json"), "--url", newsroom.address, "--exclude-path", "/v1/stream",
             # Not asked: whether all that the schema allows is taken (some parameters exclude each other), and whether it lets
             # in without a token (here there is none; the clients' tests ask that).
             "--checks", "all", "--exclude-checks", "positive_data_acceptance,ignored_auth",
             "--max-examples", "40", "--generation-deterministic", "--seed", "7", "--no-color", "--workers", "1"],
            check=False, cwd=newsroom.folder)
        alive = newsroom.get("/v1/status")
        assert alive["state"] == "running"
        return run.returncode


if __name__ == "__main__":
    sys.exit(main())
