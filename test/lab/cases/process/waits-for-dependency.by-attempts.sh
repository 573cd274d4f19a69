# The start script waits for a database by attempts that die, one after the other, and starts the server when one does not.
# ask: 8000
# expect: process/waits-for-dependency | process/not-listening
setup() {
  printf '#!/bin/bash\nuntil python3 -c "import socket; socket.create_connection((\\"127.0.0.1\\", 5432))"; do sleep 1; done\nexec python3 -m http.server 8000\n' >start.sh
  chmod +x start.sh; start nohup bash start.sh --port 8000; sleep 4
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
