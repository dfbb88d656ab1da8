#!/usr/bin/env python3
"""What is in the binary: a CycloneDX 1.5 bill of materials, and the notices that come with it.

    sbom.py --version VERSION --time EPOCH --bill FILE --notices FILE [--swift swift]

Run at the root of the repository, after `make build`. Packages come from Package.resolved; those that the linker took are
"required", the others, which only had to be resolved, "excluded". Ends with 1 when a package has no entry below, when its
licence does not read as it did, or when debian/copyright does not name it.
"""

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
import uuid

BUILD = pathlib.Path(".build")
BINARY = BUILD / "release/wiredesk"
OBJECTS = BUILD / "release/wiredesk.product/Objects.LinkFileList"
CHECKOUTS = BUILD / "checkouts"

APACHE, SWIFT, MIT = "Apache-2.0", "Apache-2.0 WITH Swift-exception", "MIT"

# The licence of each package, as its LICENSE says.
LICENCES = {
    "async-http-client": APACHE,
    "grdb.swift": MIT,
    "hummingbird": APACHE,
    "swift-algorithms": SWIFT,
    "swift-argument-parser": SWIFT,
    "swift-asn1": APACHE,
    "swift-async-algorithms": SWIFT,
    "swift-atomics": SWIFT,
    "swift-certificates": APACHE,
    "swift-collections": SWIFT,
    "swift-configuration": APACHE,
    "swift-crypto": APACHE,
    "swift-distributed-tracing": APACHE,
    "swift-http-structured-headers": APACHE,
    "swift-http-types": APACHE,
    "swift-log": APACHE,
    "swift-metrics": APACHE,
    "swift-nio": APACHE,
    "swift-nio-extras": APACHE,
    "swift-nio-http2": APACHE,
    "swift-nio-ssl": APACHE,
    "swift-nio-transport-services": APACHE,
    "swift-numerics": SWIFT,
    "swift-service-context": APACHE,
    "swift-service-lifecycle": APACHE,
    "swift-system": SWIFT,
    "yams": MIT,
}
# What a LICENSE holds that is one of these.
SIGNS = {
    APACHE: ("Apache License", None),
    SWIFT: ("Apache License", "Runtime Library Exception"),
    MIT: ("Permission is hereby granted, free of charge", None),
}

# Libraries that packages bring along: name, licence, and the file and the words that tell the version, if any do.
BROUGHT = {
    "swift-nio": ("llhttp", MIT, "Sources/CNIOLLHTTP/include/c_nio_llhttp.h", "LLHTTP_VERSION_"),
    "yams": ("libyaml", MIT, None, None),
}


def fail(message):
    sys.exit(f"sbom.py: {message}")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def licences(expression):
    simple = re.fullmatch(r"[A-Za-z0-9.+-]+", expression)
    return [{"license": {"id": expression}}] if simple else [{"expression": expression}]


def version_in(header, prefix):
    """A version that a C header defines in parts."""
    text = header.read_text(encoding="utf-8", errors="replace")
    parts = [re.search(rf"#define {prefix}{part}\w* (\d+)", text) for part in ("MAJOR", "MINOR", "PATCH")]
    return ".".join(part.group(1) for part in parts if part)


class Package:
    """A package of Package.resolved."""

    def __init__(self, pin):
        self.identity = pin["identity"]
        self.url = pin["location"].removesuffix(".git")
        self.version, self.revision = pin["state"]["version"], pin["state"]["revision"]
        self.folder = next((f for f in CHECKOUTS.iterdir() if f.name.lower() == self.identity), None)
        self.is_linked = False
        self.ref = f"pkg:swift/{self.url.removeprefix('https://')}@{self.version}"
        if self.identity not in LICENCES:
            fail(f"{self.identity} is new: read its licence and enter it in LICENCES")
        self.licence = LICENCES[self.identity]

    def check(self, copyright_text):
        """Holds the licence against what was read, and debian/copyright against the package."""
        text = "".join(f.read_text(encoding="utf-8") for f in sorted(self.folder.glob("LICENSE*")))
        present, only_swift = SIGNS[self.licence]
        has_exception = "Runtime Library Exception" in text
        if present not in text or has_exception != (only_swift is not None):
            fail(f"{self.identity}: its licence is no longer {self.licence}; read {self.folder}/LICENSE*")
        if not re.search(rf"(?<![\w.-]){re.escape(self.identity)}(?![\w.-])", copyright_text):
            fail(f"{self.identity} is linked in, but debian/copyright does not name it")

    @property
    def manifest(self):
        return (self.folder / "Package.swift").read_text(encoding="utf-8") if self.folder else ""

    def component(self):
        component = {
            "type": "library",
            "bom-ref": self.ref,
            "name": self.identity,
            "version": self.version,
            "scope": "required" if self.is_linked else "excluded",
            "licenses": licences(self.licence),
            "purl": self.ref,
            "externalReferences": [{"type": "vcs", "url": self.url, "comment": f"revision {self.revision}"}],
            "properties": [{"name": "wiredesk:revision", "value": self.revision}],
        }
        if self.is_linked and self.identity in BROUGHT:
            name, licence, header, prefix = BROUGHT[self.identity]
            brought = {"type": "library", "bom-ref": f"{self.ref}#{name}", "name": name, "licenses": licences(licence)}
            if header:
                brought["version"] = version_in(self.folder / header, prefix)
            component["components"] = [brought]
        return component


def mark_linked(packages):
    """Finds out whose modules the linker was given."""
    if not OBJECTS.exists():
        fail(f"{OBJECTS} is missing: run `make build` first")
    modules = set(re.findall(r"/release/([^/]+)\.build/", OBJECTS.read_text(encoding="utf-8")))
    own = pathlib.Path("Package.swift").read_text(encoding="utf-8")
    for module in sorted(modules):
        owners = [p for p in packages if declares(p.manifest, module)]
        if not owners and not declares(own, module):
            fail(f"module {module} was linked, but no Package.swift declares it")
        for owner in owners:
            owner.is_linked = True


def declares(manifest, module):
    """Whether a Package.swift has a target of that name."""
    return re.search(rf'[tT]arget\(\s*(?:kind:[^,]*,\s*)?name:\s*"{re.escape(module)}"', manifest)


def declared(manifest):
    """The identities of the packages that a Package.swift depends on."""
    urls = re.findall(r'\.package\([^)]*?url:\s*"([^"]+)"', manifest)
    return {url.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1].lower() for url in urls}


def runtime(swift):
    """The Swift runtime, which is linked in, and ICU inside it."""
    about = json.loads(output(swift, "-print-target-info"))
    version = re.search(r"Swift version (\S+)", about["compilerVersion"]).group(1)
    tag = about.get("swiftCompilerTag", f"swift-{version}-RELEASE")
    icu = pathlib.Path(about["paths"]["runtimeResourcePath"] + "_static/_foundation_unicode/uvernum.h")
    ref = f"pkg:github/swiftlang/swift@{tag}"
    return {
        "type": "library",
        "bom-ref": ref,
        "name": "swift-runtime",
        "version": version,
        "description": "Standard library, Foundation, libdispatch, linked statically.",
        "scope": "required",
        "licenses": licences(SWIFT),
        "purl": ref,
        "components": [{
            "type": "library",
            "bom-ref": f"{ref}#icu",
            "name": "icu",
            "version": re.search(r'#define U_ICU_VERSION "([^"]+)"', icu.read_text(encoding="utf-8")).group(1),
            "licenses": licences("Unicode-3.0"),
        }],
    }


def shared_libraries():
    """The Debian packages of the libraries that the binary loads."""
    names = re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", output("readelf", "-d", str(BINARY)))
    triplet, architecture = (output("dpkg-architecture", "-q", v).strip() for v in ("DEB_HOST_MULTIARCH", "DEB_HOST_ARCH"))
    owners = {}
    for name in names:
        owner = output("dpkg-query", "-S", f"*/{triplet}/{name}").split(":")[0]
        owners.setdefault(owner, []).append(name)
    for owner, files in sorted(owners.items()):
        version = output("dpkg-query", "-W", "-f", "${Version}", owner)
        purl = f"pkg:deb/debian/{owner}@{urllib.parse.quote(version, safe='.~')}?arch={architecture}&distro=debian-12"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": owner,
            "version": version,
            "description": f"Loaded at the start: {', '.join(files)}. The version is that of the build.",
            "scope": "required",
            "purl": purl,
        }


def bill(packages, others, version, time):
    root = f"pkg:generic/wiredesk@{version}"
    linked = {p.identity: p for p in packages if p.is_linked}
    own = declared(pathlib.Path("Package.swift").read_text(encoding="utf-8"))

    def refs(identities):
        return sorted(linked[i].ref for i in identities if i in linked)

    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": f"{datetime.datetime.fromtimestamp(time, datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
            "tools": {"components": [{"type": "application", "name": "wiredesk sbom.py", "version": version}]},
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "wiredesk",
                "version": version,
                "description": "A newsroom's wire desk.",
                "licenses": licences(APACHE),
                "purl": root,
            },
        },
        "components": [p.component() for p in packages] + others,
        "dependencies": [{"ref": root, "dependsOn": refs(own) + [c["bom-ref"] for c in others]}]
        + [{"ref": p.ref, "dependsOn": refs(declared(p.manifest))} for p in linked.values()],
    }
    # The same content has the same number.
    document["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True)).urn
    return document


def notices(packages):
    yield "wiredesk has the following in it. debian/copyright, here `copyright`, has their licences.\n"
    for package in packages:
        for file in sorted(package.folder.glob("NOTICE*")) if package.is_linked else []:
            yield f"\n{'=' * 78}\n{package.identity} {package.version}\n{'=' * 78}\n\n"
            yield file.read_text(encoding="utf-8").strip("\n") + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--version", required=True, help="of wiredesk")
    parser.add_argument("--time", required=True, type=int, help="of the release, in seconds since 1970")
    parser.add_argument("--bill", required=True, type=pathlib.Path)
    parser.add_argument("--notices", required=True, type=pathlib.Path)
    parser.add_argument("--swift", default="swift")
    options = parser.parse_args()
    packages = [Package(pin) for pin in json.loads(pathlib.Path("Package.resolved").read_text())["pins"]]
    mark_linked(packages)
    copyright_text = pathlib.Path("debian/copyright").read_text(encoding="utf-8")
    for package in packages:
        if package.is_linked:
            package.check(copyright_text)
    others = [runtime(options.swift), *shared_libraries()]
    document = bill(packages, others, options.version, options.time)
    options.bill.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    options.notices.write_text("".join(notices(packages)), encoding="utf-8")
    linked = sum(p.is_linked for p in packages)
    print(f"{options.bill}: {linked} packages linked, {len(packages) - linked} only resolved, {len(others) - 1} shared")


if __name__ == "__main__":
    main()
