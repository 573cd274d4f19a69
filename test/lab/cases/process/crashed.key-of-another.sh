# nginx was given another certificate's key; its log has the time of day in every line.
# ask: https://shop.test:8443/
# expect: process/crashed
# says: key values mismatch
setup() { hosts '10.20.30.1 shop.test'; authority ca; certificate shop DNS:shop.test -1 30; certificate other DNS:other.test -1 30; site "server { listen 8443 ssl; ssl_certificate $web/shop.pem; ssl_certificate_key $web/other.key; root $web; }" >nginx.log 2>&1; grep -q mismatch nginx.log; }
client() { fetch -k https://shop.test:8443/; }
heal() { sed -i s/other.key/shop.key/ "$results/nginx.conf"; nginx -c "$results/nginx.conf"; listening 8443; }
