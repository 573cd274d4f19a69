# no_proxy has *.test, which curl does not take for a pattern; the proxy is dead.
# ask: http://shop.test:8000/
# says: no_proxy=*.test
setup() { hosts "$here shop.test"; web 8000; export http_proxy=http://127.0.0.1:3128 no_proxy='*.test'; }
client() { fetch http://shop.test:8000/; }
heal() { export no_proxy=.test; }
