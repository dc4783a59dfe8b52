#!/usr/bin/env python3
"""Writes the reference from what the programs and the chart say about themselves.

    generate.py CRDGEN OUTPUT

CRDGEN is the program that writes the resource definitions; it also turns YAML into JSON. `make generate`
runs this, and `make lint` compares.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "charts/coditect"
PRICES = {  # in dollars, to be replaced by one's own
    "disk, a GiB and month": 0.25,  # what the original system paid: $1.51 a day for 180 GB
    "CPU, a core and hour": 0.0445,
    "memory, a GiB and hour": 0.0049,
}
HOURS = 730  # of a month


def yaml(crdgen, path):
    """The documents of a YAML file."""
    return json.loads(subprocess.run([crdgen, "json", path], check=True, capture_output=True).stdout)


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")


def code(value):
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return f"`{text}`"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def page(title, text):
    return f"# {title}\n\n<!-- Written by docs/reference/generate.py; make generate -->\n\n{text.strip()}\n"


# Values of the chart.


def values_of(schema, schemas, defaults, path=()):
    for name, inner in schema.get("properties", {}).items():
        key, default = (*path, name), (defaults or {}).get(name)
        if "$ref" in inner:
            inner = {**schemas[inner["$ref"].rsplit("/", 1)[1]], **inner}
        if inner.get("properties") and "$ref" not in inner:
            yield from values_of(inner, schemas, default, key)
            continue
        if not inner.get("description"):
            raise SystemExit(f"error: {'.'.join(key)} has no description in values.schema.json")
        description = inner["description"]
        if "enum" in inner:
            description += " One of " + ", ".join(code(value) for value in inner["enum"]) + "."
        yield [code(".".join(key)), "" if default is None else code(default), cell(description)]


def values_page(crdgen):
    schema = json.loads((CHART / "values.schema.json").read_text())
    [defaults] = yaml(crdgen, CHART / "values.yaml")
    rows = [*values_of(schema, schema["$defs"], defaults)]
    intro = "`helm install coditect charts/coditect --values values.yaml`; anything else is refused."
    return page("Values of the chart", intro + "\n\n" + table(["value", "default", ""], rows))


# Resources.


def fields_of(schema, path=""):
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        key = f"{path}.{name}" if path else name
        of = inner.get("items", inner)
        kind = inner.get("type", "string or integer" if inner.get("x-kubernetes-int-or-string") else "")
        if "items" in inner:
            kind, key = f"array of {of.get('type', 'object')}", key + "[]"
        default = "required" if name in required else ""
        if "default" in inner and not inner.get("properties"):
            default = code(inner["default"])
        text = inner.get("description", "")
        rules = [rule["message"] for rule in inner.get("x-kubernetes-validations", []) if "message" in rule]
        if "enum" in of:
            text += " One of " + ", ".join(code(value) for value in of["enum"] if value is not None) + "."
        for rule in rules:
            text += f" *{rule}.*"
        yield [code(key), kind, default, cell(text)]
        if of.get("properties") and name != "conditions":
            yield from fields_of(of, key)


def resources_page(crds):
    parts = []
    for crd in crds:
        version = crd["spec"]["versions"][0]
        schema = version["schema"]["openAPIV3Schema"]
        names = crd["spec"]["names"]
        parts.append(f"## {names['kind']}\n\n{schema.get('description', '')}\n")
        short = ", ".join(f"`{name}`" for name in names.get("shortNames", []))
        parts.append(f"`{crd['spec']['group']}/{version['name']}`, `kubectl get {names['plural']}` ({short}).\n")
        for rule in schema.get("x-kubernetes-validations", []):
            parts.append(f"- *{rule['message']}*")
        for part in ("spec", "status"):
            rows = [*fields_of(schema["properties"][part])]
            parts.append(f"\n### {names['kind']}.{part}\n\n" + table(["field", "type", "default", ""], rows) + "\n")
    return page("Resources", "\n".join(parts))


# The API.


def body_of(schemas, schema):
    reference = schema.get("$ref")
    if not reference:
        for option in schema.get("oneOf", schema.get("anyOf", [])):
            if "$ref" in option:
                return body_of(schemas, option)
    if reference:
        schema = schemas[reference.rsplit("/", 1)[1]]
    for inner in schema.get("allOf", []):
        yield from body_of(schemas, inner)
    for name, field in schema.get("properties", {}).items():
        required = "required" if name in schema.get("required", []) else ""
        yield [code(name), required, cell(field.get("description", ""))]


def api_page():
    document = json.loads((ROOT / "images/combined/frontend/openapi.json").read_text())
    schemas = document["components"]["schemas"]
    parts = ["`/api/docs/` of an installation shows the same, to be tried. Errors are problem details (RFC 9457).\n"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts.append(f"## {method.upper()} {path}\n\n{operation.get('summary', '')}.\n")
            if operation.get("description"):
                parts.append(operation["description"] + "\n")
            fields = []
            for parameter in operation.get("parameters", []):
                where = {"header": "header", "path": "path", "query": "query"}[parameter["in"]]
                fields.append([code(parameter["name"]), where, cell(parameter.get("description", ""))])
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            fields += body_of(schemas, content.get("schema", {}))
            if fields:
                parts.append(table(["field", "", ""], fields) + "\n")
            answers = [[code(status), cell(answer["description"])] for status, answer in operation["responses"].items() if status != "default"]
            parts.append(table(["answer", ""], answers) + "\n")
    return page("API", "\n".join(parts))


# What it costs.


def number(quantity):
    """A Kubernetes quantity as a number: cores, or GiB."""
    text = str(quantity)
    for suffix, factor in {"Gi": 1, "Mi": 1 / 1024, "Ti": 1024, "m": 1 / 1000}.items():
        if text.endswith(suffix):
            return float(text[: -len(suffix)]) * factor
    return float(text)


def merged(base, over):
    return {**base, **{k: merged(base.get(k) or {}, v) if isinstance(v, dict) else v for k, v in over.items()}}


def dollars(amount):
    return f"${amount:,.2f}"


def slot_of(crds, values):
    spec = crds[0]["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    given = values["pool"]["spec"]
    storage = merged(spec["storage"]["default"], given.get("storage", {}))
    requests = merged(spec["resources"]["default"]["requests"], given.get("resources", {}).get("requests", {}))
    disk = number(storage["workspace"]) + number(storage["config"])
    month = number(requests["cpu"]) * PRICES["CPU, a core and hour"] + number(requests["memory"]) * PRICES["memory, a GiB and hour"]
    return disk, month * HOURS


def cost_page(crdgen, crds):
    [defaults] = yaml(crdgen, CHART / "values.yaml")
    gib = PRICES["disk, a GiB and month"]
    parts = ["A slot costs disk for as long as there is one, and CPU and memory only while it runs. Computed from the\nchart's values with these prices, which are examples: put yours into `PRICES` of `generate.py`.\n"]
    parts.append(table(["what", "price"], [[what, dollars(price) if price > 0.1 else f"${price}"] for what, price in PRICES.items()]) + "\n")
    for name in ("values-production.yaml", "values-small.yaml"):
        [over] = yaml(crdgen, CHART / name)
        values = merged(defaults, over)
        disk, compute = slot_of(crds, values)
        rows = []
        for people in (3, 20, 100):
            always = people * (disk * gib + compute)
            office = people * (disk * gib + compute * 40 / 168)
            rows.append([str(people), dollars(people * disk * gib), dollars(always), dollars(office), f"{1 - office / always:.0%}"])
        parts.append(f"## {name}\n\nA slot has {disk:g} GiB of disk; while it runs it asks for {dollars(compute)} of CPU and memory a month.\n")
        parts.append(table(["people", "disk a month", "all, never suspended", "all, at work 40 hours a week", "saved by suspending"], rows) + "\n")
        spares = values["pool"]["spec"]["capacity"]
        spare = spares["warmSpares"] * (compute + disk * gib) + spares["coldSpares"] * disk * gib
        parts.append(f"Its spares ({spares['warmSpares']} warm, {spares['coldSpares']} cold) cost {dollars(spare)} a month on top: claims in milliseconds are bought with them.\n")
    shared, own = 60 * 3 * gib, 15 * 3 * gib
    parts.append("## Volumes of their own against a shared one\n\nThe three pods of the original system, before and after each got volumes of its own:\n")
    parts.append(table(["", "disk", "a month"], [["60 GB shared, provisioned for each of three", "180 GB", dollars(shared)], ["10 and 5 GB each", "45 GB", dollars(own)], ["saved", "135 GB", f"{dollars(shared - own)} ({1 - own / shared:.0%})"]]))
    return page("What it costs", "\n".join(parts))


def main(crdgen, output):
    crds = yaml(crdgen, CHART / "crds/coditect.ai.yaml")
    pages = {"values.md": values_page(crdgen), "resources.md": resources_page(crds), "api.md": api_page(), "cost.md": cost_page(crdgen, crds)}
    pathlib.Path(output).mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (pathlib.Path(output) / name).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
