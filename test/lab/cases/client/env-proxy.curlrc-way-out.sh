# A line for the time in another network is left in curl's own file: by that address nothing leaves any more.
# ask: http://10.20.30.2:8000/
# says: curl -q
# source: https://curl.se/docs/manpage.html#--interface
setup() { start over_there python3 -m http.server 8000; listening 8000 there; echo 'interface = 192.168.7.23' >"$HOME/.curlrc"; }
client() { fetch http://$there:8000/; }
heal() { rm "$HOME/.curlrc"; }
