import { defaultIbm } from "keysmith-emulator";
import { MADE } from "../lifecycle/samples";
import { leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { ageKeyPair, type KeyPair } from "../terraform/engines/age";
import { dynamic } from "../terraform/protocol/grpc-client";
import type { Kind } from "../terraform/protocol/plugin-process";
import { environment } from "../terraform/stage";
import { product, recorded, Session, stored } from "./session";

const RULE = { name: "office", source_private_ips: ["10.20.0.0/16"] };
const POLICY = {
  name: "orders",
  kms_instance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceKeyUser"],
  keys: ["key-hzz0000000000000000000"],
  network_rules: ["office"],
};
/** Of the calls that are refused on purpose. */
const ERRORS = 14;
const KEY = { access_point: "orders-app", label: "shop/orders-app", rotation: { renew_before: "P30D" } };
const ROOT = { instance: defaultIbm.keyProtect, name: "payments", label: "shop/pay" };

/** The same calls for whoever answers them. */
async function play(session: Session, keys: KeyPair): Promise<void> {
  const block = { stack: "shop", seal_to: [keys.recipient] };
  await session.call("GetProviderSchema");
  await session.call("GetFunctions");
  await session.call("ValidateProviderConfig", { config: dynamic({ ...block, seal_to: ["age1nobody"] }) });
  await session.call("ReadResource", { type_name: "keysmith_policy", current_state: dynamic({ name: "early" }) });
  await session.call("ValidateProviderConfig", { config: dynamic(block) });
  await session.configure(block);
  await refused(session);
  const rule = await session.change("keysmith_network_rule", RULE);
  const policy = await session.change("keysmith_policy", POLICY);
  const point = await session.change("keysmith_access_point", { name: "orders-app", policies: ["orders"] });
  const key = await session.change("keysmith_client_key", KEY);
  const root = await session.change("keysmith_root_key", ROOT);
  await asked(session, String(recorded(key, "sealed")));
  for (const each of [rule, policy, point, key, root]) {
    await session.call("UpgradeResourceState", { type_name: each.type, version: 0, raw_state: stored(each) });
    await session.read(each);
  }
  // Each walk of an engine configures the provider anew.
  await session.configure(block);
  const wider = await session.change("keysmith_network_rule", { ...RULE, source_private_ips: ["10.0.0.0/8"] }, rule);
  const rotated = await session.change("keysmith_client_key", { ...KEY, rotation: { trigger: "now" } }, key);
  // What a run has changed, it doesn't delete.
  await session.configure(block);
  for (const each of [rotated, point, policy, wider, root]) await session.change(each.type, null, each);
  await session.read(policy);
  await session.call("StopProvider");
}

async function refused(session: Session): Promise<void> {
  await session.change("keysmith_network_rule", { name: "branch", source_private_ips: ["10.20.0.1/16"] });
  await session.change("keysmith_policy", { ...POLICY, name: "of nobody", kms_instance: "kst-nobody" });
  await session.call("ValidateResourceConfig", { type_name: "keysmith_nothing", config: dynamic({}) });
  await session.call("ValidateResourceConfig", { type_name: "keysmith_policy", config: dynamic({ nam: "a" }) });
  await session.call("PlanResourceChange", { type_name: "keysmith_policy", config: { msgpack: Buffer.of(0xc1) } });
  await session.call("UpgradeResourceState", { type_name: "keysmith_policy", raw_state: { json: Buffer.from("{") } });
}

/** Questions, imports and functions. */
async function asked(session: Session, sealed: string): Promise<void> {
  const keyring = { type_name: "keysmith_keys", config: dynamic({ instance: defaultIbm.keyProtect }) };
  await session.call("ValidateDataResourceConfig", keyring);
  await session.call("ReadDataSource", keyring);
  await session.call("ReadDataSource", {
    type_name: "keysmith_kms_instance",
    config: dynamic({ instance_id: "kst-nobody" }),
  });
  const opened = { type_name: "keysmith_opened", config: dynamic({ sealed }) };
  await session.call("ValidateEphemeralResourceConfig", opened);
  await session.call("OpenEphemeralResource", opened);
  await session.call("CallFunction", { name: "open", arguments: [dynamic(sealed), dynamic("no identity")] });
  await session.call("CallFunction", { name: "nothing", arguments: [] });
  await session.call("ImportResourceState", { type_name: "keysmith_policy", id: "orders" });
  await session.call("ImportResourceState", { type_name: "keysmith_client_key", id: "no/such/key" });
  await session.call("MoveResourceState", {
    source_provider_address: "registry.terraform.io/aliyun/alicloud",
    source_type_name: "alicloud_kms_policy",
    source_state: { json: Buffer.from('{"id":"orders","policy_name":"orders"}') },
    target_type_name: "keysmith_policy",
  });
}

/** What each run makes anew: ids of the service's, marks, keys, and what is encrypted. */
const BY_CHANCE: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN AGE[^"]*?END AGE ENCRYPTED FILE-----(\\n|\n)?/g, "(sealed)"],
  [/\(keysmith [0-9a-z]{13}:/g, "(keysmith (nonce):"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "(id)"],
];
const NAMES_BY_CHANCE =
  /"(PrivateKeyData|nonce|newNonce|inPlaceOf|not_before|not_after|seal|sealed|of|password|client_key_content)":"[^"]*"/g;

function withoutChance(value: unknown): string {
  let text = JSON.stringify(value).replaceAll('\\"', '"');
  for (const [found, stands] of BY_CHANCE) text = text.replaceAll(found, stands);
  return text.replaceAll(NAMES_BY_CHANCE, '"$1":"(by chance)"');
}

interface Answers {
  readonly calls: readonly string[];
  readonly texts: readonly string[];
}

async function answersOf(kind: Kind, keys: KeyPair): Promise<Answers> {
  const emulator = await startEmulator({ clock: MADE });
  const { file, remove } = product(kind);
  const env = { ...environment(emulator.url), KEYSMITH_AS_OF: MADE, KEYSMITH_AGE_IDENTITY: keys.identity };
  const session = await Session.open(file, env);
  try {
    await play(session, keys);
    expect(await session.end()).toBe(0);
    const texts = session.answers.map(({ answer }) => withoutChance(answer).replaceAll(emulator.url, "(url)"));
    return { calls: session.answers.map(({ call }) => call), texts };
  } finally {
    await session.kill();
    await emulator.close();
    remove();
  }
}

const inAll = leftToAll() ? describe.skip : describe;

inAll("the script on Node and the executable", () => {
  it("answer the same calls alike", async () => {
    const keys = await ageKeyPair();
    const [script, executable] = [await answersOf("script", keys), await answersOf("executable", keys)];
    expect(executable.calls).toEqual(script.calls);
    for (const [index, text] of script.texts.entries()) expect([index, executable.texts[index]]).toEqual([index, text]);
    // What was played went as it was meant to: each call is there, and what isn't meant to fail has not.
    expect(new Set(script.calls).size).toBe(17);
    expect(script.texts.filter((text) => text.includes('"ERROR"'))).toHaveLength(ERRORS);
  }, 240_000);
});
