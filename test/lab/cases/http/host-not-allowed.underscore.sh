# Django lets every host in, and takes a name with an underscore for none.
# ask: http://my_app:8000/
# says: whatever its list allows
setup() {
  hosts "$here my_app"
  cat >app.py <<'P'
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=["django.middleware.common.CommonMiddleware"])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
application = get_wsgi_application()
P
  start nohup gunicorn -b 0.0.0.0:8000 app; listening 8000; name=my_app
}
client() { fetch http://$name:8000/; }
heal() { name=$here; }
