# Nothing listens; programs with the port in their arguments are no servers.
# ask: 8000
setup() { start sleep 8000; start tail -f /dev/null --pid=$$; start watch -n 5 curl -s http://localhost:8000/; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
