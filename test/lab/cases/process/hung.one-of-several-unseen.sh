# Two processes of root's share the port by SO_REUSEPORT, and one accepts nothing: an ordinary user's answer is luck.
# ask: 8000 --from self
# expect: process/hung | process/stopped
# verdict: degraded
# user: nobody
setup() { one_of_two_stopped; }
client() { for _ in $(seq 12); do fetch -m 1 http://127.0.0.1:8000/ || return 1; done; }
heal() { kill -CONT $first; }
