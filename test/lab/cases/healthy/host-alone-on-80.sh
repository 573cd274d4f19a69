# A host without a port: nobody serves 443, and 80 answers.
# ask: shop.test
# says: port 80
setup() { hosts "$here shop.test"; site 'server { listen 80; return 200 ok; }'; }
client() { fetch http://shop.test/; }
