/** The parts of a URN, `urn:pulumi:<stack>::<project>::<parent>$<type>::<name>`. Names may hold colons. */
export interface ResourceName {
  readonly type: string;
  /** Project, stack, the types of the components that it is in, and its logical name: unique for its type. */
  readonly place: readonly string[];
}

const START = "urn:pulumi:";

export function resourceName(urn: string): ResourceName {
  const [stack = "", project = "", qualified = "", ...name] = urn.slice(START.length).split("::");
  const types = qualified.split("$");
  const type = types.at(-1) ?? "";
  return { type, place: [project, stack, ...types.slice(0, -1), name.join("::")] };
}
