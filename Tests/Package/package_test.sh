#!/usr/bin/env bash
# package_test.sh DEB: installs a package in a bare Debian 12, upgrades, removes and purges it, as root. Prints a line for each
# point; ends with 1 at the first that does not hold. Needs mmdebstrap and the network. systemd does not run in there: how
# the units behave is in Tests/Boot.
set -euo pipefail

deb=$(realpath "$1")
root=$(mktemp -d /tmp/wiredesk-package-XXXXXX)
trap 'umount -q "$root/dev" "$root/proc" || true; rm -rf --one-file-system "$root"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
inside() {
    chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
quietly() { inside "$@" > "$root/root/log" 2>&1 || { cat "$root/root/log"; fail "$*"; }; }
is() { [ "$2" = "$3" ] || fail "$1: expected $3, got $2"; }
mode() { inside stat -c '%A %U:%G' "$1"; }
digest() { inside sha256sum "$1"; }
# All files but those of apt, dpkg and logs.
files() { inside find / -xdev \( -path /proc -o -path /dev -o -path /root \) -prune -o -print | grep -vE '/(apt|cache|log|dpkg)(/|$)' | LC_ALL=C sort; }

mmdebstrap --quiet --variant=minbase --include=systemd,man-db,bash-completion,gzip bookworm "$root"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
rm -f "$root"/etc/dpkg/dpkg.cfg.d/*
quietly apt-get update
# Libraries first, so that what is left behind is the package's own.
quietly apt-get install -y --no-install-recommends libexpat1 libgumbo1 libzmq5 libsqlite3-0 libssl3 libstdc++6
cp "$deb" "$root/root/first.deb"
files > "$root/root/before"

quietly apt-get install -y --no-install-recommends /root/first.deb
! grep -q "no certificate" "$root/root/log" || fail "no certificate was made: $(cat "$root/root/log")"
inside wiredesk --version > /dev/null || fail "it does not run"
inside wiredesk check --quiet > /dev/null || fail "check refuses the configuration that comes with it"
is "the binary" "$(mode /usr/bin/wiredesk)" "-rwxr-xr-x root:root"
is "its keys" "$(mode /etc/wiredesk/keys)" "drwxr-xr-x root:root"
is "its secret certificate" "$(mode /etc/wiredesk/keys/server.key_secret)" "-rw------- root:root"
is "its public certificate" "$(mode /etc/wiredesk/keys/server.key)" "-rw-r--r-- root:root"
is "its user" "$(inside getent passwd wiredesk | cut -d: -f6,7)" "/var/lib/wiredesk:/usr/sbin/nologin"
[ -L "$root/etc/systemd/system/multi-user.target.wants/wiredesk.service" ] || fail "the service is not enabled"
is "units that are enabled" "$(ls "$root/etc/systemd/system/multi-user.target.wants" | grep -c wiredesk)" 1
echo "ok installed: it runs, accepts its configuration, has a user and a certificate, is enabled"

for page in 1/wiredesk 1/wiredesk-run 1/wiredesk-keys 5/wiredesk.yaml 7/wiredesk-protocol; do
    inside man -w "${page%%/*}" "${page#*/}" > /dev/null || fail "no manual page $page"
done
inside bash -c 'source /usr/share/bash-completion/bash_completion; _completion_loader wiredesk; complete -p wiredesk' \
    > /dev/null || fail "no completion in bash"
for file in zsh/vendor-completions/_wiredesk fish/vendor_completions.d/wiredesk.fish wiredesk/schema/wiredesk.story.v1.json \
    doc/wiredesk/wiredesk.cdx.json doc/wiredesk/openapi.json doc/wiredesk/examples/clients/follower.py; do
    [ -s "$root/usr/share/$file" ] || fail "no /usr/share/$file"
done
echo "ok manual pages, completions, schema, bill of materials, examples"

# A day of use: a journal, an edited configuration.
inside install -d -o wiredesk -g wiredesk -m 700 /var/lib/wiredesk
sed -i 's/127.0.0.1:8080/127.0.0.1:0/; s/127.0.0.1:55/127.0.0.1:75/' "$root/etc/wiredesk/wiredesk.yaml"
inside setpriv --reuid=wiredesk --regid=wiredesk --clear-groups wiredesk run > "$root/root/run.log" 2>&1 &
inside wiredesk send --timeout 30 - <<< '{"id":"a","body":"The fire brigade held a drill in the city on Monday."}' \
    || { cat "$root/root/run.log"; fail "no story was stored"; }
inside bash -c 'for task in /proc/[0-9]*; do [ "$(tr "\0" " " < $task/cmdline)" = "wiredesk run " ] && kill ${task#/proc/}; done; true'
wait
before=$(digest /var/lib/wiredesk/journal.sqlite; digest /etc/wiredesk/wiredesk.yaml; digest /etc/wiredesk/keys/server.key_secret)
now() { digest /var/lib/wiredesk/journal.sqlite; digest /etc/wiredesk/wiredesk.yaml; digest /etc/wiredesk/keys/server.key_secret; }

# The same package as a later version, with another configuration and another lexicon.
dpkg-deb -R "$deb" "$root/root/later"
sed -i 's/^Version: .*/&+later/' "$root/root/later/DEBIAN/control"
echo "# later" >> "$root/root/later/etc/wiredesk/wiredesk.yaml"
echo "later" >> "$root/root/later/etc/wiredesk/lexicon/never.txt"
dpkg-deb -Znone -b "$root/root/later" "$root/root/later.deb" > /dev/null
quietly apt-get install -y -o Dpkg::Options::=--force-confold /root/later.deb
inside dpkg-query -W -f '${Version}' wiredesk | grep -q later || fail "it was not upgraded"
is "journal, configuration and certificate after the upgrade" "$(now)" "$before"
grep -q '^later$' "$root/etc/wiredesk/lexicon/never.txt" || fail "a file that nobody edited was not upgraded"
inside wiredesk journal verify > /dev/null || fail "the journal is damaged"
echo "ok upgraded: journal, certificate and edited configuration are as they were, the rest is new"

quietly apt-get remove -y wiredesk
[ ! -e "$root/usr/bin/wiredesk" ] || fail "the binary is still there"
is "journal, configuration and certificate after the removal" "$(now)" "$before"
echo "ok removed: journal, certificate and configuration stay"

mkdir -p "$root/var/lib/private/wiredesk-sports"
ln -s private/wiredesk-sports "$root/var/lib/wiredesk-sports"
ln -s /lib/systemd/system/wiredesk@.service "$root/etc/systemd/system/multi-user.target.wants/wiredesk@sports.service"
quietly apt-get purge -y wiredesk
rmdir "$root/var/lib/private"
left=$(files | LC_ALL=C comm -13 "$root/root/before" -)
is "what is left" "$left" ""
echo "ok purged: nothing is left but its user"
