"""A stand-in for a connection pooler: it passes everything on and, as poolers do, greets its client with a process number of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GREETING = b"K\x00\x00\x00\x0c"  # BackendKeyData: its length, then the process number and the secret, four bytes each
OWN_NUMBER = (4_711).to_bytes(4, "big")


@contextmanager
def pooler(folder: Path, server: Path) -> Iterator[str]:
    """Listen in `folder` on behalf of the PostgreSQL whose socket is `server` until the block ends. Yields the host to connect to."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(folder / server.name))
        listener.listen()
        threading.Thread(target=_serve, args=(listener, str(server)), daemon=True).start()
        yield str(folder)
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, server: str) -> None:
    while True:
        try:
            client, _address = listener.accept()
        except OSError:  # closed
            return
        upstream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        upstream.connect(server)
        threading.Thread(target=_pass_on, args=(client, upstream, False), daemon=True).start()
        threading.Thread(target=_pass_on, args=(upstream, client, True), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, greets: bool) -> None:
    while data := source.recv(65_536):
        if greets and (at := data.find(GREETING)) >= 0:
            at += len(GREETING)
            data, greets = data[:at] + OWN_NUMBER + data[at + 4 :], False
        target.sendall(data)
    target.close()
