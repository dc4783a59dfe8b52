"""Packs folders into image layers, and layers into an image archive. The same input always gives
the same bytes.

    pack.py layer FOLDER LAYER.tar [PREFIX]
    pack.py image TAG IMAGE.tar DOCKERFILE STAGE LAYER.tar...

What the image runs as is what STAGE of DOCKERFILE says, or its last stage.
"""

import hashlib
import io
import json
import os
import shlex
import sys
import tarfile

EPOCH = 0  # the time of whatever is no file


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


def image(tag: str, path: str, dockerfile: str, stage: str, layers: list[str]) -> None:
    digests = [digest(name) for name in layers]
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": config_of(dockerfile, stage),
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


def config_of(dockerfile: str, stage: str) -> dict:
    """The image's configuration, as the instructions of one stage say; commands in JSON form."""
    with open(dockerfile) as file:
        lines = [line for line in file if not line.lstrip().startswith("#")]
    stages: dict[str, dict] = {}
    config: dict = {}
    for line in "".join(lines).replace("\\\n", " ").splitlines():
        instruction, _, rest = line.strip().partition(" ")
        match instruction:
            case "FROM":
                config = stages.setdefault(rest.split()[-1], {})
            case "USER":
                config["User"] = rest
            case "WORKDIR":
                config["WorkingDir"] = rest
            case "ENV":
                config.setdefault("Env", []).extend(shlex.split(rest))
            case "LABEL":
                labels = (label.split("=", 1) for label in shlex.split(rest))
                config.setdefault("Labels", {}).update(labels)
            case "EXPOSE":
                config.setdefault("ExposedPorts", {}).update({port: {} for port in rest.split()})
            case "ENTRYPOINT" | "CMD":
                config[instruction.capitalize()] = json.loads(rest)
    found = stages.get(stage, config)
    if "User" not in found:
        sys.exit(f"error: {dockerfile}: the stage {stage} has no USER, so it would run as root")
    return found


def digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["layer", folder, path, *prefix] if len(prefix) <= 1:
            layer(folder, path, *prefix)
        case ["image", tag, path, dockerfile, stage, *layers] if layers:
            image(tag, path, dockerfile, stage, layers)
        case _:
            sys.exit(__doc__)
