# A shell's loop in tmux starts it again and again, and no file tells of it.
# ask: 8000
# says: sleep 8
# twin: process/not-listening
setup() {
  printf 'import json, http.server\njson.load(open("shop.json"))\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py
  printf '#!/bin/bash\nuntil python3 server.py --port 8000; do\n  echo "ended, starting it again" >&2\n  sleep 8\ndone\n' >run.sh
  tmux -S "$results/tmux" new -d bash run.sh
  until_true pgrep -fx 'sleep 8'
}
client() { fetch http://127.0.0.1:8000/; }
heal() { echo '{}' >shop.json; sleep 1; listening 8000; }
