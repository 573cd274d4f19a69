# A server with mounts of its own, as in a container that shares the network: another file is at its path here, and must not be edited.
# ask: 8000 --from lan
# says: files of its own
setup() {
  mkdir -p app inner
  printf 'HOST = "127.0.0.1"\n' >app/server.py
  printf 'import http.server\nhttp.server.ThreadingHTTPServer(("127.0.0.1", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n' >inner/server.py
  start unshare --mount sh -c "mount --bind '$PWD/inner' '$PWD/app' && cd '$PWD/app' && exec python3 server.py"
  listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { sed -i 's/127.0.0.1/0.0.0.0/' inner/server.py; end; start python3 inner/server.py; listening 8000; }
