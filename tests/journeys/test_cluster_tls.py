"""A cluster over TLS on this machine: shows are made; whoever is not trusted, or speaks otherwise, is told so."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.config.sections import WorkerSettings
from briefing.errors import BriefingError, SettingsError, WorkersError
from briefing.work import cluster
from tests.journeys.test_cluster import whole
from tests.shows.town import Cluster, Outlets, briefing, environment, write_shows

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(900)
pytest.importorskip("distributed", reason="needs the extra: pip install 'arabic-briefing[cluster]'")
pytest.importorskip("cryptography", reason="needs cryptography, to make certificates")

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402

DAY = timedelta(days=1)
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """One that signs certificates: files ``NAME.pem`` and ``NAME-key.pem`` in its folder."""

    folder: Path
    name: str

    def __post_init__(self) -> None:
        self.sign(self.name, authority=True)

    def sign(self, name: str, *, age: timedelta = DAY, authority: bool = False, passphrase: bytes = b"") -> None:
        """A certificate that is good for three days from ``age`` ago, with a key of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        by, begin = key if authority else self.key, datetime.now(UTC) - age
        built = (
            x509.CertificateBuilder()
            .subject_name(_called(name))
            .issuer_name(_called(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + 3 * DAY)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        (self.folder / f"{name}.pem").write_bytes(built.sign(by, hashes.SHA256()).public_bytes(PEM))
        lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        packed = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock)
        (self.folder / f"{name}-key.pem").write_bytes(packed)

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        packed = (self.folder / f"{self.name}-key.pem").read_bytes()
        read = serialization.load_pem_private_key(packed, None)
        assert isinstance(read, ec.EllipticCurvePrivateKey)
        return read


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Town:
    """Certificates, and addresses of schedulers: a good one, one whose certificate has expired, one without TLS."""

    folder: Path
    good: str
    expired: str
    plain: str

    def settings(self, address: str, ca: str = "ours", cert: str = "machine", key: str = "") -> WorkerSettings:
        """Names of certificates in the folder; empty for none."""
        key = f"{key or cert}-key" if cert else ""
        ca_file, cert_file, key_file = ((self.folder / f"{name}.pem" if name else None) for name in (ca, cert, key))
        return WorkerSettings(address=address, tls_ca=ca_file, tls_cert=cert_file, tls_key=key_file)


def options(folder: Path, name: str) -> tuple[str, ...]:
    """Dask's, for a scheduler or worker with a certificate of ours."""
    files = ("--tls-ca-file", "ours", "--tls-cert", name, "--tls-key", f"{name}-key")
    return tuple(word if word.startswith("-") else str(folder / f"{word}.pem") for word in files)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("tls")
    ours = Authority(folder, "ours")
    Authority(folder, "foreign").sign("stranger")
    ours.sign("machine")
    ours.sign("expired", age=9 * DAY)
    ours.sign("locked", passphrase=b"sesame")
    (folder / "empty.pem").touch()
    with contextlib.ExitStack() as stack:

        def started(name: str, tls: tuple[str, ...]) -> str:
            (folder / name).mkdir()
            made = Cluster(folder / name, environment(folder), tls)
            stack.callback(made.stop)
            return made.start(0)

        yield Town(
            folder=folder,
            good=started("a", options(folder, "machine")),
            expired=started("b", options(folder, "expired")),
            plain=started("c", ()),
        )


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may be slow to answer."""
    monkeypatch.setattr(cluster, "_ANSWER_WITHIN_S", 60.0)


def refused(settings: WorkerSettings) -> str:
    """The one line that is told; the connection is not made."""
    with pytest.raises(BriefingError) as told, cluster.connected(settings):
        pass
    assert isinstance(told.value, (SettingsError, WorkersError))
    (line,) = str(told.value).splitlines()
    return line


def test_shows_are_made_by_a_cluster_over_tls(town: Town, tmp_path: Path) -> None:
    made = Cluster(tmp_path, environment(tmp_path), options(town.folder, "machine"))
    try:
        address = made.start(1)
        assert address.startswith("tls://")
        lines = f'[workers]\naddress = "{address}"\ntls_ca = "../pki/ours.pem"\n'
        lines += 'tls_cert = "../pki/machine.pem"\ntls_key = "../pki/machine-key.pem"\n'
        (tmp_path / "pki").symlink_to(town.folder)
        with Outlets(2) as outlets:
            write_shows(tmp_path / "shows", 2, outlets, common=lines)
            done = briefing(tmp_path, made.env, ["shows", "shows"])
        assert done.returncode == 0, done.stderr
        assert "2 made, 0 already there, 0 failed" in done.stdout
        whole(tmp_path / "public", 2)
    finally:
        made.stop()


def test_whoever_is_not_trusted_is_told(town: Town) -> None:
    told = "no trust with the scheduler at {} ({}); look at certificates and clocks"
    expired = refused(town.settings(town.expired))
    assert expired == "workers: " + told.format(town.expired, "certificate has expired")
    foreign = refused(town.settings(town.good, ca="foreign"))
    assert foreign.startswith(f"workers: no trust with the scheduler at {town.good} (")
    for name in ("expired", "stranger"):  # the scheduler's refusal may be cut short by the end of its line
        line = refused(town.settings(town.good, cert=name))
        assert line.startswith(f"workers: no trust with the scheduler at {town.good}") or "is no scheduler" in line


def test_who_speaks_otherwise_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    over_tls = town.plain.replace("tcp://", "tls://")
    assert refused(town.settings(over_tls)) == (
        f"workers: what answers at {over_tls} speaks no TLS; start it with --tls-cert, or write tcp://"
    )
    monkeypatch.setattr(cluster, "_ANSWER_WITHIN_S", 1.0)
    plainly = town.good.replace("tls://", "tcp://")
    assert refused(town.settings(plainly, ca="", cert="")) == (
        f"workers: what listens at {plainly} is no scheduler; look at the port, and at tcp:// or tls://"
    )


@pytest.mark.parametrize("protocol", ["tcp", "tls"])
def test_what_accepts_and_stays_silent_holds_nobody_up(
    town: Town, monkeypatch: pytest.MonkeyPatch, protocol: str
) -> None:
    monkeypatch.setattr(cluster, "_ANSWER_WITHIN_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"{protocol}://127.0.0.1:{silent.getsockname()[1]}"
        named = "" if protocol == "tcp" else "machine"
        assert "is no scheduler" in refused(town.settings(address, ca=named and "ours", cert=named))


def test_a_scheduler_that_starts_a_little_later_is_waited_for() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))

        def late() -> None:
            server.listen()
            server.accept()[0].sendall(b"greeting")

        timer = threading.Timer(0.5, late)
        timer.start()
        place = server.getsockname()
        cluster._greet(f"tcp://127.0.0.1:{place[1]}", place, None)
        timer.join()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ca": "missing"}, "workers.tls_ca: missing.pem cannot be read (No such file or directory)"),
        ({"ca": "machine-key"}, "workers.tls_ca: machine-key.pem holds no certificate in PEM form"),
        ({"cert": "empty", "key": "machine"}, "workers.tls_cert: empty.pem holds no certificate in PEM form"),
        ({"key": "stranger"}, "workers.tls_key: stranger-key.pem holds no key for machine.pem"),
        ({"key": "empty"}, "workers.tls_key: empty-key.pem cannot be read"),
        ({"cert": "locked"}, "workers.tls_key: locked-key.pem asks for a passphrase"),
        ({"ca": ""}, "workers.address: tls://127.0.0.1:9 needs tls_ca, tls_cert and tls_key"),
        ({"ca": "", "cert": ""}, "workers.address: tls://127.0.0.1:9 needs tls_ca, tls_cert and tls_key"),
    ],
)
def test_a_file_that_is_not_good_is_named_before_anybody_is_asked(town: Town, given: dict[str, str], told: str) -> None:
    line = refused(town.settings("tls://127.0.0.1:9", **given))
    assert line.replace(f"{town.folder}/", "").startswith(told)


@pytest.mark.parametrize("address", ["lcoal", "127.0.0.1", "tcp://127.0.0.1", "http://127.0.0.1:8786", "tcp://:8786"])
def test_what_is_no_address_is_told(address: str) -> None:
    assert f"workers.address: '{address}' is no address of a scheduler" in refused(WorkerSettings(address=address))


def test_certificates_are_never_left_unused(town: Town) -> None:
    assert "is without TLS, but there are certificates for it" in refused(town.settings(town.plain))
