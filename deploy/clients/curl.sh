#!/bin/sh
# What the HTTP side of a daemon answers, by curl: ./curl.sh http://127.0.0.1:8080
# With a token: TOKEN_FILE=/etc/mine/token ./curl.sh http://news.example:8080
set -eu
address=${1:-http://127.0.0.1:8080}

# The token goes in by a file that only we can read, so that no list of processes shows it.
headers=$(umask 077 && mktemp)
trap 'rm -f "$headers"' EXIT
if [ -n "${TOKEN_FILE:-}" ]; then printf 'Authorization: Bearer %s\n' "$(cat "$TOKEN_FILE")" >"$headers"; fi

ask() { curl -sS --fail-with-body --header "@$headers" "$@"; }

# The first stories of the stream. -N hands them on as they come; with `from=now` it waits for the next one.
first() { ask -N --max-time "${1}" "$address/v1/stream?from=earliest&view=card" || [ $? = 28 ]; }

echo "# how the daemon stands"
ask "$address/v1/status"
echo; echo "# the newest three stories of the safety category"
ask "$address/v1/stories?primary=safety&limit=3&view=card"
echo; echo "# a search: two Chinese characters, and a phrase that must not be there"
ask --get "$address/v1/stories" --data-urlencode 'q=台风 -"应急响应"' -d limit=3 -d view=card
echo; echo "# one story, with the evidence for its category; the same as ninjs"
seq=$(ask "$address/v1/stories?limit=1&view=card" | sed -n 's/.*"seq":\([0-9]*\).*/\1/p')
ask "$address/v1/stories/$seq"
echo
ask "$address/v1/stories/$seq?view=ninjs"
echo; echo "# a JSON Feed"
ask "$address/feeds/economy.json?limit=2"
echo; echo "# a text classified, and not kept"
printf '%s' '沪深股市昨日收盘上涨，央行降准释放流动性。' | ask --data-binary @- "$address/v1/classify"
echo; echo "# the stream, for two seconds"
first 2 | head -n 12
