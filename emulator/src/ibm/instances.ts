import { inputError } from "../error";
import type { IbmInstance, IbmInstanceKind } from "./options";

const account = "e0a1b2c3d4e5f60718293a4b5c6d7e8f";
const region = "us-south";

const crnOf = (service: string, id: string): string =>
  `crn:v1:bluemix:public:${service}:${region}:a/${account}:${id}::`;

const ids = {
  keyProtect: "0a1b0000-0001-4000-8000-00000000e001",
  keyProtectOther: "0a1b0000-0001-4000-8000-00000000e002",
  hpcs: "0a1b0000-0002-4000-8000-00000000e001",
  hpcsOther: "0a1b0000-0002-4000-8000-00000000e002",
  icp: "0a1b0000-0003-4000-8000-00000000e001",
  icpOther: "0a1b0000-0003-4000-8000-00000000e002",
  appConfig: "0a1b0000-0004-4000-8000-00000000e001",
  appConfigOther: "0a1b0000-0004-4000-8000-00000000e002",
};

/** IBM's instances from the start: two of each kind, so that moves between them can be tried. */
export const defaultIbm = {
  account,
  region,
  /** CRNs. */
  keyProtect: crnOf("kms", ids.keyProtect),
  keyProtectOther: crnOf("kms", ids.keyProtectOther),
  hpcs: crnOf("hs-crypto", ids.hpcs),
  hpcsOther: crnOf("hs-crypto", ids.hpcsOther),
  /** GUIDs. */
  icpInstanceId: ids.icp,
  icpInstanceIdOther: ids.icpOther,
  appConfig: ids.appConfig,
  appConfigOther: ids.appConfigOther,
  apiKey: "emulator",
} as const;

const defaults: readonly IbmInstance[] = [
  { service: "kms", id: ids.keyProtect },
  { service: "kms", id: ids.keyProtectOther },
  { service: "hs-crypto", id: ids.hpcs },
  { service: "hs-crypto", id: ids.hpcsOther },
  { service: "icp", id: ids.icp },
  { service: "icp", id: ids.icpOther },
  { service: "apprapp", id: ids.appConfig },
  { service: "apprapp", id: ids.appConfigOther },
];

/** An instance with its defaults filled in. */
export interface Instance {
  readonly service: IbmInstanceKind;
  readonly id: string;
  readonly region: string;
  readonly account: string;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The default instances and those of the options. @throws EmulatorError when an id is not a UUID in lower case */
export function seedInstances(more: readonly IbmInstance[] = []): readonly Instance[] {
  const wrong = more.find(({ id }) => !GUID.test(id));
  if (wrong) throw inputError(`ibm.instances: "${wrong.id}" is no UUID in lower case`);
  return [...defaults, ...more].map((one) => ({ ...one, region: one.region ?? region, account }));
}

/** The GUID of the default instance of a kind. */
export function defaultIdOf(service: IbmInstanceKind): string {
  return defaults.find((one) => one.service === service)?.id ?? "";
}
