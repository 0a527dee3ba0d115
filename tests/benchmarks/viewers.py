"""Many viewers of the board for the benchmark: a process that holds so many open streams and notes when each piece of news came.

`python -m tests.benchmarks.viewers PORT TOKEN COUNT` prints "open" when all streams are, reads a line, and prints {"waits": […]} in seconds.
"""

import asyncio
import json
import sys
import time


async def watch(port: int, token: str, opened: "asyncio.Semaphore", waits: list[float]) -> None:
    """Read one stream until it ends or we are cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/?token={token} HTTP/1.1\r\nHost: stationmaster.example\r\n\r\n".encode())
    await reader.readuntil(b"retry: 2000\n\n")
    opened.release()
    while line := await reader.readline():
        if line.startswith(b"data: {") and b'"said"' in line:
            waits.append(time.time() - json.loads(line[6:])["said"])


async def watch_all(port: int, token: str, count: int) -> None:
    """Open all, say so, and tell what was heard when a line comes in."""
    opened, waits = asyncio.Semaphore(0), list[float]()
    watching = [asyncio.create_task(watch(port, token, opened, waits)) for _ in range(count)]
    for _ in range(count):
        await opened.acquire()
    print("open", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for one in watching:
        one.cancel()
    print(json.dumps({"waits": waits}), flush=True)


if __name__ == "__main__":
    asyncio.run(watch_all(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
