#!/usr/bin/env bash
# boot_test.sh DEB: boots a real systemd as process 1 of a container, installs a package there and runs in_systemd.sh.
# The container sees this machine's own Debian through an overlay whose upper half is in memory: nothing is written here,
# nothing is fetched. Ends with the status of in_systemd.sh. Where no systemd can be booted it says why and ends with 0.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
skip() { echo "SKIPPED the boot test: $*"; exit 0; }
[ "$(id -u)" = 0 ] || skip "it needs root"
command -v systemd-nspawn > /dev/null || skip "it needs the package systemd-container"
unshare --mount bash -c 'mount --make-rprivate / && mount -t tmpfs none /mnt && mkdir /mnt/up /mnt/work /mnt/root &&
    mount -t overlay none -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work /mnt/root &&
    umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup' 2> /dev/null \
    || skip "an overlay or a cgroup2 cannot be mounted"

shared=$(mktemp -d /tmp/wiredesk-boot-XXXXXX)
trap 'rm -rf --one-file-system "$shared"' EXIT
cp "$here"/{in_systemd.sh,freeze.py,clock.c} "$here/../../Samples/wire.ndjson" "$shared"
cp "$1" "$shared/first.deb"
# The same package under a later version, for the upgrade.
dpkg-deb -R "$1" "$shared/later"
sed -i 's/^Version: .*/&+later/' "$shared/later/DEBIAN/control"
dpkg-deb -Znone -b "$shared/later" "$shared/later.deb" > /dev/null
rm -r "$shared/later"

# What runs in a mount and a process namespace of its own: $1 is the folder that the container shares.
boot() {
    set -euo pipefail
    local shared=$1 layers root group
    mount --make-rprivate /
    layers=$shared/layers root=$shared/layers/root
    mkdir "$layers"
    mount -t tmpfs none "$layers"
    mkdir "$layers"/{up,work} "$root"
    mount -t overlay none -o "lowerdir=/,upperdir=$layers/up,workdir=$layers/work" "$root"

    # The machine's own services, file systems and identity stay out of it.
    : > "$root/etc/machine-id"
    : > "$root/etc/fstab"
    rm -rf "$root"/etc/systemd/system/*.wants "$root/etc/wiredesk" "$root/var/lib/wiredesk" "$root/var/lib/private/wiredesk"
    rm -f "$root/usr/sbin/policy-rc.d"
    mkdir "$root/boot-test"
    printf '%s\n' '[Unit]' 'Requires=basic.target dbus.socket' 'Wants=boot-test.service' 'AllowIsolate=yes' \
        > "$root/etc/systemd/system/boot-test.target"
    printf '%s\n' '[Unit]' 'After=basic.target dbus.socket' \
        '[Service]' 'Type=oneshot' 'TimeoutStartSec=infinity' \
        'ExecStart=bash -c "bash /boot-test/in_systemd.sh > /boot-test/said 2>&1; echo $? > /boot-test/status"' \
        'ExecStopPost=systemctl --no-block exit' > "$root/etc/systemd/system/boot-test.service"
    ln -sf boot-test.target "$root/etc/systemd/system/default.target"
    local unit
    for unit in networkd resolved timesyncd udevd udev-trigger hwdb-update firstboot pstore; do
        ln -sf /dev/null "$root/etc/systemd/system/systemd-$unit.service"
    done

    # systemd wants a cgroup2, and a group of its own in it.
    umount -R /sys/fs/cgroup
    mount -t cgroup2 none /sys/fs/cgroup
    group=/sys/fs/cgroup/$(basename "$shared")
    mkdir "$group"
    echo $$ > "$group/cgroup.procs"
    systemd-nspawn --quiet --directory="$root" --boot --register=no --keep-unit --link-journal=no --private-network \
        --resolv-conf=off --timezone=off --bind="$shared:/boot-test" --console=pipe < /dev/null || true
    echo $$ > /sys/fs/cgroup/cgroup.procs
    # Groups that systemd left go once their processes are gone; a group that stays is empty and harmless.
    find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
}

export -f boot
timeout -k 5 400 unshare --mount --pid --fork --mount-proc --kill-child bash -c 'boot "$1"' boot "$shared" > "$shared/console" 2>&1 || true
cat "$shared/said" 2> /dev/null || true
[ -e "$shared/status" ] || { echo "FAILED: no result; the console's end:"; tail -20 "$shared/console"; exit 1; }
exit "$(cat "$shared/status")"
