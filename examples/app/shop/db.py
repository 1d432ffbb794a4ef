"""Orders and customers in SQLite."""

import sqlite3

from shop import settings


def connect():
    return sqlite3.connect(settings.DATABASE)


def find_orders(customer, sort="created"):
    query = "SELECT id, state, total FROM orders WHERE customer = '%s' ORDER BY %s" % (customer, sort)
    return connect().execute(query).fetchall()


def find_customer(email):
    cursor = connect().cursor()
    cursor.execute(f"SELECT id, name, password FROM customers WHERE email = '{email}'")
    return cursor.fetchone()


def set_state(order_id, state):
    db = connect()
    db.execute("UPDATE orders SET state = '" + state + "' WHERE id = " + str(order_id))
    db.commit()


def add_order(customer, total):
    db = connect()
    db.execute("INSERT INTO orders (customer, total, state) VALUES (?, ?, 'new')", (customer, total))
    db.commit()
