import type { Emulator, IbmRequestOptions } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import type { Call, KnownResource } from "./known-resource";

const DESTROYED = 5;

const instanceOf = (state: Values): string => String(state["instance"]).split(":")[7] ?? "";

async function ask(
  emulator: Emulator,
  method: string,
  path: string,
  options?: IbmRequestOptions,
): Promise<{ readonly status: number; readonly body: Values; readonly headers: Readonly<Record<string, string>> }> {
  const { status, headers, body } = await emulator.ibm.request(method, path, options);
  if (status >= 400 && status !== 404) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return { status, headers, body: (body ?? {}) as Values };
}

const keyPath = (state: Values): string => `/api/v2/keys/${String(state["keyId"])}`;

/** The instance that a program names, or the one that the environment says. */
const placeOf = ({ instance = "" }: Values): string => String(instance);

/** All keys of an instance are read with one list, and so are all of its rings. */
const listed = (operation: string, args: Values): Call => ({ operation, shared: placeOf(args) });

/** @param more what creating one costs beside the call that makes it */
const key = (...more: readonly Call[]): KnownResource => ({
  // What an earlier run has left is looked for.
  creating: (args) => [listed("listKeys", args), { operation: "createKey" }, ...more],
  reading: (args) => [listed("listKeys", args)],
  async exists(emulator, state) {
    const { status, body } = await ask(emulator, "GET", `${keyPath(state)}/metadata`, { instance: instanceOf(state) });
    const [found] = (body["resources"] ?? []) as readonly { readonly state: number }[];
    return status === 200 && found?.state !== DESTROYED;
  },
  async remove(emulator, state) {
    await ask(emulator, "DELETE", `${keyPath(state)}?force=true`, { instance: instanceOf(state) });
  },
  async agree(emulator, state) {
    if (state["dualAuthDelete"] !== true) return;
    await ask(emulator, "POST", `${keyPath(state)}/actions/setKeyForDeletion`, { instance: instanceOf(state) });
  },
  async drift(emulator, state) {
    const alias = `somebody-else-${String(state["keyId"])}`;
    await ask(emulator, "POST", `${keyPath(state)}/aliases/${alias}`, { instance: instanceOf(state) });
  },
});

const keyRing: KnownResource = {
  creating: () => [{ operation: "createKeyRing" }],
  reading: (args) => [listed("listKeyRings", args)],
  async exists(emulator, state) {
    const { body } = await ask(emulator, "GET", "/api/v2/key_rings", { instance: instanceOf(state) });
    const rings = body["resources"] as readonly { readonly id: string }[];
    return rings.some(({ id }) => id === state["name"]);
  },
  async remove(emulator, state) {
    await ask(emulator, "DELETE", `/api/v2/key_rings/${String(state["name"])}?force=true`, {
      instance: instanceOf(state),
    });
  },
};

const policyPath = (state: Values): string => `/v2/policies/${String(state["policyId"])}`;

const serviceAuthorization: KnownResource = {
  // Read until IAM knows it, which here is at once.
  creating: () => [
    { operation: "listPolicies", shared: "the account" },
    { operation: "createPolicy" },
    { operation: "getPolicy" },
  ],
  reading: () => [{ operation: "getPolicy" }],
  async exists(emulator, state) {
    const { status, body } = await ask(emulator, "GET", policyPath(state));
    return status === 200 && body["state"] === "active";
  },
  async remove(emulator, state) {
    await ask(emulator, "DELETE", policyPath(state));
  },
  async drift(emulator, state) {
    const { headers, body } = await ask(emulator, "GET", policyPath(state));
    const { type, subject, control, resource } = body;
    await ask(emulator, "PUT", policyPath(state), {
      headers: { "if-match": String(headers["etag"]) },
      body: { type, subject, control, resource, description: "changed by hand" },
    });
  },
};

const integrationPath = (state: Values): string =>
  `/apprapp/feature/v1/instances/${String(state["appConfig"])}/integrations/${String(state["integrationId"])}`;

const appConfigIntegration: KnownResource = {
  creating: () => [{ operation: "createIntegration" }],
  reading: () => [{ operation: "getIntegration" }],
  async exists(emulator, state) {
    return (await ask(emulator, "GET", integrationPath(state))).status === 200;
  },
  async remove(emulator, state) {
    await ask(emulator, "DELETE", integrationPath(state));
  },
};

const actionPath = (state: Values, action: string): string =>
  `/api/v2/keys/${String(state["key"]).split(":").pop()}/actions/${action}`;
const keyInstanceOf = (state: Values): string => String(state["key"]).split(":")[7] ?? "";

const wrappedKey: KnownResource = {
  creating: () => [{ operation: "wrapKey" }],
  reading: (args) => [listed("listKeys", args)],
  async exists(emulator, state) {
    const { ciphertext, aad } = state;
    const asked = { instance: keyInstanceOf(state), body: { ciphertext, aad } };
    return (await ask(emulator, "POST", actionPath(state, "unwrap"), asked)).status === 200;
  },
  // Somebody rotates the root key.
  async drift(emulator, state) {
    await ask(emulator, "POST", actionPath(state, "rotate"), { instance: keyInstanceOf(state) });
  },
};

/** A new resource of the vendor adds its line here. */
export const ibmResources: Readonly<Record<string, KnownResource>> = {
  RootKey: key(),
  // Only a get shows the secret that the service has made.
  StandardKey: key({ operation: "getKey" }),
  WrappedKey: wrappedKey,
  KeyRing: keyRing,
  ServiceAuthorization: serviceAuthorization,
  AppConfigIntegration: appConfigIntegration,
};
