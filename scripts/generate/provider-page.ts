import type { Vendor } from "../../src/core/definition";
import { Expression, hclBlock } from "../../src/terraform/hcl";
import { PROVIDER, SOURCE } from "../../src/terraform/names";
import { OPEN, OPENED, openedSchema, openSignature } from "../../src/terraform/opened";
import { providerSchema } from "../../src/terraform/provider-block";
import { codeBlock } from "./markdown";
import { attributeTable } from "./terraform-section";

const REQUIRED = `terraform {
  required_providers {
    ${PROVIDER} = {
      source = "${SOURCE}"
    }
  }
}
`;

/** The page of the provider block in HCL programs, and of everything that belongs to no resource. */
export function providerPage(vendors: readonly Vendor[]): string {
  return [
    "# The provider for Terraform and OpenTofu\n",
    "How it is installed, and how it keeps secrets, is described in [Terraform and OpenTofu](../terraform.md). The whole block is optional. Without it a plan that would make a secret is refused, and the environment says how the services are reached.\n",
    codeBlock(
      "hcl",
      `${REQUIRED}\n${hclBlock(`provider "${PROVIDER}"`, { stack: "shop/prod", seal_to: new Expression("var.recipients") })}`,
    ),
    attributeTable(providerSchema(vendors).attributes),
    ...openedPart(),
    ...functionPart(),
  ].join("\n");
}

function openedPart(): string[] {
  const example = hclBlock(`ephemeral "${OPENED}" "example"`, { sealed: new Expression("var.sealed") });
  return [
    `## Ephemeral resource \`${OPENED}\`\n`,
    `${openedSchema.description} Terraform 1.10 or OpenTofu 1.11, or newer.\n`,
    codeBlock("hcl", example),
    attributeTable(openedSchema.attributes),
  ];
}

function functionPart(): string[] {
  const { description, parameters } = openSignature;
  const call = `provider::${PROVIDER}::${OPEN}(${parameters.map(({ name }) => name).join(", ")})`;
  return [`## Function \`${call}\`\n`, `${description}\n`];
}
