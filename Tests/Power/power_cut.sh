#!/usr/bin/env bash
# A power cut, for real: the daemon runs in a virtual machine on a disk of its own, acknowledges stories, and the
# machine is killed at a random moment, with all that its kernel and the disk's write cache had not written. The journal
# on the disk must hold every acknowledged story, once, under its number.
#
#     Tests/Power/power_cut.sh [--rounds 3] [--seed N] [--intake submit|pull] [--wiredesk .build/release/wiredesk]
#
# All rounds use one disk, so that each begins with a start after a power cut. With `pull`, a story counts as
# acknowledged when `pub` has announced it. A round takes about a minute of software emulation; nothing needs root.
# Exits with 77 where QEMU or a kernel is missing, with 1 when a story is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly tests=Tests/Power work=.build-power

rounds=3 seed=$RANDOM intake=submit wiredesk=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --seed) seed=$2 ;;
    --intake) intake=$2 ;;
    --wiredesk) wiredesk=$2 ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
  esac
  shift 2
done

skip() { echo "SKIP: $*"; exit 77; }
fail() { echo "FAIL: $*" >&2; exit 1; }

qemu=
trap '[ -z "$qemu" ] || kill -9 "$qemu" 2>/dev/null || true; rm -f "$work/disk-running" "$work/disk-checked"' EXIT

for path in .build/release/wiredesk .build/debug/wiredesk; do
  [ -n "$wiredesk" ] || [ ! -x "$path" ] || wiredesk=$path
done
[ -x "$wiredesk" ] || fail "no binary; build one (make build)"
for tool in qemu-system-x86_64 mke2fs e2fsck debugfs cc python3; do
  PATH=$PATH:/sbin:/usr/sbin command -v $tool >/dev/null || skip "no $tool (Debian: qemu-system-x86 e2fsprogs gcc python3)"
done
PATH=$PATH:/sbin:/usr/sbin

# MARK: - The machine

# Debian's kernel for virtual machines, unpacked and not installed; or the one that $POWER_KERNEL_ROOT holds.
find_kernel() {
  local root=${POWER_KERNEL_ROOT:-$work/kernel} package
  if ! compgen -G "$root/boot/vmlinuz-*" >/dev/null && [ -z "${POWER_KERNEL_ROOT:-}" ]; then
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image/ { print $2; exit }')
    [ -n "$package" ] && (cd "$work" && apt-get download -qq "$package" >/dev/null 2>&1) ||
      skip "no kernel (Debian: linux-image-cloud-amd64)"
    dpkg -x "$work/$package"_*.deb "$root"
  fi
  kernel=$(compgen -G "$root/boot/vmlinuz-*" | head -n 1) || skip "no kernel in $root/boot"
  modules=$(dirname "$(find "$root/lib/modules" -name virtio_blk.ko)")/../..
}

# What the disk needs, in the order of loading.
readonly needed=(virtio/virtio_ring virtio/virtio virtio/virtio_pci_legacy_dev virtio/virtio_pci_modern_dev
  virtio/virtio_pci block/virtio_blk)

# Copies a program and the libraries it is linked to.
put_program() {
  install -D "$1" "$root/$2"
  ldd "$1" | grep -oE '/[^ ]+' | while read -r library; do
    [ -e "$root$library" ] || install -D "$library" "$root$library"
  done
}

make_machine() {
  root=$work/root
  rm -rf "$root"
  mkdir -p "$root"/{dev,proc,sys,run,tmp,modules,etc/wiredesk,var/lib/wiredesk}
  cc -O1 -Wall -Werror -o "$work/guest" $tests/guest.c -lzmq
  put_program "$work/guest" init
  put_program "$wiredesk" wiredesk
  # Debug builds look for Swift's libraries where the toolchain had them.
  strip --strip-debug "$root/wiredesk"
  cp -r config/lexicon "$root/etc/wiredesk/"
  sed "s/INTAKE/$intake/" $tests/wiredesk.yaml >"$root/etc/wiredesk/wiredesk.yaml"
  for module in "${needed[@]}"; do
    local path=$modules/drivers/$module.ko
    # Some kernels have a part built in.
    [ -e "$path" ] || continue
    cp "$path" "$root/modules/"
    echo "/modules/$(basename "$path")" >>"$root/modules/list"
  done
  python3 $tests/initramfs.py "$root" >"$work/initramfs"
  rm -f "$work"/disk "$work"/serial-*
  truncate -s 512M "$work/disk"
  mke2fs -q -t ext4 -b 4096 "$work/disk"
}

# MARK: - A round

# The machine writes to a copy of the disk; its writes and flushes are logged, for lose_cache.py. The disk is slow, so that
# the power mostly goes while something is being written.
boot() {
  cp --sparse=always "$work/disk" "$work/disk-running"
  : >"$work/writes"
  qemu-system-x86_64 -accel tcg -cpu max -m 1024 -smp 2 -nodefaults -display none -no-reboot -net none \
    -serial "file:$serial" -kernel "$kernel" -initrd "$work/initramfs" \
    -append "console=ttyS0 quiet panic=-1 intake=$intake round=$round seed=$seed" \
    -object throttle-group,id=slow,x-iops-write=20 \
    -blockdev driver=file,node-name=file,filename="$work/disk-running" \
    -blockdev driver=throttle,node-name=image,throttle-group=slow,file=file \
    -blockdev driver=file,node-name=log,filename="$work/writes" \
    -blockdev driver=blklogwrites,node-name=disk,file=image,log=log,log-sector-size=512 \
    -device virtio-blk-pci,drive=disk </dev/null 2>"$work/qemu.log" &
  qemu=$!
}

wait_until_ready() {
  for _ in $(seq 1200); do
    grep -aq POWER-FAILED "$serial" 2>/dev/null && break
    grep -aq POWER-READY "$serial" 2>/dev/null && return
    kill -0 "$qemu" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$serial" "$work/qemu.log" >&2 || true
  fail "the machine acknowledged nothing"
}

cut_power() {
  kill -9 "$qemu"
  wait "$qemu" 2>/dev/null || true
  qemu=
  python3 $tests/lose_cache.py "$work/disk" "$work/writes" "$seed-$round"
}

# Checks a copy: the next round's daemon is to find the disk as the power cut left it.
check() {
  rm -rf "$work/found"
  mkdir "$work/found"
  cp --sparse=always "$work/disk" "$work/disk-checked"
  # Plays ext4's own journal, as mounting does.
  e2fsck -p "$work/disk-checked" >"$work/e2fsck.log" 2>&1 || [ $? -le 1 ] || fail "e2fsck: $(cat "$work/e2fsck.log")"
  debugfs -R "rdump / $work/found" "$work/disk-checked" >/dev/null 2>&1
  python3 $tests/check_journal.py "$work/found/journal.sqlite" "$work"/serial-*
}

mkdir -p "$work"
find_kernel
make_machine
RANDOM=$seed
echo "power cut: $rounds rounds, intake $intake, seed $seed, $wiredesk"
for round in $(seq "$rounds"); do
  started=$SECONDS serial=$work/serial-$round
  boot
  wait_until_ready
  ready=$((SECONDS - started)) milliseconds=$((RANDOM % 12000 + 500))
  sleep "$((milliseconds / 1000)).$(printf %03d $((milliseconds % 1000)))"
  cut_power
  check || fail "round $round of seed $seed; see $work"
  echo "round $round: ready after $ready s, power cut $milliseconds ms later, $((SECONDS - started)) s in all"
done
