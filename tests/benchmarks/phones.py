"""Many phones for the benchmark of positions: a process of its own that holds a connection for each, as a proxy does, and sends what it is given.

`python -m tests.benchmarks.phones PORT SECONDS < requests` reads lists of requests (base64, one phone a line, separated by blanks) and sends
each phone's in turn, evenly spread over SECONDS. Prints how many were answered with 200 and the 95th percentile of the answers' seconds.
"""

import asyncio
import base64
import json
import sys
import time


async def drive(port: int, requests: list[bytes], every_s: float, first_s: float) -> list[tuple[bool, float]]:
    """Send one phone's requests, one every so often."""
    await asyncio.sleep(first_s)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found, begun = [], time.monotonic()
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, begun + number * every_s - time.monotonic()))
        sent = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        found.append((head.startswith(b"HTTP/1.1 200"), time.monotonic() - sent))
    writer.close()
    return found


async def drive_all(port: int, phones: list[list[bytes]], seconds: float) -> None:
    """Let all drive, and print what they saw."""
    every_s = seconds / max(len(one) for one in phones)
    drives = [drive(port, one, every_s, every_s * at / len(phones)) for at, one in enumerate(phones)]
    told = [answer for answers in await asyncio.gather(*drives) for answer in answers]
    waits = sorted(wait for _ok, wait in told)
    print(json.dumps({"ok": sum(ok for ok, _wait in told), "p95_s": waits[len(waits) * 95 // 100]}))


if __name__ == "__main__":
    lines = [[base64.b64decode(one) for one in line.split()] for line in sys.stdin.buffer]
    asyncio.run(drive_all(int(sys.argv[1]), lines, float(sys.argv[2])))
