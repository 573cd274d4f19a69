# Django's development server: a reloader, and the child that it would start again.
# ask: 8000 --from lan
# fix: yes
# says: runserver
setup() { /usr/bin/python3 -m django startproject shop . && sed -i "s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ['*']/" shop/settings.py; start /usr/bin/python3 manage.py runserver; listening 8000; sleep 0.5; }
client() { fetch_there http://$here:8000/; }
heal() { end; pkill -f runserver; sleep 0.3; start /usr/bin/python3 manage.py runserver 0.0.0.0:8000; listening 8000; sleep 0.5; }
