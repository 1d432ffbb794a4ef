# Vulnerable on purpose: see ../README.md.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_security_group" "shop" {
  name        = "shop"
  description = "Parcel shop"

  ingress {
    description = "everything from everywhere"
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_s3_bucket" "labels" {
  bucket = "parcel-shop-labels"
  acl    = "public-read"
}

resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  username            = "shop"
  password            = "parcel-2019"
  publicly_accessible = true
  storage_encrypted   = false
  skip_final_snapshot = true
}
