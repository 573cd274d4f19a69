# Root's server is stopped, and an ordinary user asks.
# ask: 8000
# user: nobody
# expect: process/stopped | process/hung
setup() { web 8000; kill -STOP $server; }
client() { fetch http://127.0.0.1:8000/; }
heal() { kill -CONT $server; }
