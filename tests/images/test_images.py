"""What must hold of every image, by its archive alone: python3 -m unittest, from this folder."""

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

IMAGES = Path(__file__).parent.parent.parent / "images"
PROGRAMS = ["operator", "api", "gateway"]


def build(name: str, **environment: str) -> Path:
    built = subprocess.run(
        [IMAGES / "build.sh", name], check=True, stdout=subprocess.PIPE, text=True, env=os.environ | environment
    )
    return Path(built.stdout.strip())


class Image:
    def __init__(self, archive: Path) -> None:
        with tarfile.open(archive) as tar:
            (manifest,) = json.load(tar.extractfile("manifest.json"))
            self.config = json.load(tar.extractfile(manifest["Config"]))["config"]
            self.files: dict[str, tarfile.TarInfo] = {}
            self.sbom: dict = {}
            for layer in manifest["Layers"]:
                self.read(tar.extractfile(layer).read())

    def read(self, layer: bytes) -> None:
        with tarfile.open(fileobj=io.BytesIO(layer)) as tar:
            for member in tar:
                self.files[member.name.removeprefix("./")] = member
                if member.name.endswith("coditect/sbom.spdx.json"):
                    self.sbom = json.load(tar.extractfile(member))


class Contents(unittest.TestCase):
    def test_programs_run_as_nobody_and_bring_no_shell(self) -> None:
        for name in PROGRAMS:
            with self.subTest(name):
                image = Image(build(name))
                self.assertEqual(image.config["User"], "65532:65532")
                self.assertEqual(image.config["Entrypoint"], [f"/usr/bin/coditect-{name}"])
                self.assertIn(f"usr/bin/coditect-{name}", image.files)
                shells = [file for file in image.files if file.split("/")[-1] in ("sh", "bash", "dash", "busybox")]
                self.assertEqual(shells, [])

    def test_nothing_is_setuid_and_nothing_is_for_others_to_write(self) -> None:
        for name in PROGRAMS:
            for path, member in Image(build(name)).files.items():
                with self.subTest(f"{name}: {path}"):
                    self.assertEqual(member.mode & 0o6000, 0)
                    self.assertTrue(member.issym() or member.mode & 0o002 == 0)

    def test_the_bill_of_materials_names_what_is_linked(self) -> None:
        for name, expected in {"operator": "kube", "api": "redb", "gateway": "react", "combined": "nginx"}.items():
            with self.subTest(name):
                sbom = Image(build(name)).sbom
                self.assertEqual(sbom["spdxVersion"], "SPDX-2.3")
                packages = {package["name"]: package["versionInfo"] for package in sbom["packages"]}
                self.assertIn(expected, packages)
                self.assertIn("libc6", packages)
                self.assertTrue(all(packages.values()))


class Programs(unittest.TestCase):
    def test_they_start_on_a_read_only_root_without_rights(self) -> None:
        if os.geteuid() != 0:
            self.skipTest("a root of its own needs root")
        for name in PROGRAMS:
            with self.subTest(name), tempfile.TemporaryDirectory() as root:
                os.chmod(root, 0o755)
                unpack(build(name), root)
                # A mount namespace takes the read-only mount away with it.
                script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec chroot --userspec=65532:65532 "$0" "$1" --version'
                started = subprocess.run(
                    ["unshare", "--mount", "bash", "-c", script, root, f"/usr/bin/coditect-{name}"],
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                self.assertRegex(started.stdout, rf"^coditect-{name} \d+\.\d+\.\d+\n$")


def unpack(archive: Path, root: str) -> None:
    with tarfile.open(archive) as tar:
        (manifest,) = json.load(tar.extractfile("manifest.json"))
        for name in manifest["Layers"]:
            with tarfile.open(fileobj=io.BytesIO(tar.extractfile(name).read())) as layer:
                layer.extractall(root, filter="tar")


class Packing(unittest.TestCase):
    def test_a_new_cache_gives_the_same_image(self) -> None:
        with tempfile.TemporaryDirectory() as cache:
            again = build("operator", CODITECT_CACHE=cache).read_bytes()
        self.assertEqual(hashlib.sha256(build("operator").read_bytes()).hexdigest(), hashlib.sha256(again).hexdigest())

    def test_no_program_tells_the_folder_that_it_was_built_in(self) -> None:
        for name in PROGRAMS:
            with self.subTest(name), tempfile.TemporaryDirectory() as root:
                unpack(build(name), root)
                program = Path(root) / f"usr/bin/coditect-{name}"
                notes = subprocess.run(["readelf", "--notes", program], check=True, stdout=subprocess.PIPE, text=True)
                self.assertNotIn("NT_GNU_BUILD_ID", notes.stdout)
                self.assertNotIn(str(IMAGES.parent).encode(), program.read_bytes())

    def test_the_same_files_give_the_same_bytes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            names = [f"{part}/{number}" for part in "abc" for number in range(20)]
            archives = []
            for attempt in range(2):
                root = work / str(attempt)
                random.shuffle(names)
                for name in names:
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / name).write_text(name)
                    os.utime(root / name, (random.random() * 1e9,) * 2)
                archives.append(self.pack(root, work / f"{attempt}.tar"))
                shutil.rmtree(root)
            self.assertEqual(*archives)

    def pack(self, root: Path, archive: Path) -> bytes:
        layer = archive.with_suffix(".layer")
        subprocess.run(["python3", IMAGES / "pack.py", "layer", root, layer], check=True)
        dockerfile = IMAGES / "Dockerfile"
        subprocess.run(["python3", IMAGES / "pack.py", "image", "t", archive, dockerfile, "operator", layer], check=True)
        return archive.read_bytes()


if __name__ == "__main__":
    unittest.main()
