"""Validates NDJSON records on stdin against JSON Schemas, independently of wiredesk's own code.

Usage: validate_records.py SCHEMA [SCHEMA ...] < records

Of several schemas a record is held against the one that its key `schema` names.
"""

import json
import sys

import jsonschema


def main() -> int:
    validators = {}
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        name = schema.get("properties", {}).get("schema", {}).get("const")
        validators[name] = jsonschema.Draft202012Validator(schema)
    only = next(iter(validators.values())) if len(validators) == 1 else None
    count = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        record = json.loads(line)
        validator = only or validators.get(record.get("schema"))
        if validator is None:
            print(f"record {number}: no schema of that name: {record.get('schema')}", file=sys.stderr)
            return 1
        for error in validator.iter_errors(record):
            path = "/".join(str(part) for part in error.absolute_path)
            print(f"record {number}: {path}: {error.message[:300]}", file=sys.stderr)
            return 1
        count += 1
    print(f"{count} records are valid")
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
