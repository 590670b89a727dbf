# From one vault into another, and nowhere in between: the orders application runs on IBM Cloud and reads its
# credential for Alibaba Cloud KMS from Key Protect. The ephemeral resource opens what is sealed in the state, for
# as long as the run lasts, and hands it to a write-only attribute. Terraform 1.11 or OpenTofu 1.11, or newer.

terraform {
  required_version = ">= 1.11"
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

variable "recipients" {
  description = "Who may open the secrets: age recipients. KEYSMITH_AGE_IDENTITY holds the identity of one of them."
  type        = list(string)
}

provider "keysmith" {
  region  = "cn-hangzhou"
  seal_to = var.recipients
  stack   = "shop/prod"
}

resource "keysmith_policy" "orders" {
  name         = "orders"
  kms_instance = "kst-hzz0000000000emulator"
  permissions  = ["CryptoServiceSecretUser"]
  secrets      = ["orders/*"]
}

resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}

resource "keysmith_client_key" "orders" {
  access_point = keysmith_access_point.orders.name
}

ephemeral "keysmith_opened" "orders" {
  sealed = keysmith_client_key.orders.sealed
  of     = keysmith_client_key.orders.client_key_id
}

# Key Protect can't change what is in a standard key: each version of the client key gets one of its own, and the
# application finds the latest under the alias.
resource "keysmith_standard_key" "orders" {
  instance           = "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::"
  name               = "orders-client-key"
  aliases            = ["orders-client-key"]
  restore            = "never"
  payload_wo         = base64encode(jsonencode(ephemeral.keysmith_opened.orders.values))
  payload_wo_version = keysmith_client_key.orders.revision
}

output "client_key_id" {
  value = keysmith_client_key.orders.client_key_id
}

# No secret, only long: so it isn't printed.
output "sealed" {
  value     = keysmith_client_key.orders.sealed
  sensitive = true
}

output "stored_in" {
  value = keysmith_standard_key.orders.key_id
}
