# Everything is sent to https, and nobody is on 443.
# ask: http://10.20.30.1:8080/
# says: https://10.20.30.1/
setup() { site "server { listen 8080; return 301 https://\$host\$request_uri; }"; listening 8080; to=http://$here:8080/; }
client() { fetch -kL http://$here:8080/; }
heal() { authority ca; certificate here IP:$here -1 20; own tls.py 443 here.pem here.key; listening 443; }
