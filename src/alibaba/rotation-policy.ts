import { lengthOf } from "../core/duration";
import type { Parameters } from "./api/client";

/** The service's own rotation, of the material of keys and of the values of managed secrets. */
export function rotationOf({ rotation: { every } }: { rotation: { every?: string | undefined } }): Parameters {
  if (every === undefined) return { EnableAutomaticRotation: "false" };
  return { EnableAutomaticRotation: "true", RotationInterval: `${lengthOf(every) / 1000}s` };
}
