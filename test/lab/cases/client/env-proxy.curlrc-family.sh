# A line for tests with IPv6 is left in curl's own file, and the server's name has an IPv4 address alone.
# ask: http://shop.test:8000/
# says: curl -q
setup() { web 8000; hosts "$here shop.test"; echo "ipv6" >"$HOME/.curlrc"; }
client() { fetch http://shop.test:8000/; }
heal() { rm "$HOME/.curlrc"; }
