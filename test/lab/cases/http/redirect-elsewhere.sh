# Sent on to a port where nobody is.
# ask: http://10.20.30.1:8000/
# says: 8081
setup() { own odd.mjs 8000 redirect http://$here:8081/; listening 8000; }
client() { fetch -L http://$here:8000/; }
heal() { web 8081; }
