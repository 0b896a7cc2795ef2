"""The S3 store at an address where something else answers: one clear line, whatever it is."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from briefing.errors import PublishError
from briefing.publish.s3 import S3Settings, S3Store

pytest.importorskip("boto3", reason="needs boto3: pip install 'arabic-briefing[s3]'")


def answer(body: bytes, *head: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *head, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


ANSWERS = {
    "page": answer(b"<!doctype html><p>Welcome&nbsp;<br>", "Content-Type: text/html"),
    "nothing": answer(b""),
    "json": answer(b'{"a": 1}', "Content-Type: application/json"),
    "nameless": answer(b"<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>"),
    "led-away": answer(b"", "Location: http://10.0.0.1/", status="302 Found"),
}


@pytest.fixture
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    told = ANSWERS[request.param]

    def serve(server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                request = b""
                while b"\r\n\r\n" not in request and (piece := line.recv(65_536)):
                    request += piece
                line.sendall(told)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield S3Store(S3Settings(bucket="b", endpoint_url=endpoint, region="us-east-1"))


def line_of(error: pytest.ExceptionInfo[PublishError]) -> str:
    told = str(error.value)
    assert told.startswith("s3://b/")
    assert "; look at " in told
    assert "very-secret" not in told
    assert "\n" not in told
    return told


@pytest.mark.parametrize("store", ["page", "nothing", "json"], indirect=True)
def test_an_answer_without_a_version_is_one_line(store: S3Store) -> None:
    for work in (store.read, store.version):
        with pytest.raises(PublishError) as error:
            work("feed.xml")
        assert "no 'ETag' in the answer" in line_of(error)


@pytest.mark.parametrize("store", ["nameless"], indirect=True)
def test_a_list_that_is_none_is_one_line(store: S3Store) -> None:
    with pytest.raises(PublishError) as error:
        list(store.list())
    line_of(error)


@pytest.mark.parametrize("store", ["led-away"], indirect=True)
def test_a_redirect_that_is_no_services_is_one_line(store: S3Store) -> None:
    with pytest.raises(PublishError) as error:
        store.version("feed.xml")
    line_of(error)
