# App Configuration, encrypted with a root key of our own that the next run after 90 days rotates.

terraform {
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

provider "keysmith" {
  stack = "shop/flags"
}

variable "end_encryption" {
  description = "The service can't switch this encryption off again, so nothing ends it by accident: true says that you mean it."
  type        = bool
  default     = false
}

locals {
  # These are the emulator's: put yours in their place.
  instance   = "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::"
  app_config = "0a1b0000-0004-4000-8000-00000000e001"
}

resource "keysmith_root_key" "payments" {
  instance = local.instance
  name     = "payments"
  aliases  = ["payments"]
  rotation { every = "P90D" }
}

resource "keysmith_service_authorization" "app_config" {
  source {
    service  = "apprapp"
    instance = local.app_config
  }
  target {
    instance = local.instance
    key      = keysmith_root_key.payments.id
  }
  roles  = ["Reader"]
}

resource "keysmith_app_config_integration" "flags" {
  app_config     = local.app_config
  region         = "us-south"
  integration_id = "flags"
  root_key       = keysmith_root_key.payments.id
  authorization  = keysmith_service_authorization.app_config.id
  allow_replace  = var.end_encryption
}

output "root_key" {
  value = keysmith_root_key.payments.key_id
}

output "rotate_at" {
  value = keysmith_root_key.payments.rotate_at
}

output "key_status" {
  value = keysmith_app_config_integration.flags.key_status
}
