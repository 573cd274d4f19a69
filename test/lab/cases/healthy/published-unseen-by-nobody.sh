# A rule sends the port on to a container that has it by the same number. An ordinary user sees the container, and not the rule.
# ask: 8000 --from lan
# user: nobody
# verdict: inconclusive
# never: port/nothing-listens | namespace/not-published
setup() { box; start in_box python3 -m http.server 8000; listening 8000 box; publish 8000 8000; }
client() { fetch_there http://$here:8000/; }
