"""A certificate for ``localhost``, made for one test run, and who trusts it."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """``server`` shows a certificate for localhost that ``trusting`` accepts and nobody else."""

    server: ssl.SSLContext
    trusting: ssl.SSLContext


def make_certificates(folder: Path, *, host: str = "localhost") -> Certificates:
    """Return a self-signed certificate for ``host``, in use on both sides."""
    key, certificate = folder / f"{host}.key", folder / f"{host}.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *(
                "-nodes",
                "-days",
                "2",
                "-subj",
                f"/CN={host}",
                "-addext",
                f"subjectAltName=DNS:{host}",
            ),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return Certificates(server, ssl.create_default_context(cafile=str(certificate)))
