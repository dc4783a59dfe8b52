"""Stands where Theia will: serves the files of the workspace volume over HTTP on port 3001.

    GET    /                 answers
    GET    /files/DIR/       lists a folder
    GET    /files/PATH       reads a file
    PUT    /files/PATH       writes it whole or not at all
    DELETE /files/PATH       removes it
    GET    /ws               a WebSocket that answers each message
"""

import asyncio
import errno
import os
import socket
import tempfile
from pathlib import Path

from aiohttp import WSMsgType, web

WORKSPACE = Path("/home/theia/workspace")
ADDRESS = ("127.0.0.1", 3001)
CHUNK = 1 << 20
POD = socket.gethostname()


def problem(kind: type[web.HTTPException], detail: str) -> web.HTTPException:
    body = f'{{"status":{kind.status_code},"detail":"{detail}"}}\n'
    return kind(text=body, content_type="application/problem+json")


def resolve(request: web.Request) -> Path:
    """The path that is asked for, with links followed; never one outside of the workspace."""
    path = (WORKSPACE / request.match_info["path"]).resolve()
    if path != WORKSPACE and WORKSPACE not in path.parents:
        raise problem(web.HTTPForbidden, "the path leads out of the workspace")
    return path


async def index(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "pod": POD})


async def read(request: web.Request) -> web.StreamResponse:
    path = resolve(request)
    if path.is_dir():
        names = sorted(entry.name + "/" * entry.is_dir() for entry in path.iterdir())
        return web.json_response({"pod": POD, "entries": names})
    if not path.is_file():
        raise problem(web.HTTPNotFound, "no such file")
    return web.FileResponse(path, headers={"Cache-Control": "no-store"})


async def write(request: web.Request) -> web.Response:
    path = resolve(request)
    if path.is_dir():
        raise problem(web.HTTPConflict, "the path is a folder")
    existed = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        await replace(path, request)
    except OSError as error:
        raise refusal(error) from error
    return web.json_response({"pod": POD}, status=200 if existed else 201)


async def replace(path: Path, request: web.Request) -> None:
    """Writes a new file beside the old one and moves it there: a reader sees one or the other."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".coditect-")
    try:
        with os.fdopen(handle, "wb") as file:
            async for chunk in request.content.iter_chunked(CHUNK):
                file.write(chunk)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def refusal(error: OSError) -> web.HTTPException:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return problem(web.HTTPInsufficientStorage, "the workspace volume is full")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return problem(web.HTTPConflict, "a parent of the path is a file")
    return problem(web.HTTPInternalServerError, os.strerror(error.errno or 0))


async def delete(request: web.Request) -> web.Response:
    path = resolve(request)
    if not path.is_file():
        raise problem(web.HTTPNotFound, "no such file")
    path.unlink()
    return web.Response(status=204)


async def echo(request: web.Request) -> web.WebSocketResponse:
    peer = web.WebSocketResponse(heartbeat=30)
    await peer.prepare(request)
    request.app["sockets"].add(peer)
    try:
        async for message in peer:
            if message.type is WSMsgType.TEXT:
                await peer.send_json({"echo": message.data, "pod": POD})
    finally:
        request.app["sockets"].discard(peer)
    return peer


async def close(app: web.Application) -> None:
    for peer in set(app["sockets"]):
        await peer.close(code=1001, message=b"the workspace is being stopped")


def app() -> web.Application:
    server = web.Application(client_max_size=0)
    server["sockets"] = set()
    server.on_shutdown.append(close)
    server.add_routes(
        [
            web.get("/", index),
            web.get("/ws", echo),
            web.get("/files/{path:.*}", read),
            web.put("/files/{path:.*}", write),
            web.delete("/files/{path:.*}", delete),
        ]
    )
    return server


if __name__ == "__main__":
    web.run_app(app(), host=ADDRESS[0], port=ADDRESS[1], shutdown_timeout=2, print=None)
