# The hosts file has the name, and nsswitch.conf ends the search at the name server's no.
# ask: http://shop.test:8000/
# says: [NOTFOUND=return]
# twin: name/not-found
# fix: yes
setup() { web 8000; zone other.test=$here; hosts "$here shop.test"; printf 'passwd: files\nhosts: dns [NOTFOUND=return] files\n' >/etc/nsswitch.conf; }
client() { fetch http://shop.test:8000/; }
heal() { printf 'passwd: files\nhosts: dns files\n' >/etc/nsswitch.conf; }
