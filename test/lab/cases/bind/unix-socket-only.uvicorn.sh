# Uvicorn on a unix socket, which its log names: the socket is its own, and none that it waits for.
# ask: 8000 --from lan
# never: process/waits-for-dependency
# fix: yes
setup() {
  cat >main.py <<'P'
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
P
  start nohup /usr/bin/python3 -m uvicorn main:app --uds "$results/app.sock"
  until_true test -S "$results/app.sock"
}
client() { fetch_there http://$here:8000/; }
heal() {
  start nohup /usr/bin/python3 -m uvicorn main:app --host 0.0.0.0
  listening 8000
}
