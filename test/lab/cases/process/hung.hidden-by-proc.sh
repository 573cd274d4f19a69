# Root's server is stopped, and an ordinary user may see no process of others (hidepid): its queue is there for everybody to see.
# ask: 8000 --from self
# user: nobody
setup() { web 8000; kill -STOP $server; mount -t proc -o hidepid=2 proc /proc; }
client() { fetch http://127.0.0.1:8000/; }
heal() { kill -CONT $server; }
