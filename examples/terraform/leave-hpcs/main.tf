# Keys in an instance of Hyper Protect Crypto Services, which IBM deletes on 2027-03-28. After `keysmith ibm leave-hpcs run`,
# forget.sh and imports.tf of what it has written, and the new instance in `instance`, the same program manages their twins in
# Key Protect: docs/leaving-hpcs.md.

terraform {
  required_providers {
    keysmith = {
      source = "keysmith/keysmith"
    }
  }
}

variable "recipients" {
  description = "Who may open the webhook's secret: age recipients (age1…), as `age-keygen` prints them."
  type        = list(string)
}

variable "instance" {
  description = "The CRN of the instance that the keys are in. The default is the emulator's: put yours in its place."
  type        = string
  default     = "crn:v1:bluemix:public:hs-crypto:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0002-4000-8000-00000000e001::"
}

provider "keysmith" {
  seal_to = var.recipients
  stack   = "shop/prod"
}

resource "keysmith_key_ring" "payments" {
  instance = var.instance
  name     = "payments"
}

resource "keysmith_root_key" "payments" {
  for_each = toset(["cards", "orders"])
  instance = var.instance
  name     = each.key
  key_ring = keysmith_key_ring.payments.name
  aliases  = [each.key]
  rotation { every = "P90D" }
}

resource "keysmith_standard_key" "webhook" {
  instance = var.instance
  name     = "webhook"
}

resource "keysmith_service_authorization" "buckets" {
  source { service = "cloud-object-storage" }
  target {
    instance = var.instance
    key      = keysmith_root_key.payments["orders"].id
  }
  roles = ["Reader"]
}

output "orders" {
  value = keysmith_root_key.payments["orders"].id
}
