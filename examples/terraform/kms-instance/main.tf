# All that one application needs at a KMS instance, in one program: a key for its data, one for its signatures, the password of its
# database, encrypted by the first key, and access to just these, from the office network. The state holds the credential sealed.

terraform {
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

variable "recipients" {
  description = "Who may open the client key: age recipients (age1…), as `age-keygen` prints them."
  type        = list(string)
}

provider "keysmith" {
  region  = "cn-hangzhou"
  seal_to = var.recipients
  stack   = "shop/prod"
}

locals {
  kms_instance = "kst-hzz0000000000emulator"
}

resource "keysmith_kms_key" "data" {
  kms_instance = local.kms_instance
}

resource "keysmith_kms_key" "signing" {
  kms_instance = local.kms_instance
  key_spec     = "EC_P256"
}

# Keysmith generates the password and hands it to the service: no state has it.
resource "keysmith_kms_secret" "database" {
  name           = "orders/db"
  kms_instance   = local.kms_instance
  encryption_key = keysmith_kms_key.data.key_id
  generated {
    length = 40
  }
  rotation {
    every   = "P180D"
    overlap = "P7D"
  }
}

resource "keysmith_network_rule" "office" {
  name               = "office"
  source_private_ips = ["10.20.0.0/16"]
}

resource "keysmith_policy" "orders" {
  name          = "orders"
  kms_instance  = local.kms_instance
  permissions   = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]
  keys          = [keysmith_kms_key.data.key_id, keysmith_kms_key.signing.key_id]
  secrets       = [keysmith_kms_secret.database.name]
  network_rules = [keysmith_network_rule.office.name]
}

resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}

resource "keysmith_client_key" "orders" {
  access_point = keysmith_access_point.orders.name
  rotation {
    renew_before = "P30D"
    overlap      = "P7D"
  }
}

data "keysmith_kms_instance" "orders" {
  instance_id = local.kms_instance
}

output "data_key" {
  value = keysmith_kms_key.data.key_id
}

output "signing_key" {
  value = keysmith_kms_key.signing.key_id
}

output "secret_version" {
  value = keysmith_kms_secret.database.version_id
}

output "client_key_id" {
  value = keysmith_client_key.orders.client_key_id
}

output "rotate_at" {
  value = keysmith_client_key.orders.rotate_at
}

# `keysmith open` shows what is in it: client_key_content and password. No secret, only long: so it isn't printed.
output "sealed" {
  value     = keysmith_client_key.orders.sealed
  sensitive = true
}

output "endpoint" {
  value = data.keysmith_kms_instance.orders.endpoint
}

output "ca" {
  value = data.keysmith_kms_instance.orders.ca_certificate_chain_pem
}
