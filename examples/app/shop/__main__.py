"""Starts the development server."""

from flask import Flask

from shop import settings, views


def create_app():
    app = Flask(__name__)
    app.secret_key = settings.SECRET_KEY
    app.register_blueprint(views.pages)
    return app


if __name__ == "__main__":
    create_app().run(host="0.0.0.0", port=5000, debug=True)
