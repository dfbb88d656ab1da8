#!/usr/bin/env bash
# container_test.sh: builds the container from the package in .build/deb and does with it what deploy/container/README.md says,
# as root. Prints a line for each point; ends with 1 at the first that does not hold. Needs podman, port 5557, the network and,
# where no registry can be reached, mmdebstrap, which then makes the base image.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
# crun wants a cgroup2 where it looks for cgroups.
if [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ]; then
    exec unshare --mount bash -c 'umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec "$0"' \
        "$PWD/Tests/Container/container_test.sh"
fi

base=docker.io/library/debian:bookworm-slim
image=localhost/wiredesk-test name=wiredesk-test journal=wiredesk-test-journal
site=$(mktemp -d /tmp/wiredesk-container-XXXXXX)
fail() { echo "FAILED: $*"; podman logs "$name" 2>&1 | tail -20 || true; exit 1; }
is() { [ "$2" = "$3" ] || fail "$1: expected $3, got $2"; }
remove() {
    podman rm --force --ignore "$name" "$name-second"
    podman volume rm --force "$journal"
} > /dev/null 2>&1
trap 'remove; rm -rf "$site"' EXIT
remove

# The flags of the README, with names of our own.
run() {
    podman run -d --stop-timeout 30 --read-only --cap-drop ALL \
        -v "$journal:/var/lib/wiredesk" -v "$site/etc:/etc/wiredesk:ro" "$@" "$image" > /dev/null
}
head_number() { inside status --json | grep -o '"head":[0-9]*' | head -1 | cut -d: -f2; }
inside() { podman exec "$name" wiredesk "$@"; }
# Waits, for a minute at most, until the daemon says that it is ready, and fails when it has ended.
ready() {
    for _ in $(seq 600); do
        inside status > "$site/status" 2>&1 && return
        [ "$(podman inspect --format '{{.State.Running}}' "$name")" = true ] || fail "it has ended"
        sleep 0.1
    done
    fail "it is not ready after a minute: $(cat "$site/status")"
}

podman image exists "$base" || podman pull --quiet "$base" > /dev/null 2>&1 || {
    echo "no registry: the base image is made here"
    mmdebstrap --quiet --variant=minbase bookworm - | podman import --quiet - "$base" > /dev/null
}
podman build --quiet --format docker --network host -f deploy/container/Containerfile -t "$image" . > /dev/null
echo "ok  built: $(podman image inspect --format '{{.Size}}' "$image" | numfmt --to=iec) with its base"

is "its user" "$(podman image inspect --format '{{.Config.User}}' "$image")" 900:900
is "certificates in the image" "$(podman run --rm --entrypoint find "$image" /etc/wiredesk/keys -name 'server*')" ""
podman run --rm "$image" --version > "$site/version"
podman run --rm "$image" check > /dev/null || fail "check refuses the configuration of the image"
echo "ok  runs as 900:900, holds no certificate: $(cat "$site/version")"

# A site of its own: the package's configuration, with an end that other machines reach.
mkdir -p "$site/etc/keys/allowed" "$site/peer"
podman run --rm --entrypoint tar "$image" -C /etc/wiredesk -c wiredesk.yaml lexicon | tar -x -C "$site/etc"
mkdir "$site/etc/conf.d"
printf 'intakes:\n  - name: desk\n    bind: ["tcp://0.0.0.0:5557"]\n' > "$site/etc/conf.d/reach.yaml"
podman run --rm -v "$site/etc/keys:/keys" -u 0 "$image" keys new /keys/server > /dev/null
chown 900:900 "$site/etc/keys/server.key_secret"
podman run --rm -v "$site/peer:/peer" -u 0 "$image" keys new /peer/agency > /dev/null
podman run --rm -v "$site/etc:/etc/wiredesk" -v "$site/peer:/peer:ro" -u 0 "$image" \
    keys allow /peer/agency.key --for intake/desk > /dev/null

run --name "$name" -p 5557:5557
ready
echo "ok  ready, on a root file system that is read-only and without capabilities"

# As from another machine: a container of its own sends to the published port.
send() {
    podman run --rm -i --network host -v "$site/peer:/peer:ro" -v "$site/etc/keys/server.key:/server.key:ro" -u 0 "$image" \
        send --to tcp://127.0.0.1:5557 "$@" - < Samples/wire.ndjson 2>&1
}
send --key /peer/agency.key_secret --server-key /server.key > "$site/sent" || fail "send: $(cat "$site/sent")"
echo "ok  sent: $(tail -1 "$site/sent")"
podman healthcheck run "$name" > /dev/null || fail "it is not healthy"
echo "ok  healthy"

run --name "$name-second"
is "how a second on the same journal ends" "$(podman wait "$name-second")" 74
echo "ok  a second container on the same journal refuses to start"

head=$(head_number)
podman kill "$name" > /dev/null
podman wait "$name" > /dev/null
podman start "$name" > /dev/null
ready
is "the journal's head after a kill -9" "$(head_number)" "$head"
echo "ok  kill -9: comes up again with all $head stories"

podman stop "$name" > /dev/null
is "how a stop ends" "$(podman inspect --format '{{.State.ExitCode}}' "$name")" 0
echo "ok  a stop is clean"
