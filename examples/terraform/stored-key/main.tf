# The credential of an application, where the application reads it and nowhere else: each new client key goes into a secret of KMS in the run
# that makes it. No state has it, not even sealed, so the provider's block names nobody to seal to.

terraform {
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

provider "keysmith" {
  region = "cn-hangzhou"
  stack  = "shop/prod"
}

resource "keysmith_kms_secret" "credential" {
  name             = "orders/client-key"
  filled_elsewhere = true
}

resource "keysmith_policy" "orders" {
  name         = "orders"
  kms_instance = "shared"
  permissions  = ["SecretUser"]
  secrets      = ["orders/*"]
}

resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}

resource "keysmith_client_key" "orders" {
  access_point = keysmith_access_point.orders.name
  store {
    secret = keysmith_kms_secret.credential.name
  }
}

output "client_key_id" {
  value = keysmith_client_key.orders.client_key_id
}

output "version" {
  value = keysmith_client_key.orders.stored_in.version_id
}
