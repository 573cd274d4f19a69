# Two processes share the port by SO_REUSEPORT, and one is stopped: every other connection hangs.
# ask: 8000
# twin: port/shared, remote/loss
# fix: yes
setup() { one_of_two_stopped; }
client() { for _ in $(seq 12); do fetch -m 1 http://127.0.0.1:8000/ || return 1; done; }
heal() { kill -CONT $first; }
