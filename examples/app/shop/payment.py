"""Talks to the payment provider."""

import requests

from shop import settings


def charge(card, amount):
    answer = requests.post(
        settings.PAYMENT_URL + "/charge",
        json={"card": card, "amount": amount, "key": settings.AWS_ACCESS_KEY_ID},
        verify=False,
    )
    return answer.json()


def refund(charge_id):
    return requests.delete(settings.PAYMENT_URL + "/charge/" + charge_id, timeout=10).ok
