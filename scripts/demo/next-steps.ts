import type { EngineKind, Stage } from "./engine";

const PAGES = "docs/reference/README.md has a page for each resource";

export function pulumiSteps({ accountVariables }: Stage, program: string): readonly string[] {
  return [
    "npm install keysmith @pulumi/pulumi   # there is no plugin to install",
    `export ${accountVariables}`,
    `pulumi up                             # ${program}/index.ts is a program to start from`,
    `docs/pulumi.md has more; ${PAGES}.`,
  ];
}

/** @param command `terraform` or `tofu` */
export function hclSteps({ accountVariables, makesSecrets }: Stage, command: string, program: string): string[] {
  const keys = "age-keygen -o operators.key       # prints the recipient for `seal_to`; the file opens the secrets";
  return [
    `npx keysmith provider install     # puts the provider where ${command} looks, and prints the required_providers block`,
    ...(makesSecrets ? [keys] : []),
    `export ${accountVariables}`,
    `${`${command} init && ${command} apply`.padEnd(33)} # ${program}/main.tf is a program to start from`,
    `docs/terraform.md has more; ${PAGES}.`,
  ];
}

/** For the demo without an infrastructure tool. @param demo the command that tells the story again */
export function directSteps(kinds: readonly EngineKind[], demo: string): readonly string[] {
  return [
    "Your own project needs one of these tools:",
    ...kinds.map(({ title, install }) => `  ${title}: ${install}`),
    `Then \`${demo}\` tells this story on it, and how to go on. In short:`,
    "  Pulumi:               npm install keysmith @pulumi/pulumi && pulumi up",
    "  OpenTofu, Terraform:  npx keysmith provider install && tofu init && tofu apply",
    `Programs to begin with are in examples/; ${PAGES}.`,
  ];
}
