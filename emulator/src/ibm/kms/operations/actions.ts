import { invalidQuery } from "../errors";
import type { KeyCall, KeyOperation } from "../operation";

/** An action on a key, with its two paths. */
export interface Action {
  /** `wrapKey` */
  readonly operation: string;
  /** The name in paths: `wrap`. */
  readonly name: string;
  readonly kind: KeyOperation["kind"];
  readonly action: string;
  readonly failure: string;
  /** Whether IBM Cloud Private has it, in the old form. */
  readonly icp?: true;
  readonly run: (call: KeyCall) => ReturnType<KeyOperation["run"]>;
}

/** An action's two forms: `/keys/{id}/actions/wrap`, and the old `/keys/{id}?action=wrap`. */
export function actionForms({ name, icp, ...rest }: Action): readonly KeyOperation[] {
  const common = { ...rest, method: "POST" } as const;
  return [
    { ...common, path: `/keys/{id}/actions/${name}` },
    { ...common, path: "/keys/{id}", query: { action: name }, ...(icp && { on: "everywhere" as const }) },
  ];
}

/** Any other action in the old form. */
export const unknownAction: KeyOperation = {
  operation: "keyAction",
  method: "POST",
  path: "/keys/{id}",
  kind: "read",
  action: "kms.secrets.read",
  failure: "Action could not be performed on key",
  on: "everywhere",
  run: () => {
    throw invalidQuery("action", "one of the actions on keys");
  },
};
