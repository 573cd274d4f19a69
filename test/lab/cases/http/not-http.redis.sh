# redis there; it closes on what looks like HTTP.
# ask: http://127.0.0.1:6379/
# says: redis
setup() { start redis-server --port 6379 --save '' --dir "$results"; listening 6379; }
client() { fetch http://127.0.0.1:6379/; }
heal() { end; web 6379; }
