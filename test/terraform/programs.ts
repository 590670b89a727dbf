import type { KeyPair } from "./engines/age";

/** What every configuration begins with. @param provider the provider's block, in which the stack is called `shop` where it doesn't say */
export function head(provider: string): string {
  const stack = /^\s*stack\b/m.test(provider) ? "" : 'stack = "shop"';
  return `
terraform {
  required_providers {
    keysmith = { source = "keysmith/keysmith" }
  }
}
provider "keysmith" {
  ${provider}
  ${stack}
}
`;
}

/** What the orders application may do, as the standard example has it, and its credential. */
export interface Standard {
  /** The provider's block. */
  readonly provider: string;
  /** Of the client key, beside its label and the access point. */
  readonly key?: string;
  readonly description?: string;
  /** More, at the end. */
  readonly more?: string;
}

/** A network rule, a policy, an access point and a client key, each called `orders`. */
export function standard({
  provider,
  key = 'rotation {\n renew_before = "P30D"\n overlap = "P7D"\n}',
  description = "Orders",
  more = "",
}: Standard): string {
  return `${head(provider)}
resource "keysmith_network_rule" "orders" {
  name               = "office"
  source_private_ips = ["10.20.0.0/16"]
}
resource "keysmith_policy" "orders" {
  name          = "orders"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]
  keys          = ["key-hzz0000000000000000000"]
  secrets       = ["orders/*"]
  network_rules = [keysmith_network_rule.orders.name]
  description   = "${description}"
}
resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}
resource "keysmith_client_key" "orders" {
  label        = "shop/orders-app"
  access_point = keysmith_access_point.orders.name
  ${key}
}
${more}
`;
}

/** The same with nothing out of the ordinary. */
export function sealedStandard(
  { recipient }: Pick<KeyPair, "recipient">,
  rest: Omit<Standard, "provider"> = {},
): string {
  return standard({ provider: `seal_to = ["${recipient}"]`, ...rest });
}

export const KEY = "keysmith_client_key.orders";
export const POLICY = "keysmith_policy.orders";
