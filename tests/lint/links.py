#!/usr/bin/env python3
"""Fails if a page of the documentation leads to a file or heading that is not there."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(path):
    """The names that GitHub gives to headings."""
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.S)
    titles = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def main():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True)
    wrong = []
    for page in listed.stdout.split():
        for target, anchor in LINK.findall((ROOT / page).read_text()):
            path = ((ROOT / page).parent / target).resolve() if target else ROOT / page
            if not path.exists():
                wrong.append(f"{page}: {target} is not there")
            elif anchor and anchor not in anchors(path):
                wrong.append(f"{page}: {target or page} has no heading {anchor}")
    print("\n".join(f"error: {line}" for line in wrong), end="\n" if wrong else "", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
