import * as pulumi from "@pulumi/pulumi";

/** What the SDK keeps of a resource and doesn't declare. Stable: its own aliases are made from it. */
interface Placed {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Placed;
}

const STACK = "pulumi:pulumi:Stack";

/**
 * Where a resource is in its program, which no other of its kind is: its project, its stack, the components that it is in, with
 * their whole types, and its logical name.
 */
export function placeOf(logicalName: string, parent: pulumi.Resource | undefined): readonly string[] {
  return [pulumi.getProject(), pulumi.getStack(), ...ancestors(parent as Placed | undefined), logicalName];
}

function ancestors(resource: Placed | undefined): string[] {
  if (resource === undefined || resource.__pulumiType === STACK) return [];
  return [...ancestors(resource.__parentResource), `${resource.__pulumiType}:${resource.__name ?? ""}`];
}
