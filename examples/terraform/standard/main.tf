# Who may use what, from where: the orders application may use one key and the secrets under orders/,
# from the office network, and gets a credential that renews itself. The state holds that credential
# sealed: only who has the identity of a recipient can open it.

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

resource "keysmith_network_rule" "office" {
  name               = "office"
  source_private_ips = ["10.20.0.0/16"]
}

resource "keysmith_policy" "orders" {
  name          = "orders"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]
  keys          = ["key-hzz0000000000000000000"]
  secrets       = ["orders/*"]
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

output "client_key_id" {
  value = keysmith_client_key.orders.client_key_id
}

# `keysmith open` shows what is in it: client_key_content and password. No secret, only long: so it isn't printed.
output "sealed" {
  value     = keysmith_client_key.orders.sealed
  sensitive = true
}

output "rotate_at" {
  value = keysmith_client_key.orders.rotate_at
}
