import { goStruct, readOptionalBody } from "../body";
import { invalidQuery, payloadRequired, rotationNotPermitted } from "../errors";
import { rootKeyIn } from "../found";
import { active, deactivated, type KeyRecord } from "../key";
import { type GivenMaterial, generate, givenMaterial, isSealed, materialFields } from "../material";
import type { KeyCall } from "../operation";
import { rotateAt } from "../settle";
import { betweenRotations, plus } from "../times";
import { type Action, actionForms } from "./actions";

const rotateSchema = goStruct(materialFields);
const rotateSchema2019 = goStruct({ payload: materialFields.payload });

const rotate: Action = {
  operation: "rotateKey",
  name: "rotate",
  kind: "write",
  action: "kms.secrets.rotate",
  failure: "Key could not be rotated",
  icp: true,
  run: (call) => {
    const { instance, now, request } = call;
    const given = readOptionalBody(request, instance.flavour.is2019 ? rotateSchema2019 : rotateSchema);
    const key = rootKeyIn(call, instance.flavour.rotatesExpired ? [active, deactivated] : [active]);
    checkPause(key, now);
    rotateAt(instance, key, now, newMaterial(call, key, given));
    return { status: 204 };
  },
};

export const rotateOperations = actionForms(rotate);

/** The first rotation may come at any time, each later one an hour after the last. */
function checkPause({ lastRotateDate }: KeyRecord, now: Date): void {
  if (lastRotateDate !== undefined && now < plus(lastRotateDate, betweenRotations)) throw rotationNotPermitted();
}

/** An imported key needs material, and a generated key takes none. */
function newMaterial(call: KeyCall, key: KeyRecord, given: GivenMaterial): Buffer {
  const brings = given.payload !== undefined || isSealed(given);
  if (!key.imported && brings) throw invalidQuery("action", "rotate without a payload, as the key was generated");
  if (!key.imported) return generate();
  const material = givenMaterial(call, given, false);
  if (!material) throw payloadRequired();
  return material;
}
