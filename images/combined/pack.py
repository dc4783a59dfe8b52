"""Packs folders into image layers, and layers into an image archive. The same input always gives
the same bytes.

    pack.py layer FOLDER LAYER.tar [PREFIX]
    pack.py image TAG IMAGE.tar LAYER.tar...
"""

import hashlib
import io
import json
import os
import sys
import tarfile

EPOCH = 0  # the time of whatever is no file
CONFIG = {
    "User": "1000:1000",
    "WorkingDir": "/home/theia",
    "Env": [
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "HOME=/home/theia/.theia/home",
        "LANG=C.UTF-8",
        "THEIA_CONFIG_DIR=/home/theia/.theia",
    ],
    "ExposedPorts": {"80/tcp": {}},
    "Cmd": ["/opt/coditect/bin/frontend"],
}


def layer(folder: str, path: str, prefix: str = "") -> None:
    """Writes all of `folder` below `prefix`, in an order of its own, not the file system's."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for parent, folders, files in os.walk(folder):
            folders.sort()
            links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
            for name in [".", *sorted(files + links)]:
                add(tar, folder, os.path.normpath(os.path.join(parent, name)), prefix)


def add(tar: tarfile.TarFile, root: str, path: str, prefix: str) -> None:
    if path == os.path.normpath(root):
        return
    info = tar.gettarinfo(path, arcname=os.path.join(prefix, os.path.relpath(path, root)))
    info.mtime, info.uname, info.gname = EPOCH, "", ""
    if info.isreg():
        info.mtime = time_of(path)
        with open(path, "rb") as file:
            tar.addfile(info, file)
    else:
        tar.addfile(info)


def time_of(path: str) -> int:
    """A time in the past that tells a file from its next version: web servers make validators of
    it, and the time of the build would make each image a new one."""
    return int(digest(path)[:8], 16) % 1_500_000_000


def image(tag: str, path: str, layers: list[str]) -> None:
    digests = [digest(name) for name in layers]
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": CONFIG,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{d}" for d in digests]},
        }
    ).encode()
    names = [f"{d}.tar" for d in digests]
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [tag], "Layers": names}]).encode()
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, source in zip(names, layers, strict=True):
            info = tarfile.TarInfo(name)
            info.size = os.path.getsize(source)
            with open(source, "rb") as file:
                tar.addfile(info, file)
        for name, content in (("config.json", config), ("manifest.json", manifest)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["layer", folder, path, *prefix] if len(prefix) <= 1:
            layer(folder, path, *prefix)
        case ["image", tag, path, *layers] if layers:
            image(tag, path, layers)
        case _:
            sys.exit(__doc__)
