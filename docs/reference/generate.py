#!/usr/bin/env python3
"""Writes the reference from what the programs and the chart say about themselves.

    generate.py CRDGEN OUTPUT

CRDGEN is the program that writes the resource definitions; it also turns YAML into JSON. `make generate`
runs this, and `make lint` compares.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "charts/coditect"
# In dollars, to be replaced by one's own. The original system's document (20 November 2025) has a price of disk,
# $1.51 a day for 180 GB on GKE, which is a quarter of a dollar a GB and month. It has none of CPU and memory:
# those are examples of the size that clouds ask, of no list and no date.
PRICES = {
    "disk, a GiB and month": (0.25, "the original system's: $1.51 a day for 180 GB on GKE, November 2025"),
    "CPU, a core and hour": (0.0445, "an example, of no price list"),
    "memory, a GiB and hour": (0.0049, "an example, of no price list"),
}
# What that document says was paid a day, for how much: before and after each pod got volumes of its own.
ORIGINAL = {"60 GB shared, provisioned for each of three": (180, 1.51), "10 and 5 GB each": (45, 0.71)}
HOURS = 730  # of a month
DAYS = 365  # of a year


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


def kind_of(schema):
    """The type of a field, and what its value must keep to."""
    kind = schema.get("type", "string or integer" if schema.get("x-kubernetes-int-or-string") else "object")
    text = kind if isinstance(kind, str) else " or ".join(kind)
    if "items" in schema:
        return f"array of {schema['items'].get('type', 'object')}" + most(schema, "maxItems", " with {} at most")
    least, greatest = schema.get("minimum"), schema.get("maximum")
    if least is not None and greatest is not None:
        return f"{text}, {least:g} to {greatest:g}"
    return text + most(schema, "minimum", ", {} at least") + most(schema, "maximum", ", {} at most") + most(schema, "maxLength", ", {} long at most")


def most(schema, limit, text):
    return text.format(f"{schema[limit]:g}") if limit in schema else ""


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
        yield [code(".".join(key)), kind_of(inner), "" if default is None else code(default), cell(description)]


def values_page(crdgen):
    schema = json.loads((CHART / "values.schema.json").read_text())
    [defaults] = yaml(crdgen, CHART / "values.yaml")
    rows = [*values_of(schema, schema["$defs"], defaults)]
    intro = "`helm install coditect charts/coditect --values values.yaml`; anything else is refused."
    return page("Values of the chart", intro + "\n\n" + table(["value", "type", "default", ""], rows))


# Resources.


def fields_of(schema, path=""):
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        key = f"{path}.{name}" if path else name
        of, kind = inner.get("items", inner), kind_of(inner)
        if "items" in inner:
            key += "[]"
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


def columns_of(version):
    """What `kubectl get` shows, and by which fields it selects."""
    rows = []
    for column in version.get("additionalPrinterColumns", []):
        wide = "with `-o wide`" if column.get("priority") else ""
        rows.append([column["name"], code(column["jsonPath"].lstrip(".")), wide])
    text = table(["column", "shows", ""], rows)
    fields = ", ".join(code(field["jsonPath"].lstrip(".")) for field in version.get("selectableFields", []))
    return text + (f"\n\n`--field-selector` knows {fields}." if fields else "")


def conditions_of(source):
    """The constants of the conditions' types and reasons, with what is said of each."""
    kinds, _, rest = source.partition("pub mod reason")
    constants = re.compile(r"((?:^ *///.*\n)+) *pub const \w+: &str = \"(\w+)\";", re.M)

    def rows(text):
        found = [[code(name), cell(said.replace("///", ""))] for said, name in constants.findall(text)]
        if len(found) != text.count("pub const ") or not found:
            raise SystemExit("error: not every constant of crds/src/condition.rs has a description and is read here")
        return found

    # Each store's reasons come after a line that says of which condition they are.
    first, *others = re.split(r"^ *// Of `(\w+)`\.$", rest.partition("\n}\n")[0], flags=re.M)
    parts = [table(["condition", "true when"], rows(kinds)), "### Reasons of Ready, Claimed and Progressing", table(["reason", ""], rows(first))]
    for name, text in zip(others[::2], others[1::2]):
        parts += [f"### Reasons of {name}", table(["reason", ""], rows(text))]
    return "\n\n".join(["## Conditions", *parts, "What keeps a pod from running is a reason in the pod's own words, such as `ImagePullBackOff`."])


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
        parts.append("\n" + columns_of(version))
        for part in ("spec", "status"):
            rows = [*fields_of(schema["properties"][part])]
            parts.append(f"\n### {names['kind']}.{part}\n\n" + table(["field", "type", "default", ""], rows) + "\n")
    parts.append(conditions_of((ROOT / "crds/src/condition.rs").read_text()))
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


# Alerts.


def alerts_page(crdgen):
    [document] = yaml(crdgen, CHART / "monitoring/rules.yaml")
    rows = []
    for rule in (rule for group in document["groups"] for rule in group["rules"]):
        # What Prometheus fills in is of one alert that fires.
        said = {name: re.sub(r"\{\{.*?\}\}", "…", text) for name, text in rule["annotations"].items()}
        rows.append([code(rule["alert"]), rule["labels"]["severity"], rule["for"], cell(said["summary"]), cell(said["description"])])
    return page("Alerts", "Of `charts/coditect/monitoring/rules.yaml`.\n\n" + table(["alert", "severity", "after", "what", "what to do"], rows))


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


def price(what):
    return PRICES[what][0]


def slot_of(crds, values):
    spec = crds[0]["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    given = values["pool"]["spec"]
    storage = merged(spec["storage"]["default"], given.get("storage", {}))
    requests = merged(spec["resources"]["default"]["requests"], given.get("resources", {}).get("requests", {}))
    disk = number(storage["workspace"]) + number(storage["config"])
    hour = number(requests["cpu"]) * price("CPU, a core and hour") + number(requests["memory"]) * price("memory, a GiB and hour")
    return disk, hour * HOURS


def cost_page(crdgen, crds):
    [defaults] = yaml(crdgen, CHART / "values.yaml")
    gib = price("disk, a GiB and month")
    parts = ["A slot costs disk for as long as there is one, and CPU and memory only while it runs. Computed from the\nchart's values and these prices: put yours into `PRICES` of `generate.py`.\n"]
    parts.append(table(["what", "price", "whose"], [[what, dollars(amount) if amount > 0.1 else f"${amount}", whose] for what, (amount, whose) in PRICES.items()]) + "\n")
    parts.append("Only what slots ask for is counted: not the API, the gateway, the operator and the database, nor the part of\na node that nobody uses.\n")
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
        parts.append(table(["people", "disk a month", "all, never stopped", "all, running 40 hours a week", "saved by stopping"], rows) + "\n")
        spares = values["pool"]["spec"]["capacity"]
        spare = spares["warmSpares"] * (compute + disk * gib) + spares["coldSpares"] * disk * gib
        parts.append(f"Its spares ({spares['warmSpares']} warm, {spares['coldSpares']} cold) cost {dollars(spare)} a month on top: claims in milliseconds are bought with them.\n")
    (shared, shared_day), (own, own_day) = ORIGINAL.values()
    rows = [[what, f"{disk} GB", dollars(day), dollars(day * DAYS)] for what, (disk, day) in ORIGINAL.items()]
    rows.append(["saved", f"{shared - own} GB ({1 - own / shared:.0%})", dollars(shared_day - own_day), f"{dollars((shared_day - own_day) * DAYS)} ({1 - own_day / shared_day:.0%})"])
    parts.append("## Volumes of their own against a shared one\n\nThe three pods of the original system, as its document has it. It calls the saving 75%: that is of the disk; of\nthe money it is less, since the price that it names for the smaller disk is higher for each GB.\n")
    parts.append(table(["", "disk", "a day", "a year"], rows))
    return page("What it costs", "\n".join(parts))


def main(crdgen, output):
    crds = yaml(crdgen, CHART / "crds/coditect.ai.yaml")
    pages = {"values.md": values_page(crdgen), "resources.md": resources_page(crds), "api.md": api_page()}
    pages |= {"alerts.md": alerts_page(crdgen), "cost.md": cost_page(crdgen, crds)}
    pathlib.Path(output).mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (pathlib.Path(output) / name).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
