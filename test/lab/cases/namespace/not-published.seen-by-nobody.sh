# Root's server is in a network namespace, and an ordinary user asks: its tables are there for everybody to read.
# ask: 8000 --from self
# user: nobody
# twin: port/nothing-listens | process/not-listening
setup() { box; start in_box python3 -m http.server 8000; listening 8000 box; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
