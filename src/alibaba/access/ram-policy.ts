/** A RAM policy in the form of the console and other tools. */
export interface RamPolicy {
  readonly Version: "1";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

/** Covers all objects of the account: creates have no object to name yet, and client keys have no resource name at all. */
export function ramPolicy(actions: readonly string[]): RamPolicy {
  return { Version: "1", Statement: [{ Effect: "Allow", Action: [...actions], Resource: ["*"] }] };
}
