"""The pages."""

from flask import Blueprint, jsonify, make_response, redirect, render_template_string, request
from jinja2 import Environment

from shop import auth, db, importer, labels, payment, session

pages = Blueprint("pages", __name__)
mail_templates = Environment(autoescape=False)


@pages.route("/")
def home():
    name = request.args.get("name", "friend")
    return render_template_string("<h1>Hello " + name + "</h1>")


@pages.route("/orders")
def orders():
    return jsonify(db.find_orders(request.args["customer"], request.args.get("sort", "created")))


@pages.route("/log-in", methods=["POST"])
def log_in():
    customer = auth.log_in(request.form["email"], request.form["password"])
    if customer is None:
        return "wrong e-mail or password", 403
    answer = make_response(redirect(request.args.get("next", "/")))
    answer.set_cookie("customer", str(customer), secure=False, httponly=False)
    return answer


@pages.route("/basket")
def basket():
    return jsonify(session.load(request.cookies["basket"]))


@pages.route("/pay", methods=["POST"])
def pay():
    return jsonify(payment.charge(request.form["card"], request.form["amount"]))


@pages.route("/label/<name>")
def label(name):
    labels.print_label({"id": request.args["order"], "name": name})
    with open("/tmp/labels/" + name + ".pdf", "rb") as pdf:
        return pdf.read()


@pages.route("/prices", methods=["POST"])
def prices():
    return jsonify(importer.read_yaml(request.data))


def mail(template, **values):
    return mail_templates.from_string(template).render(**values)
