#!/usr/bin/env bash
# Fuzz/run.sh [SECONDS [TARGET...]]: builds the fuzz targets and runs each for so many seconds (60).
#
# Targets are the folders of Fuzz/corpus. What a run learns stays in .build-fuzz/corpus and is built upon by the next;
# an input that crashes, hangs or breaks an invariant is left in .build-fuzz/findings, and the exit status is 1.
# Reproduce one with: .build-fuzz/release/fuzz-TARGET FILE
set -euo pipefail
cd "$(dirname "$0")/.."
export WIREDESK_FUZZ=1
# The runtime's own backtrace waits for a debugger's answer that never comes; libFuzzer prints one.
export SWIFT_BACKTRACE=enable=no

seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=($(ls Fuzz/corpus))
swift=${SWIFT:-swift}

# Input sizes: a page may be large.
declare -A bytes_max=([payload]=16384 [page]=65536)

# --sanitize makes SwiftPM leave main to libFuzzer. Both sanitizers come in one flag behind it: of two --sanitize options
# SwiftPM gives the compiler now the one last, now the other, and the compiler heeds the last. Dead stripping would drop
# the counters of coverage.
build() {
  "$swift" build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld --disable-dead-strip \
    --scratch-path .build-fuzz --product "fuzz-$1"
}

fuzz() {
  local target=$1 log=.build-fuzz/findings/$1.log status=0
  mkdir -p ".build-fuzz/corpus/$target"
  .build-fuzz/release/fuzz-"$target" ".build-fuzz/corpus/$target" "Fuzz/corpus/$target" -dict=Fuzz/copy.dict \
    -max_total_time="$seconds" -max_len="${bytes_max[$target]:-4096}" -timeout=10 -rss_limit_mb=2048 \
    -report_slow_units=2 -print_final_stats=1 -artifact_prefix=".build-fuzz/findings/$target-" >"$log" 2>&1 || status=$?
  report "$target" "$log"
  [ "$status" -eq 0 ] && return
  grep -aE 'invariant broken|ERROR:|SUMMARY|Test unit written' "$log" >&2 || tail -n 20 "$log" >&2
  return 1
}

# One line: how many inputs were tried, how many edges of the code they reached, how much memory they took.
report() {
  awk -v target="$1" '
    /cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
    /number_of_executed_units/ { runs = $2 }
    /peak_rss_mb/ { memory = $2 }
    END { printf "fuzz-%s: %d executions, %d edges covered, peak %d MB\n", target, runs, edges, memory }' "$2"
}

mkdir -p .build-fuzz/findings
failed=0
for target in "${targets[@]}"; do build "$target"; done
for target in "${targets[@]}"; do fuzz "$target" || failed=1; done
exit $failed
