"""An S3 service on loopback: moto's server, and an environment in which nothing else can be reached or believed."""

import contextlib
from collections.abc import Iterator

import pytest

WHY = "needs boto3 and moto: pip install 'arabic-briefing[s3]' 'moto[s3]' flask flask-cors"
boto3 = pytest.importorskip("boto3", reason=WHY)
moto_server = pytest.importorskip("moto.server", reason=WHY)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The service's address."""
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(endpoint: str, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a bucket, and have the environment hold its keys and nothing of this machine's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for variable in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(variable, raising=False)
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=name)
    return name
