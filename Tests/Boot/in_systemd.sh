#!/usr/bin/env bash
# What is shown under a real systemd, as root, on a machine that may be spoilt: wiredesk.service with the files that the package
# installs. Prints a line for each point; ends with 1 at the first that does not hold.
set -uo pipefail

unit=wiredesk
show() { systemctl show -p "$1" --value $unit; }
main() { show MainPID; }
fail() { echo "FAILED: $*"; journalctl -u $unit --no-pager -o cat | tail -40; exit 1; }
# until SECONDS COMMAND: waits until it holds.
until_holds() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $end ] || fail "never: $*"; sleep 0.05; done
}
field() { journalctl -u $unit --no-pager -o json | grep -c "\"$1\":\"$2"; }
has_field() { [ "$(field "$1" "$2")" -gt 0 ]; }
restarts() { [ "$(show NRestarts)" = "$1" ] && [ "$(show ActiveState)" = active ]; }
status() { wiredesk status --json --config /etc/wiredesk/wiredesk.yaml; }
stored() { status | grep -o '"stored":[0-9]*' | head -1 | cut -d: -f2; }
head_is() { [ "$(status | grep -o '"head":[0-9]*' | head -1 | cut -d: -f2)" = "$1" ]; }
send() { wiredesk send --json --timeout 20 --to tcp://127.0.0.1:5557 --key /root/agency.key_secret --server-key /etc/wiredesk/keys/server.key "$@"; }
now() { date +%s%N; }
since() { echo "$((($(now) - $1) / 1000000)) ms"; }

mkdir -p /etc/wiredesk/keys/allowed /etc/systemd/system/$unit.service.d
[ -e /etc/wiredesk/keys/server.key_secret ] || wiredesk keys new /etc/wiredesk/keys/server >/dev/null || fail "no server key"
wiredesk keys new /root/agency >/dev/null || fail "no key"
cat > /etc/wiredesk/wiredesk.yaml <<Y
intakes:
  - {name: desk, kind: submit, bind: ["tcp://0.0.0.0:5557"]}
journal: {path: /var/lib/wiredesk/journal.sqlite}
outlets:
  - {name: desks, kind: pub, bind: ["tcp://127.0.0.1:5556"]}
  - {name: feed, kind: feed, bind: ["tcp://127.0.0.1:5558"]}
monitor: {listen: 127.0.0.1:8080}
Y
printf '[Service]\nWatchdogSec=3s\nRestartSec=200ms\nExecStart=\nExecStart=/usr/bin/wiredesk run --log-level debug --config /etc/wiredesk/wiredesk.yaml\n' \
    > /etc/systemd/system/$unit.service.d/quick.conf
systemctl daemon-reload

start=$(now); systemctl start $unit || fail "it does not start"
echo "ok ready after $(since "$start"), as a notify service: $(show StatusText)"
wiredesk keys allow /root/agency.key --for intake/desk --config /etc/wiredesk/wiredesk.yaml || fail "keys allow"
send /wire.ndjson > /tmp/replies || fail "nothing was taken with a key"
head_is 60 || fail "not 60 stories"
echo "ok stories flow through CURVE: $(wc -l < /tmp/replies) stored; the key came as a credential"
pid=$(main)
echo "ok locked down: $(grep -E '^(Seccomp|NoNewPrivs|CapEff)' /proc/"$pid"/status | tr -s '\t\n' '  ')$(systemd-analyze security $unit --no-pager | tail -1 | sed 's/.*: //')"
until_holds 10 has_field WIREDESK_STORY_ID ""
has_field WIREDESK_EVENT story-journaled || fail "no event"
until_holds 10 has_field MESSAGE_ID "$(printf 'wiredesk event ready' | sha256sum | cut -c1-32)"
[ "$(journalctl -u $unit --no-pager -o cat | grep -c '^ready')" = 1 ] || fail "ready is said more than once"
echo "ok journald has fields (MESSAGE_ID, WIREDESK_EVENT, WIREDESK_STORY_ID), and each line once"

sed -i 's/5558/5559/' /etc/wiredesk/wiredesk.yaml; systemctl reload $unit
until_holds 10 has_field WIREDESK_EVENT configuration-in-force
[ "$(main)" = "$pid" ] || fail "it was restarted"
status | grep -q '"generation":2' || fail "no second generation"
echo "nonsense: 1" >> /etc/wiredesk/wiredesk.yaml; systemctl reload $unit
until_holds 10 has_field WIREDESK_EVENT configuration-refused
status | grep -q '"refused"' || fail "status does not tell"
sed -i '/nonsense/d' /etc/wiredesk/wiredesk.yaml; systemctl reload $unit
until_holds 10 bash -c "! wiredesk status --json --config /etc/wiredesk/wiredesk.yaml | grep -q refused"
[ "$(show ActiveState)" = active ] && [ "$(main)" = "$pid" ] || fail "not active after the reloads"
echo "ok reload: a good configuration is taken, a broken one refused and said, the process stays"

count=0
for thread in desk "intake desk" "pub desks" gate; do
    count=$((count + 1)); start=$(now)
    /freeze.py "$(main)" "$thread" > /tmp/frozen 2>&1 &
    until_holds 30 restarts $count
    has_field MESSAGE "no progress: " || true
    echo "ok a hang of thread '$thread' was ended by the watchdog after $(since "$start")"
done
[ "$(journalctl -u $unit --no-pager -o cat | grep -c 'watchdog')" -ge 4 ] || fail "it was not the watchdog"
head_is 60 || fail "stories were lost"

systemctl reset-failed $unit; systemctl restart $unit; pid=$(main)
send <(sed 's/"id": *"/&second-/' /wire.ndjson) > /tmp/replies || fail "second lot"
kill -9 "$pid"
until_holds 20 restarts 1
head_is 120 || fail "after kill -9 the head is not 120"
echo "ok kill -9: restarted by itself, 120 of 120 acknowledged stories are there"

systemctl reset-failed $unit; systemctl restart $unit
start=$(now); systemctl stop $unit
[ "$(show Result)" = success ] || fail "stop: $(show Result)"
echo "ok stop is clean after $(since "$start")"

systemctl reset-failed $unit; systemctl start $unit
for _ in 1 2 3 4 5 6 7 8; do
    [ "$(show ActiveState)" = failed ] && break
    until_holds 20 bash -c '[ "$(systemctl show -p ActiveState --value wiredesk)" = failed ] || [ "$(systemctl show -p MainPID --value wiredesk)" -gt 1 ]'
    pid=$(main); [ "$pid" -gt 1 ] && kill -9 "$pid"; until_holds 20 bash -c "! kill -0 $pid 2>/dev/null"
done
until_holds 20 bash -c '[ "$(systemctl show -p ActiveState --value wiredesk)" = failed ]'
echo "ok a crash loop ends as $(show ActiveState) ($(show Result))"
