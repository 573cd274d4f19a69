# A line from a test that is long over is left in curl's own file: it connects to another port than the URL says.
# ask: http://10.20.30.1:8000/
# says: curl -q
# source: https://curl.se/docs/manpage.html#--connect-to
setup() { web 8000; echo "connect-to = \"$here:8000:127.0.0.1:9999\"" >"$HOME/.curlrc"; }
client() { fetch http://$here:8000/; }
heal() { rm "$HOME/.curlrc"; }
