"""The basket travels in a cookie."""

import base64
import pickle


def load(cookie):
    return pickle.loads(base64.b64decode(cookie))


def dump(basket):
    return base64.b64encode(pickle.dumps(basket)).decode()
