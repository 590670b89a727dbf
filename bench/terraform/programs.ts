import { readFileSync } from "node:fs";

/** A network rule, a policy, an access point and a client key. */
export const standard = (): string => readFileSync("examples/terraform/standard/main.tf", "utf8");

/** The given number of network rules and nothing else. */
export function networkRules(count: number): string {
  return `
terraform {
  required_providers {
    keysmith = { source = "keysmith/keysmith" }
  }
}
provider "keysmith" {
  stack = "bench/fleet"
}
resource "keysmith_network_rule" "rule" {
  count              = ${count}
  name               = "rule-\${count.index}"
  source_private_ips = ["10.20.0.0/16"]
}
`;
}

/** The given number of resources that do nothing, of a type that is built into the engine. */
export function nothing(count: number): string {
  return `
resource "terraform_data" "nothing" {
  count = ${count}
  input = "nothing-\${count.index}"
}
`;
}
