# A package that python -m runs: the address is a setting of a module that another one imports by its whole name.
# ask: 8000 --from lan
# fix: yes
# says: shop/core/config.py
setup() {
  mkdir -p shop/core
  printf 'class Settings:\n    host: str = "127.0.0.1"\n    port: int = 8000\n    store: str = "redis://127.0.0.1:6379"\n\nsettings = Settings()\n' >shop/core/config.py
  printf 'import http.server, os\nfrom shop.core import config\n\nat = (config.settings.host, config.settings.port)\nhttp.server.ThreadingHTTPServer(at, http.server.SimpleHTTPRequestHandler).serve_forever()\n' >shop/main.py
  start nohup python3 -m shop.main
  listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { sed -i 's/"127.0.0.1"/"0.0.0.0"/' shop/core/config.py; end; start python3 -m shop.main; listening 8000; }
