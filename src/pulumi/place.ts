import * as pulumi from "@pulumi/pulumi";

/** Properties of a resource that the SDK doesn't declare. They are stable: the SDK makes its own aliases from them. */
interface Placed {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Placed;
}

const STACK = "pulumi:pulumi:Stack";

/**
 * The place of a resource in its program, unique among those of its kind: its project, its stack, the components that
 * it is in, with their whole types, and its logical name.
 */
export function placeOf(logicalName: string, parent: pulumi.Resource | undefined): readonly string[] {
  return [pulumi.getProject(), pulumi.getStack(), ...ancestors(parent as Placed | undefined), logicalName];
}

function ancestors(resource: Placed | undefined): string[] {
  if (resource === undefined || resource.__pulumiType === STACK) return [];
  return [...ancestors(resource.__parentResource), `${resource.__pulumiType}:${resource.__name ?? ""}`];
}
