# python3 -m http.server on every address.
# ask: 8000
setup() { web 8000; }
client() { fetch http://127.0.0.1:8000/ && fetch_there http://$here:8000/; }
