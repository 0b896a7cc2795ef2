"""The S3 store: Amazon's, or any service that speaks the same protocol (MinIO, R2, B2, Ceph ...).

Needs the extra ``s3`` (boto3). Keys come from where boto3 looks for them (environment, shared credentials file, role of
the machine), never from the settings file. ``swap`` uses conditional writes, which S3 has had since November 2024.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from briefing.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = re.compile(r"(?!.*//)(?!.*(?:^|/)\.)[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]", re.ASCII)
_ABSENT = {"404", "NoSuchKey", "NotFound"}
_LISTED_AT_ONCE = 1000  # the most that S3 allows
_IN_MEMORY_BYTES = 1_000_000
_LOST = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Settings:
    """Where the bucket is.

    Attributes:
        bucket: its name; it exists, and is readable by the public or through a CDN.
        prefix: put before every name, without slashes at its ends; empty for the bucket's top.
        endpoint_url: of a service other than Amazon's.
        region: as the service names it.
        path_style: whether such a service finds the bucket in the path (https://service/bucket/name), as nearly all
            do, or in the host name (https://bucket.service/name).
    """

    bucket: str = ""
    prefix: str = ""
    endpoint_url: str = ""
    region: str = ""
    path_style: bool = True


class S3Store:
    """A bucket; see :class:`briefing.publish.Store` for the contract."""

    Settings: ClassVar[type] = S3Settings

    def __init__(self, settings: S3Settings) -> None:
        """No connection is made until something is asked.

        Raises:
            PublishError: no bucket is named, its address is none, or boto3 is not installed.
        """
        if not settings.bucket:
            message = "s3 store: no bucket is named; set it to the bucket to publish into"
            raise PublishError(message)
        try:
            import boto3
        except ImportError as error:
            message = "s3 store: boto3 is not installed; install arabic-briefing[s3]"
            raise PublishError(message) from error
        self._bucket = settings.bucket
        self._prefix = settings.prefix.strip("/") + "/" if settings.prefix.strip("/") else ""
        with self._told(""):
            self._client: Any = boto3.client(
                "s3",
                endpoint_url=settings.endpoint_url or None,
                region_name=settings.region or None,
                config=_config(settings),
            )

    def put(self, name: str, file: Path, *, media_type: str, fresh_s: int) -> None:
        """Upload; in parts when it is large. An object appears when its upload is complete."""
        extra = _headers(media_type, fresh_s)
        with self._told(name):
            self._client.upload_file(str(file), self._bucket, self._key(name), ExtraArgs=extra)

    def open(self, name: str) -> BinaryIO:
        """The object, brought here whole before it is handed over, so that a line that breaks is told here."""
        kept = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - handed over open
        with self._told(name):
            shutil.copyfileobj(self._client.get_object(Bucket=self._bucket, Key=self._key(name))["Body"], kept)
        kept.seek(0)
        return cast("BinaryIO", kept)

    def read(self, name: str) -> tuple[bytes, str]:
        """The object and its entity tag."""
        from botocore.exceptions import ClientError

        with self._told(name):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._key(name))
                return answer["Body"].read(), str(answer["ETag"])
            except ClientError as error:
                if _code(error) in _ABSENT:
                    return b"", ""
                raise

    def list(self, prefix: str = "") -> Iterator[str]:
        """All pages of the listing."""
        with self._told(prefix):
            pages = self._client.get_paginator("list_objects_v2")
            limits = {"PageSize": _LISTED_AT_ONCE}
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix, PaginationConfig=limits):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)

    def delete(self, name: str) -> None:
        """Delete the object."""
        with self._told(name):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(name))

    def version(self, name: str) -> str:
        """The entity tag."""
        from botocore.exceptions import ClientError

        with self._told(name):
            try:
                return str(self._client.head_object(Bucket=self._bucket, Key=self._key(name))["ETag"])
            except ClientError as error:
                if _code(error) in _ABSENT:
                    return ""
                raise

    def swap(self, name: str, content: bytes, version: str, *, media_type: str, fresh_s: int) -> bool:
        """Put with If-Match, or If-None-Match for a name that is to be new.

        boto3 asks again when an answer is lost. The first request may have been carried out all the same, and the
        second is then refused because of it; what stands there tells.
        """
        from botocore.exceptions import ClientError

        condition = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        with self._told(name):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._key(name),
                    Body=content,
                    **condition,
                    **_headers(media_type, fresh_s),
                )
            except ClientError as error:
                if _code(error) in _LOST or (version and _code(error) in _ABSENT):
                    return _asked_again(error) and self.read(name)[0] == content
                raise
        return True

    def _key(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            message = f"{name!r}: not a name that can be published"
            raise PublishError(message)
        return self._prefix + name

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Every error of boto3 as one clear line, without keys."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        # A bare ValueError: no address. Of what is no such service, a web server for example: its page is no answer
        # (ResponseParserError), or one without the fields of any (KeyError), and its redirect leads round and round.
        foreign = (BotoCoreError, Boto3Error, OSError, ValueError, ResponseParserError, KeyError, RecursionError)
        try:
            yield
        except ClientError as error:
            message = f"s3://{self._bucket}/{self._prefix}{name}: {_code(error)}; look at the bucket's name and rights"
            raise PublishError(message) from error
        except foreign as error:
            reason = f"no {error} in the answer" if isinstance(error, KeyError) else " ".join(str(error).split())
            message = f"s3://{self._bucket}/{self._prefix}{name}: {reason}; look at endpoint, network and keys"
            raise PublishError(message) from error


def _config(settings: S3Settings) -> Any:  # noqa: ANN401 - botocore publishes no types
    """Bounded waiting; and of services other than Amazon's nothing that they may not know.

    The checksums that boto3 has added by itself since 1.36 are refused by several of them (boto3 issue 4392).
    """
    from botocore.config import Config

    known: dict[str, Any] = {}
    if settings.endpoint_url:
        known = {
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
            "s3": {"addressing_style": "path" if settings.path_style else "virtual"},
        }
    return Config(connect_timeout=10, read_timeout=60, retries={"max_attempts": 4, "mode": "standard"}, **known)


def _code(error: Any) -> str:  # noqa: ANN401 - botocore publishes no types
    return str(error.response.get("Error", {}).get("Code", "unknown error"))


def _asked_again(error: Any) -> bool:  # noqa: ANN401 - botocore publishes no types
    return bool(error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0))


def _headers(media_type: str, fresh_s: int) -> dict[str, str]:
    kind = {"ContentType": media_type} if media_type else {}
    return {**kind, "CacheControl": f"public, max-age={fresh_s}"}
