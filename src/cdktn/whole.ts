// Made from src/cdktf/whole.ts by "npm run generate": edit that, not this.
import type { IConstruct } from "constructs";

/** Makes the rest of a construct; when that fails, nothing of the construct stays in the program. */
export function wholeOrGone<Result>({ node }: IConstruct, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    node.scope?.node.tryRemoveChild(node.id);
    throw error;
  }
}
