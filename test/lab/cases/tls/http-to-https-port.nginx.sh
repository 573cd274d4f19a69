# nginx says it in a 400.
# ask: http://10.20.30.1:8443/
setup() { authority ca; certificate here IP:$here -1 20; trust; site "server { listen 8443 ssl; root $web; ssl_certificate $web/here.pem; ssl_certificate_key $web/here.key; }"; listening 8443; scheme=http; }
client() { fetch $scheme://$here:8443/; }
heal() { scheme=https; }
