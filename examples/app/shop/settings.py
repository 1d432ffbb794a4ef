"""Settings of the shop."""

import os

SECRET_KEY = "change-me-before-launch"
DATABASE = os.environ.get("SHOP_DATABASE", "/tmp/shop.db")

# Labels are stored in a bucket. These are the example keys of the AWS documentation.
AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

PAYMENT_URL = "https://payments.example.com/v1"
