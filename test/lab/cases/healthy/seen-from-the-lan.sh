# An ordinary user cannot read the firewall; data passed on an open connection from the LAN, and that is proof enough.
# ask: 8000
# user: nobody
setup() {
  start nohup python3 -m http.server 8000 --protocol HTTP/1.1
  listening 8000
  input_rules drop 'iifname "lo" accept; tcp dport 8000 accept; ct state established accept;'
  start over_there python3 -c "import http.client, time; c = http.client.HTTPConnection('$here', 8000); c.request('GET', '/'); c.getresponse().read(); time.sleep(99)"
  sleep 0.5
}
client() { fetch_there http://$here:8000/; }
