import { defaultIbm } from "keysmith-emulator";

export const KEY_ID = "11111111-1111-4111-8111-111111111111";

/** The CRN of a key in an instance. @param instance the CRN of the instance */
export function keyCrn(id: string = KEY_ID, instance: string = defaultIbm.keyProtect): string {
  return instance.replace(/::$/, `:key:${id}`);
}

/** The GUID in the CRN of an instance. */
export function guidOf(instance: string): string {
  return instance.split(":")[7] ?? "";
}

/** Lets App Configuration use one key. */
export const AUTHORIZATION = {
  source: { service: "apprapp", instance: defaultIbm.appConfig },
  target: { instance: defaultIbm.keyProtect, key: keyCrn() },
  roles: ["Reader"],
  label: "shop/prod/flags",
};
