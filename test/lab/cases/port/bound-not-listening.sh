# A program has bound the port and never called listen().
# ask: 8000
setup() { own holder.py bound 8000; sleep 0.5; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
