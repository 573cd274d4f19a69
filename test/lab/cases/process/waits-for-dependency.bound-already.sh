# Uvicorn's parent has bound the port; its workers, which listen, wait for Redis first.
# ask: 8000
# says: 6379
# never: port/bound-not-listening
setup() {
  cat >main.py <<'P'
import socket, sys, time
while True:
    try:
        socket.create_connection(("127.0.0.1", 6379))
        break
    except OSError as error:
        print(f"could not connect to redis at 127.0.0.1:6379 ({error}), retrying", file=sys.stderr, flush=True)
        time.sleep(0.5)
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
P
  nohup /usr/bin/python3 -m uvicorn main:app --workers 2 >uvicorn.log 2>&1 </dev/null &
  until_true grep -q retrying uvicorn.log
}
client() { fetch http://127.0.0.1:8000/; }
heal() { start python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 6379)); time.sleep(600)'; listening 8000; }
