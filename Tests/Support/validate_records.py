"""Validates NDJSON records on stdin against a JSON Schema, independently of wiredesk's own code.

Usage: validate_records.py SCHEMA < records
"""

import json
import sys

import jsonschema


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    count = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        for error in validator.iter_errors(json.loads(line)):
            path = "/".join(str(part) for part in error.absolute_path)
            print(f"record {number}: {path}: {error.message[:300]}", file=sys.stderr)
            return 1
        count += 1
    print(f"{count} records are valid")
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
