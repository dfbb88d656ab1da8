#!/usr/bin/env bash
# What is shown under a booted systemd, as root, on a machine that may be spoilt: the package is installed, and its service
# taken through its life. boot_test.sh boots and lays the files beside this one. Prints a line for each point; ends with 1
# at the first that does not hold.
set -uo pipefail

here=$(dirname "$(realpath "$0")")
configuration=/etc/wiredesk/wiredesk.yaml
key=/root/agency

# -- Looking ------------------------------------------------------------------------------------------------------------

ok() { echo "ok $*"; }
fail() { journalctl -u wiredesk --no-pager -o short-monotonic | tail -20; echo "FAILED: $*"; exit 1; }
is() { [ "$2" = "$3" ] || fail "$1: expected $3, got $2"; }
# until_holds SECONDS COMMAND...: waits until it holds.
until_holds() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $end ] || fail "never: $*"; sleep 0.05; done
}
now() { date +%s%N; }
since() { echo "$((($(now) - $1) / 1000000)) ms"; }

show() { systemctl show --property "$1" --value wiredesk; }
main() { show MainPID; }
in_state() { [ "$(show ActiveState)" = "$1" ]; }
runs_again() { in_state active && [ "$(show NRestarts)" = "$1" ]; }
gone() { ! kill -0 "$1" 2> /dev/null; }
lines() { journalctl -u wiredesk --no-pager -o cat; }
# has_field NAME PREFIX: a line of the service's journal has the field, and its value begins so.
has_field() { journalctl -u wiredesk --no-pager -o json | grep -q "\"$1\":\"$2"; }
field_count() { journalctl -u wiredesk --no-pager -o json | grep -c "\"$1\":\"$2"; }
status() { wiredesk status --json; }
says() { status | grep -q "$1"; }
does_not_say() { ! says "$1"; }
head_number() { status | grep -o '"head":[0-9]*' | head -1 | cut -d: -f2; }
stream_id() { status | grep -o '"stream":"[^"]*"' | head -1; }
send() { wiredesk send --json --timeout "${PATIENCE:-30}" --to tcp://127.0.0.1:5557 --key $key.key_secret --server-key /etc/wiredesk/keys/server.key "$@"; }
# send_copy N: the sample copy under ids of its own.
send_copy() { send <(sed "s/\"id\": *\"/&copy-$1-/" "$here/wire.ndjson") 2> /tmp/sent; }

# -- Points -------------------------------------------------------------------------------------------------------------

install_package() {
    local start; start=$(now)
    dpkg --install "$here/first.deb" > /tmp/dpkg 2>&1 || { cat /tmp/dpkg; fail "the package cannot be installed"; }
    until_holds 30 in_state active
    ok "installed, enabled ($(systemctl is-enabled wiredesk)) and ready after $(since "$start"): $(show StatusText)"
}

# The desk of this test: encrypted sockets, and a watchdog that does not let the test wait for half a minute.
configure() {
    cat > $configuration << 'YAML'
intakes:
  - {name: desk, kind: submit, bind: ["tcp://0.0.0.0:5557"]}
journal: {path: /var/lib/wiredesk/journal.sqlite}
outlets:
  - {name: desks, kind: pub, bind: ["tcp://127.0.0.1:5556"]}
  - {name: feed, kind: feed, bind: ["tcp://127.0.0.1:5558"]}
monitor: {listen: "127.0.0.1:8080"}
YAML
    mkdir -p /etc/systemd/system/wiredesk.service.d
    printf '%s\n' '[Service]' 'WatchdogSec=3s' 'RestartSec=200ms' \
        'ExecStart=' 'ExecStart=/usr/bin/wiredesk run --log-level debug' \
        > /etc/systemd/system/wiredesk.service.d/quick.conf
    systemctl daemon-reload
    local start; start=$(now)
    systemctl restart wiredesk || fail "it does not start"
    is "systemctl came back, so that it is" "$(show ActiveState)" active
    says '"missing":\[\]' || fail "systemd was told that it is ready, and it is not"
    ok "ready, told by notify, after $(since "$start"): $(show StatusText)"
}

stories_flow() {
    wiredesk keys new $key > /dev/null || fail "no key"
    PATIENCE=2 send_copy 0 > /tmp/replies
    is "the end of a send without an allowed key" $? 69
    is "stories of a stranger" "$(head_number)" 0
    wiredesk keys allow $key.key --for intake/desk > /dev/null || fail "keys allow"
    send_copy 1 > /tmp/replies || { cat /tmp/replies; fail "nothing was taken with a key"; }
    is "stories" "$(head_number)" 60
    ok "stories flow through CURVE: $(wc -l < /tmp/replies) stored; the secret certificate came as a credential"
}

locked_down() {
    local pid exposure; pid=$(main)
    is "capabilities" "$(awk '/^CapEff/ {print $2}' /proc/"$pid"/status)" 0000000000000000
    is "no new privileges" "$(awk '/^NoNewPrivs/ {print $2}' /proc/"$pid"/status)" 1
    is "system calls filtered" "$(awk '/^Seccomp:/ {print $2}' /proc/"$pid"/status)" 2
    [ "$(stat -c %U /proc/"$pid")" = root ] && fail "it runs as root"
    exposure=$(systemd-analyze security wiredesk --no-pager | grep 'Overall exposure' | grep -oE '[0-9.]+ [A-Z]+')
    systemd-analyze security --threshold=12 wiredesk > /dev/null || fail "exposure $exposure"
    ok "locked down: no capability, no new privileges, system calls filtered, user $(stat -c %U /proc/"$pid"), exposure $exposure"
}

journald_fields() {
    until_holds 10 has_field WIREDESK_STORY_ID ""
    has_field WIREDESK_INTAKE desk || fail "no intake"
    has_field WIREDESK_SENDER "$(wiredesk keys show $key.key | awk 'END { print $2 }')" || fail "no sender"
    has_field MESSAGE_ID "$(printf 'wiredesk event ready' | sha256sum | cut -c1-32)" || fail "no catalogue id"
    is "lines that tell of story 60" "$(field_count WIREDESK_SEQ 60)" 1
    ok "journald has fields, and each line once: $(journalctl -u wiredesk --no-pager -o json | grep '"WIREDESK_SEQ":"60"' \
        | grep -o '"\(WIREDESK_[A-Z_]*\|MESSAGE_ID\)":"[^"]*"' | sort | tr '\n' ' ')"
}

reload() {
    local pid; pid=$(main)
    sed -i 's/5558/5559/' $configuration; systemctl reload wiredesk || fail "reload"
    until_holds 10 has_field WIREDESK_EVENT configuration-in-force
    says '"generation":2' || fail "no second generation"
    echo "nonsense: 1" >> $configuration; systemctl reload wiredesk
    until_holds 10 has_field WIREDESK_EVENT configuration-refused
    says '"reason":.*unknown key' || fail "status does not tell that a configuration was refused"
    send_copy 1 > /tmp/replies || fail "it does not go on with the old configuration"
    sed -i '/nonsense/d' $configuration; systemctl reload wiredesk
    until_holds 10 does_not_say '"reason":.*unknown key'
    is "state after three reloads" "$(show ActiveState)" active
    is "process after three reloads" "$(main)" "$pid"
    ok "reload: a good configuration is taken, a broken one refused and told, the process stays"
}

hangs_end() {
    local thread start hangs=0
    for thread in pipeline "intake desk" "pub desks" "access control"; do
        hangs=$((hangs + 1)); start=$(now)
        : > /tmp/frozen
        "$here/freeze.py" "$(main)" "$thread" > /tmp/frozen 2>&1 &
        until_holds 10 grep -qE "held|called|ptrace" /tmp/frozen
        grep -q "held $thread" /tmp/frozen || fail "thread '$thread' cannot be held: $(cat /tmp/frozen)"
        until_holds 30 runs_again $hangs
        ok "a hang of thread '$thread' was ended by the watchdog after $(since "$start")"
    done
    is "ends by the watchdog" "$(journalctl --no-pager -o cat UNIT=wiredesk.service | grep -c 'Watchdog timeout')" $hangs
    is "stories after the hangs" "$(head_number)" 60
}

kill_restarts() {
    systemctl reset-failed wiredesk; systemctl restart wiredesk
    local pid start; pid=$(main)
    send_copy 2 > /tmp/replies || fail "second lot"
    kill -9 "$pid"; start=$(now)
    until_holds 20 runs_again 1
    is "stories after kill -9" "$(head_number)" 120
    ok "kill -9: restarted by itself, ready after $(since "$start"), 120 of 120 acknowledged stories are there"
}

upgrade() {
    systemctl reset-failed wiredesk
    local stream pid start; stream=$(stream_id) pid=$(main)
    [ -n "$stream" ] || fail "no stream id"
    start=$(now)
    dpkg --install --force-confold "$here/later.deb" > /tmp/dpkg 2>&1 || { cat /tmp/dpkg; fail "upgrade"; }
    until_holds 30 in_state active
    [ "$(main)" != "$pid" ] || fail "the old program runs on"
    is "stream after the upgrade" "$(stream_id)" "$stream"
    is "stories after the upgrade" "$(head_number)" 120
    send_copy 3 > /tmp/replies || fail "third lot, after the upgrade"
    is "stories" "$(head_number)" 180
    ok "upgraded to $(dpkg-query --show --showformat '${Version}' wiredesk) in $(since "$start"): same stream, 120 stories, the key still opens, 60 more"
}

# As the manual says, section "Back up and restore".
restore() {
    local stream start; stream=$(stream_id)
    wiredesk journal backup /root/backup.sqlite > /tmp/backup 2>&1 || { cat /tmp/backup; fail "backup"; }
    send_copy 4 > /tmp/replies || fail "fourth lot"
    start=$(now)
    systemctl stop wiredesk
    mkdir /root/aside && mv /var/lib/wiredesk/journal.sqlite* /root/aside || fail "the journal cannot be moved aside"
    cp /root/backup.sqlite /var/lib/wiredesk/journal.sqlite
    chown --reference=/var/lib/wiredesk/. /var/lib/wiredesk/journal.sqlite
    wiredesk journal repair > /tmp/repair 2>&1 || { cat /tmp/repair; fail "repair"; }
    systemctl start wiredesk || fail "it does not start on what was restored"
    is "stories of the backup" "$(head_number)" 180
    [ "$(stream_id)" != "$stream" ] || fail "the numbers begin anew, and the stream has its old name"
    send_copy 4 > /tmp/replies || fail "fourth lot, again"
    is "stories" "$(head_number)" 240
    ok "restored a backup in $(since "$start"): 180 stories under a new stream id, and those lost since, sent again"
}

# As the manual says, section "A second desk".
second_desk() {
    mkdir -p /etc/wiredesk/sports/keys/allowed && cp -a /etc/wiredesk/lexicon /etc/wiredesk/sports/
    wiredesk keys new /etc/wiredesk/sports/keys/server > /dev/null || fail "no key for the second desk"
    sed 's/55\(5.\)/57\1/; s/8080/8081/; s,/var/lib/wiredesk/,/var/lib/wiredesk-sports/,' $configuration \
        > /etc/wiredesk/sports/wiredesk.yaml
    systemctl start wiredesk@sports || { journalctl -u wiredesk@sports --no-pager | tail; fail "no second desk"; }
    wiredesk status --config /etc/wiredesk/sports/wiredesk.yaml > /dev/null || fail "the second desk does not answer"
    systemctl stop wiredesk@sports
    is "a stop of the second desk" "$(systemctl show -p Result --value wiredesk@sports)" success
    ok "a second desk runs beside it from the template unit: wiredesk@sports"
}

# The port of the live page is another program's.
monitor_cannot_listen() {
    systemctl reset-failed wiredesk; systemctl stop wiredesk
    python3 -c 'import socket, time
s = socket.create_server(("127.0.0.1", 8080)); print("taken", flush=True); time.sleep(60)' > /tmp/taken &
    local taken=$! start
    until_holds 10 grep -q taken /tmp/taken
    start=$(now)
    systemctl start wiredesk 2> /dev/null && fail "it says that it is ready, and its live page is not"
    is "exit code" "$(show ExecMainStatus)" 69
    lines | grep -q "monitor at 127.0.0.1:8080" || fail "it does not say why"
    ok "a live page that cannot listen ends the start with 69 and the reason, after $(since "$start")"
    kill $taken
    until_holds 10 gone $taken
    systemctl stop wiredesk; systemctl reset-failed wiredesk
    systemctl start wiredesk || fail "it does not start when the port is free"
}

# journald stands still: neither the path nor the stop waits for it.
frozen_journald() {
    local journald before start lot; journald=$(pidof systemd-journald) before=$(head_number)
    [ -n "$journald" ] || fail "no journald"
    kill -STOP "$journald"
    start=$(now)
    for lot in $(seq 10 29); do
        send_copy "frozen-$lot" > /tmp/replies || { kill -CONT "$journald"; fail "stories wait for journald"; }
    done
    is "stories beside a journald that stands still" "$(head_number)" $((before + 1200))
    local took; took=$(since "$start")
    local pid; pid=$(main); start=$(now)
    kill -TERM "$pid"
    until_holds 20 gone "$pid"
    local stopped; stopped=$(since "$start")
    kill -CONT "$journald"
    until_holds 30 eval 'in_state inactive || in_state failed'
    systemctl reset-failed wiredesk; systemctl start wiredesk || fail "it does not start after journald stood still"
    ok "journald stood still: 1,200 stories with a line each in $took, and an end after $stopped"
}

# The disk is full, and a key is revoked.
full_disk_and_revoked_key() {
    systemctl stop wiredesk
    mkdir /root/state && cp -a /var/lib/wiredesk/. /root/state
    mount -t tmpfs -o size=64m none /var/lib/wiredesk && chown --reference=/root/state /var/lib/wiredesk
    chmod --reference=/root/state /var/lib/wiredesk
    systemctl start wiredesk || fail "it does not start on an empty disk"
    send_copy full-1 > /tmp/replies || fail "nothing was taken"
    dd if=/dev/zero of=/var/lib/wiredesk/filler bs=64k 2> /dev/null
    PATIENCE=60 send_copy full-2 > /tmp/replies &
    local sender=$! start
    until_holds 20 says '"state":"held-up"'
    start=$(now)
    wiredesk keys revoke agency > /dev/null || fail "keys revoke"
    until_holds 5 says '"revoked":[1-9]'
    ok "a full disk: a revoked key was cut off after $(since "$start")"
    rm /var/lib/wiredesk/filler
    until_holds 20 says '"state":"running"'
    kill $sender 2> /dev/null; wait $sender 2> /dev/null
    wiredesk keys allow $key.key --for intake/desk > /dev/null || fail "keys allow"
    send_copy full-3 > /tmp/replies || fail "nothing is taken when there is room again"
    systemctl stop wiredesk
    umount /var/lib/wiredesk || fail "the disk is still used"
    systemctl start wiredesk || fail "it does not start on its own disk"
}

# The wall clock is ten years ahead for a while; what is older than it may be goes all the same.
clock_jumps() {
    local seconds=$((3650 * 86400))
    gcc -shared -fPIC -O1 -o /usr/lib/wiredesk-clock.so "$here/clock.c" || fail "no clock"
    echo 0 > /run/wiredesk-clock
    printf '%s\n' '[Service]' 'Environment=LD_PRELOAD=/usr/lib/wiredesk-clock.so CLOCK_FILE=/run/wiredesk-clock' \
        > /etc/systemd/system/wiredesk.service.d/clock.conf
    cp $configuration /root/configuration
    sed -i 's,^journal: {,&keep: 5s\, ,' $configuration
    systemctl daemon-reload; systemctl restart wiredesk || fail "it does not start with a clock of its own"
    local pid; pid=$(main)
    send_copy clock-1 > /tmp/replies || fail "before the jump"
    echo $seconds > /run/wiredesk-clock
    send_copy clock-2 > /tmp/replies || fail "ten years ahead"
    echo 0 > /run/wiredesk-clock
    send_copy clock-3 > /tmp/replies || fail "back again"
    local head; head=$(head_number)
    # All that has been sent so far is too old in a moment, the stories of the future included.
    until_holds 30 eval 'send_copy "clock-$RANDOM" > /tmp/replies; [ "$(status | grep -o "\"oldest\":[0-9]*" | head -1 | cut -d: -f2)" -gt '"$head"' ]'
    is "the process" "$(main)" "$pid"
    ok "a clock that jumped ten years and back: nobody was ended, and stories that are too old go"
    rm /etc/systemd/system/wiredesk.service.d/clock.conf
    cp /root/configuration $configuration
    systemctl daemon-reload; systemctl restart wiredesk || fail "it does not start with the right clock"
}

stop_is_clean() {
    local start; start=$(now)
    systemctl stop wiredesk
    is "result of the stop" "$(show Result)" success
    ok "stop is clean after $(since "$start")"
}

crash_loop_ends() {
    systemctl reset-failed wiredesk; systemctl start wiredesk
    local pid
    until in_state failed; do
        until_holds 20 eval 'in_state failed || in_state active'
        pid=$(main); [ "$pid" -gt 1 ] && kill -9 "$pid" && until_holds 20 gone "$pid"
        until_holds 20 eval 'in_state failed || [ "$(main)" != '"$pid"' ]'
    done
    ok "a crash loop ends as $(show ActiveState) ($(show Result)) after $(show NRestarts) restarts"
}

install_package
configure
stories_flow
locked_down
journald_fields
reload
hangs_end
kill_restarts
upgrade
restore
second_desk
monitor_cannot_listen
frozen_journald
full_disk_and_revoked_key
clock_jumps
stop_is_clean
crash_loop_ends
