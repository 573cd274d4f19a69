# A unix socket that has an abstract name, and no path.
# ask: unix:@shop
setup() { start socat ABSTRACT-LISTEN:shop,fork SYSTEM:'read line; echo HTTP/1.0 200 OK; echo; echo hello'; until_true grep -q @shop /proc/net/unix; }
client() { fetch --abstract-unix-socket shop http://shop/; }
