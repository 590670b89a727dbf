/** A RAM policy, as the console and other tools take it. */
export interface RamPolicy {
  readonly Version: "1";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

/** For all objects of the account: creates have none to name yet, and client keys have no resource name at all. */
export function ramPolicy(actions: readonly string[]): RamPolicy {
  return { Version: "1", Statement: [{ Effect: "Allow", Action: [...actions], Resource: ["*"] }] };
}
