import { z } from "zod";
import { inputError } from "../../error";
import type { Instance } from "../instances";
import type { Lags } from "../lags";
import { IbmRefusal, type Keys, type StoredKey } from "../operation";
import { plainErrorBody } from "./error-body";
import { currentVersion, type KeyRecord, stateOf } from "./key";
import { KeyInstance } from "./key-instance";
import { settle } from "./settle";
import { keyCrn } from "./view";

export interface KeyServiceOptions {
  readonly instances: readonly Instance[];
  readonly lags: Lags;
  /** Size of the RSA key for secure imports. */
  readonly importKeyBits: number;
  /** Writes the state to the file after changes made outside a writing operation. */
  readonly save: () => void;
}

const byInstance = z.record(z.string(), z.unknown());

/** The key services: the instances of Key Protect, Hyper Protect Crypto Services and IBM Cloud Private. */
export class KeyService implements Keys {
  readonly importKeyBits: number;
  readonly #instances: ReadonlyMap<string, KeyInstance>;
  readonly #save: () => void;

  constructor({ instances, lags, importKeyBits, save }: KeyServiceOptions) {
    const holders = instances.filter(({ service }) => service !== "apprapp");
    this.#instances = new Map(holders.map((info) => [info.id, new KeyInstance(info, lags)]));
    this.importKeyBits = importKeyBits;
    this.#save = save;
  }

  /**
   * The instance that a header names.
   *
   * @param icp whether it must belong to IBM Cloud Private, or must not
   * @throws IbmRefusal when there is no such instance
   */
  instance(id: string | undefined, icp: boolean): KeyInstance {
    if (!z.guid().safeParse(id).success) {
      const header = icp ? "icp-instance" : "bluemix-instance";
      throw refusal(400, `Bad Request: the header ${header} has to be the GUID of an instance`);
    }
    const found = this.#instances.get(id ?? "");
    if (!found || icp !== (found.info.service === "icp")) throw refusal(404, "Not Found: there is no such instance");
    return found;
  }

  /** Brings an instance up to date at `now`. */
  settle(instance: KeyInstance, now: Date): void {
    if (settle(instance, now)) this.#save();
  }

  find(instanceId: string, keyId: string, now: Date): StoredKey | undefined {
    const instance = this.#instances.get(instanceId);
    if (!instance) return undefined;
    this.settle(instance, now);
    const key = instance.keys.get(keyId);
    if (!key) return undefined;
    const crn = instance.info.service === "icp" ? undefined : keyCrn(instance, key);
    return { id: key.id, crn, state: stateOf(key, now), extractable: key.extractable };
  }

  register(
    instanceId: string,
    keyId: string,
    registration: { resourceCrn: string; description: string; preventKeyDeletion: boolean },
    now: Date,
  ): void {
    const key = this.#key(instanceId, keyId);
    dropRegistration(key, registration.resourceCrn);
    const { resourceCrn, description, preventKeyDeletion } = registration;
    const stamp = { creationDate: now.toISOString(), keyVersion: currentVersion(key).id };
    key.registrations.push({ resourceCrn, description, preventKeyDeletion, ...stamp });
  }

  unregister(instanceId: string, keyId: string, resourceCrn: string): void {
    dropRegistration(this.#key(instanceId, keyId), resourceCrn);
  }

  snapshot(): unknown {
    return Object.fromEntries([...this.#instances].map(([id, instance]) => [id, instance.snapshot()]));
  }

  hidden(): unknown {
    return Object.fromEntries([...this.#instances].map(([id, instance]) => [id, instance.hidden()]));
  }

  /** Instances that the options no longer have are dropped. */
  restore(data: unknown, hidden: unknown = {}): void {
    const materials = byInstance.parse(hidden);
    for (const [id, part] of Object.entries(byInstance.parse(data))) {
      this.#instances.get(id)?.restore(part, materials[id] ?? {});
    }
  }

  #key(instanceId: string, keyId: string): KeyRecord {
    const key = this.#instances.get(instanceId)?.keys.get(keyId);
    if (!key) throw inputError(`there is no key ${keyId} in the instance ${instanceId}`);
    return key;
  }
}

function dropRegistration(key: KeyRecord, resourceCrn: string): void {
  key.registrations = key.registrations.filter((one) => one.resourceCrn !== resourceCrn);
}

/** An error without one of the service's reason codes. */
function refusal(status: number, message: string): IbmRefusal {
  return new IbmRefusal({
    status,
    body: plainErrorBody(message),
    errorCode: status === 404 ? "NOT_FOUND" : "BAD_REQUEST",
  });
}
