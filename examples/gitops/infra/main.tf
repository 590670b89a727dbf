# What the pipelines beside this folder run: the access of two applications. Where the state is, a file backend.tf of your
# own says: it has to be a backend that locks.

terraform {
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

variable "recipients" {
  description = "Who may open the client keys: age recipients (age1…)."
  type        = list(string)
}

variable "oidc" {
  description = "The RAM role that the pipeline assumes by its token. Left out, the environment gives credentials."
  type = object({
    provider_arn = string
    role_arn     = string
    token_file   = string
  })
  default = null
}

variable "validity" {
  description = "How long a client key of the orders application is valid."
  type        = string
  default     = "P1Y"
}

provider "keysmith" {
  region  = "cn-hangzhou"
  seal_to = var.recipients
  stack   = "shop/prod"

  alibaba {
    dynamic "assume_role_with_oidc" {
      for_each = var.oidc[*]
      content {
        oidc_provider_arn = assume_role_with_oidc.value.provider_arn
        role_arn          = assume_role_with_oidc.value.role_arn
        oidc_token_file   = assume_role_with_oidc.value.token_file
        role_session_name = "pipeline"
      }
    }
  }
}

resource "keysmith_network_rule" "cluster" {
  name               = "cluster"
  source_private_ips = ["10.20.0.0/16"]
}

resource "keysmith_policy" "shop" {
  name          = "shop"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]
  keys          = ["key-hzz0000000000000000000"]
  secrets       = ["shop/*"]
  network_rules = [keysmith_network_rule.cluster.name]
}

resource "keysmith_access_point" "orders" {
  name     = "orders"
  policies = [keysmith_policy.shop.name]
}

resource "keysmith_client_key" "orders" {
  access_point = keysmith_access_point.orders.name
  validity     = var.validity
  rotation {
    renew_before = "P20D"
    overlap      = "P7D"
  }
}

resource "keysmith_access_point" "reports" {
  name     = "reports"
  policies = [keysmith_policy.shop.name]
}

resource "keysmith_client_key" "reports" {
  access_point = keysmith_access_point.reports.name
  rotation {
    renew_before = "P30D"
    overlap      = "P14D"
  }
}

# No secrets: `keysmith open` needs the identity of a recipient.
output "sealed" {
  value = {
    orders  = keysmith_client_key.orders.sealed
    reports = keysmith_client_key.reports.sealed
  }
  sensitive = true
}
