"""Judges reports with validators that others wrote. Usage: judge.py FOLDER, where FOLDER holds *.xml, *.sarif, *.html, *.md, *.prom, and
*.json, *.events and *.toml with the schemas that they follow; other schemas stand beside
the installed packages, two folders above this interpreter's path entry. Prints a line a file; ends with 1 when one is not valid."""

import json
import pathlib
import sys
import tomllib

import html5lib
import jsonschema
import junitparser
import xmlschema
from markdown_it import MarkdownIt
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as older_families

root = pathlib.Path(sys.argv[1])
folder = pathlib.Path(sys.argv[2])
wrong = 0


def say(path, problem, what):
    global wrong
    wrong += bool(problem)
    print(f"{path.name}: {problem or what}")


junit_schema = xmlschema.XMLSchema(str(root / "junit-10.xsd"))
for path in sorted(folder.glob("*.xml")):
    problem = "; ".join(str(e.reason) for e in junit_schema.iter_errors(str(path)))
    read = junitparser.JUnitXml.fromfile(str(path))
    suites = list(read)
    cases = [case for suite in suites for case in suite]
    failed = [c for c in cases if any(isinstance(r, (junitparser.Failure, junitparser.Error)) for r in c.result)]
    counted = sum(s.failures + s.errors for s in suites)
    if not problem and (not cases or counted != len(failed) or read.tests != len(cases)):
        problem = f"{len(cases)} cases and {len(failed)} failed, but it says {read.tests} and {counted}"
    say(path, problem, f"JUnit, {len(suites)} suites, {len(cases)} cases, {len(failed)} failed")

sarif_schema = json.loads((root / "sarif-2.1.0-rtm.5.json").read_text())
validator = jsonschema.validators.validator_for(sarif_schema)(sarif_schema, format_checker=jsonschema.FormatChecker())
for path in sorted(folder.glob("*.sarif")):
    report = json.loads(path.read_text())
    problem = "; ".join(f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(report))
    say(path, problem, f"SARIF, {len(report['runs'][0]['results'])} results")

for path in sorted(folder.glob("*.html")):
    parser = html5lib.HTMLParser()
    page = parser.parse(path.read_bytes())
    problem = "; ".join(f"{place}: {code} {about}" for place, code, about in parser.errors)
    headings = [e for e in page.iter() if e.tag.rpartition("}")[2] in ("h1", "h2", "h3", "h4")]
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    if not problem and (len(ids) != len(set(ids)) or not headings or not headings[0].tag.endswith("h1")):
        problem = "ids that are there twice, or no h1 first"
    say(path, problem, f"HTML, {len(headings)} headings, {path.stat().st_size} bytes")

markdown = MarkdownIt("commonmark").enable("table")
for path in sorted(folder.glob("*.md")):
    tokens = markdown.parse(path.read_text())
    tables = sum(t.type == "table_open" for t in tokens)
    meant = sum(line.startswith("|") and set(line) <= set("|- ") for line in path.read_text().splitlines())
    html = [t for t in tokens if t.type.startswith("html") or any(c.type.startswith("html") for c in t.children or [])]
    # A row with too many or too few cells would shift what stands in it.
    broken = [t for t in tokens if t.type == "paragraph_open" and t.map and path.read_text().splitlines()[t.map[0]].startswith("|")]
    problem = f"{tables} of {meant} tables, {len(html)} HTML, {len(broken)} broken" if tables != meant or html or broken else ""
    headings = sum(t.type == "heading_open" for t in tokens)
    say(path, problem or ("no heading" if not headings else ""), f"Markdown, {headings} headings, {tables} tables")




def validator(name):
    schema = json.loads((folder / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(judge, value):
    return "; ".join(f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in judge.iter_errors(value))


report_judge, event_judge, config_judge = map(validator, ["report.schema", "events.schema", "config.schema"])
for path in sorted(folder.glob("*.json")):
    say(path, problems(report_judge, json.loads(path.read_text())), "as the schema says")
for path in sorted(folder.glob("*.events")):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    say(path, "; ".join(filter(None, (problems(event_judge, line) for line in lines))), f"{len(lines)} events as the schema says")
for path in sorted(folder.glob("*.toml")):
    say(path, problems(config_judge, tomllib.loads(path.read_text())), "as the schema says")
# What is no report, event or config file is refused.
for judge, value in [(report_judge, {}), (event_judge, {"event": "never"}), (config_judge, {"clusters": {"a": {"api_key": "x"}}})]:
    wrong += not problems(judge, value)
for path in sorted(folder.glob("*.prom")):
    text = path.read_text()
    families = list(text_string_to_metric_families(text))
    older = list(older_families(text))
    samples = sum(len(family.samples) for family in families)
    problem = "" if samples > 10 and len(older) == len(families) else f"{samples} samples, {len(older)} of {len(families)} families"
    say(path, problem, f"OpenMetrics, {len(families)} families, {samples} samples")

sys.exit(1 if wrong else 0)
