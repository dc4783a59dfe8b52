"""Writes what an image is made of as SPDX 2.3 JSON: packages of Debian, crates and npm packages.

    sbom.py IMAGE [crates PACKAGE | npm PACKAGE-LOCK.json | file NAME VERSION]... -- LAYER.tar...

Debian's are read from the layers, crates from Cargo's resolution for that package.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator

Package = tuple[str, str, str, str]  # name, version, package URL, licence


def debian(layers: list[str]) -> Iterator[Package]:
    """From dpkg's status, or from status.d of an image without a package manager."""
    for layer in layers:
        with tarfile.open(layer) as tar:
            for member in tar:
                name = member.name.removeprefix("./")
                is_status = name == "var/lib/dpkg/status" or name.startswith("var/lib/dpkg/status.d/")
                if is_status and member.isreg():
                    for paragraph in tar.extractfile(member).read().decode().split("\n\n"):
                        yield from paragraph_of(paragraph)


def paragraph_of(paragraph: str) -> Iterator[Package]:
    fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line and line[0] != " ")
    if "Package" in fields and "deinstall" not in fields.get("Status", ""):
        name, version = fields["Package"], fields["Version"]
        purl = f"pkg:deb/debian/{name}@{version}?arch={fields['Architecture']}&distro=bookworm"
        yield name, version, purl, "NOASSERTION"


def crates(package: str) -> Iterator[Package]:
    """What the program is linked from, build scripts and macros included."""
    command = ["cargo", "tree", "--locked", "--manifest-path", "../Cargo.toml", "--package", package]
    command += ["--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in sorted(set(listing.splitlines())):
        crate, _, licence = line.partition("|")
        name, version = crate.split()[:2]
        yield name, version.removeprefix("v"), f"pkg:cargo/{name}@{version.removeprefix('v')}", licence


def npm(lock: str) -> Iterator[Package]:
    """All that the lock file installs; a bundle has some of each."""
    with open(lock) as file:
        for path, package in json.load(file)["packages"].items():
            name = package.get("name") or path.rpartition("node_modules/")[2]
            if path and "version" in package and not package.get("dev") and not package.get("link"):
                purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
                yield name, package["version"], purl, str(package.get("license") or "NOASSERTION")


def document(image: str, packages: list[Package]) -> dict:
    namespace = hashlib.sha256(repr(packages).encode()).hexdigest()
    elements = [
        {
            "SPDXID": f"SPDXRef-{index}",
            "name": name,
            "versionInfo": version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION",
            "licenseComments": licence,
            "copyrightText": "NOASSERTION",
            "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
            ],
        }
        for index, (name, version, purl, licence) in enumerate(packages)
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": image,
        "documentNamespace": f"https://coditect.ai/sbom/{namespace}",
        # Of no meaning: the same contents give the same bytes.
        "creationInfo": {"created": "1970-01-01T00:00:00Z", "creators": ["Tool: coditect images/sbom.py"]},
        "packages": elements,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": element["SPDXID"]}
            for element in elements
        ],
    }


def contents(words: list[str]) -> Iterator[Package]:
    match words:
        case ["crates", package, *rest]:
            yield from crates(package)
            yield from contents(rest)
        case ["npm", lock, *rest]:
            yield from npm(lock)
            yield from contents(rest)
        case ["file", name, version, *rest]:
            yield name, version, f"pkg:generic/{name}@{version}", "NOASSERTION"
            yield from contents(rest)
        case []:
            return
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    image, *words = sys.argv[1:]
    middle = words.index("--")
    found = sorted(set(contents(words[:middle])) | set(debian(words[middle + 1 :])))
    json.dump(document(image, found), sys.stdout, indent=1)
