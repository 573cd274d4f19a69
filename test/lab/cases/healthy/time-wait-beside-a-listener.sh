# A dozen connections in TIME_WAIT, and a listener.
# ask: 8000
# never: port/time-wait | port/taken
setup() { web 8000; for _ in $(seq 12); do fetch http://127.0.0.1:8000/; done; [ "$(ss -Htan state time-wait | wc -l)" -ge 6 ]; }
client() { fetch http://127.0.0.1:8000/; }
