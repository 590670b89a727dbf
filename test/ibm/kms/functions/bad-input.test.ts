import { defaultIbm } from "keysmith-emulator";
import type { FunctionDefinition } from "../../../../src/core/function";
import { countKeys, getKey, listKeys } from "../../../../src/ibm/kms/functions/keys";
import { rotateRootKey } from "../../../../src/ibm/kms/functions/rotate-root-key";
import { rewrap, unwrap, wrap } from "../../../../src/ibm/kms/functions/wrapping";
import { problemsOf } from "../../iam/authorization/bench";
import { KEY_ID, keyCrn } from "../../iam/authorization/samples";

const KMS = { instance: defaultIbm.keyProtect };
const ICP = { service: "icp", url: "https://icp.example.com:8443", instanceId: defaultIbm.icpInstanceId };
const KEY = { ...KMS, key: "payments" };
const bytes = (count: number): string => Buffer.alloc(count, 7).toString("base64");

describe("bad input of a function", () => {
  it.each<[string, FunctionDefinition, object, string]>([
    ["no instance", listKeys, {}, "instance: is missing"],
    [
      "an instance of another service",
      countKeys,
      { instance: keyCrn().replace(":kms:", ":is:") },
      "instance: .*of the service is",
    ],
    ["an unknown state", listKeys, { ...KMS, states: ["actve"] }, "states\\[0\\]: .*did you mean active\\?"],
    [
      "a filter beside states",
      listKeys,
      { ...KMS, filter: "state=1", states: ["active"] },
      "filter: can't be given together",
    ],
    [
      "a filter beside extractable",
      countKeys,
      { ...KMS, filter: "state=1", extractable: true },
      "filter: can't be given",
    ],
    ["an unknown order", listKeys, { ...KMS, sort: "-name" }, "sort: .*can't be sorted by: give id, state"],
    ["a key ring that is none", listKeys, { ...KMS, keyRing: "a b" }, "keyRing: .*not a name of a key ring"],
    ["a search on IBM Cloud Private", listKeys, { ...ICP, search: "x" }, "search: .*IBM Cloud Private doesn't search"],
    ["an order on IBM Cloud Private", listKeys, { ...ICP, sort: "id" }, "sort: .*IBM Cloud Private doesn't search"],
    [
      "a filter on IBM Cloud Private",
      countKeys,
      { ...ICP, filter: "state=1" },
      "filter: .*IBM Cloud Private doesn't search",
    ],
    [
      "a key ring on IBM Cloud Private",
      listKeys,
      { ...ICP, keyRing: "ring" },
      "keyRing: .*IBM Cloud Private has no key rings",
    ],
    ["no key", getKey, KMS, "key: is missing"],
    ["no instance for an alias", getKey, { key: "payments" }, "instance: is missing"],
    ["an alias that is none", getKey, { ...KMS, key: "my key" }, "key: .*neither the id, the alias nor the CRN"],
    ["a CRN of no key", getKey, { key: defaultIbm.keyProtect }, "key: .*is not the CRN of a key"],
    ["a CRN of another service", wrap, { key: keyCrn().replace(":kms:", ":is:") }, "key: .*of the service is"],
    [
      "an alias on IBM Cloud Private",
      getKey,
      { ...ICP, key: "payments" },
      'key: "payments" is not the id of a key, and IBM Cloud Private has no aliases',
    ],
    [
      "127 texts",
      wrap,
      { ...KEY, aad: Array.from({ length: 127 }, String) },
      "aad: has 127 items: at most 126 are allowed",
    ],
    [
      "a text of 256 characters",
      unwrap,
      { ...KEY, ciphertext: "abc", aad: ["x".repeat(256)] },
      "aad\\[0\\]: .*256 characters: 0 to 255",
    ],
    ["a ciphertext that is none", unwrap, { ...KEY, ciphertext: "a b" }, "ciphertext: .*not a ciphertext"],
    ["no ciphertext", rewrap, KEY, "ciphertext: is missing"],
    [
      "rewrapping on IBM Cloud Private",
      rewrap,
      { ...ICP, key: KEY_ID, ciphertext: "abc" },
      ": IBM Cloud Private can't rewrap: unwrap, and wrap again",
    ],
    [
      "a plaintext of 4097 bytes",
      wrap,
      { ...KEY, plaintext: bytes(4097) },
      "plaintext: the given value has 4097 bytes: at most 4096",
    ],
    [
      "material of the wrong size",
      rotateRootKey,
      { ...KEY, payload: bytes(20) },
      "payload: the given value has 20 bytes: 16, 24, 32 are allowed",
    ],
    [
      "material of the wrong size by CRN",
      rotateRootKey,
      { key: keyCrn(), payload: bytes(48) },
      "payload: the given value has 48 bytes: 16, 24, 32",
    ],
    [
      "material of the wrong size on IBM Cloud Private",
      rotateRootKey,
      { ...ICP, key: KEY_ID, payload: bytes(16) },
      "payload: the given value has 16 bytes: 32, 48, 64",
    ],
    // The token of IBM Cloud was sent to the cluster.
    [
      "a key's CRN beside a cluster of IBM Cloud Private",
      wrap,
      { ...ICP, instanceId: keyCrn().split(":")[7], key: keyCrn() },
      "service: icp contradicts the key, whose CRN says kms",
    ],
    [
      "a key's CRN beside another GUID",
      wrap,
      { ...ICP, service: "kms", instanceId: "99999999-9999-4999-8999-999999999999", key: keyCrn() },
      "instanceId: 99999999-.* contradicts the key",
    ],
    ["plain http elsewhere", listKeys, { ...ICP, url: "http://icp.example.com" }, "url: .*is plain http"],
    ["a url with a path", listKeys, { ...ICP, url: "https://icp.example.com/kms" }, "url: .*more than scheme"],
    ["a url with a query", listKeys, { ...ICP, url: "https://icp.example.com?a=b" }, "url: .*more than scheme"],
    [
      "a url with a password",
      listKeys,
      { ...ICP, url: "https://u:hidden@icp.example.com" },
      "^url: the given value holds",
    ],
    ["a CRN without a region", listKeys, { instance: KMS.instance.replace("us-south", "") }, "leaves out the region"],
    [
      "a CRN without an account",
      listKeys,
      { instance: KMS.instance.replace(/a\/[^:]*/, "") },
      "leaves out the account",
    ],
    ["a CRN without a GUID", listKeys, { instance: KMS.instance.replace(/:[^:]*::$/, ":::") }, "leaves out the GUID"],
    // Advised to leave service out, which is no help on IBM Cloud Private.
    [
      "IBM Cloud Private with the setting's instance",
      listKeys,
      { ...KMS, service: "icp", url: ICP.url },
      "service: .*is given by instanceId and url.*KEYSMITH_IBM_INSTANCE",
    ],
    ["IBM Cloud Private without a GUID", listKeys, { service: "icp", url: ICP.url }, "instanceId: is missing"],
    [
      "both a CRN and a GUID",
      listKeys,
      { ...KMS, service: "kms", instanceId: defaultIbm.icpInstanceId },
      "instanceId: can't be given together with instance",
    ],
  ])("%s is refused, with the field and what is allowed", (_, fn, given, message) => {
    expect(problemsOf(fn, { ...given })).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, FunctionDefinition, string]>([
    ["a plaintext", wrap, "plaintext"],
    ["material", rotateRootKey, "payload"],
  ])("never repeats %s", (_, fn, name) => {
    for (const value of ["secret word", "c2VjcmV0", ["c2VjcmV0IHdvcmQ="]]) {
      const problems = problemsOf(fn, { ...KEY, [name]: value });
      expect(problems.join()).not.toMatch(/secret word|c2VjcmV0/);
    }
    expect(problemsOf(fn, { ...KEY, [name]: "secret word" })).toEqual([
      expect.stringMatching(/the given value is not base64/),
    ]);
  });
});

describe("good input of a function", () => {
  it.each<[string, FunctionDefinition, object]>([
    ["a key's CRN, which says where it is", getKey, { key: keyCrn() }],
    ["a key's CRN beside another instance", getKey, { instance: defaultIbm.keyProtectOther, key: keyCrn() }],
    ["a key's id on IBM Cloud Private", wrap, { ...ICP, key: KEY_ID }],
    ["126 texts of 255 characters", wrap, { ...KEY, aad: Array.from({ length: 126 }, () => "x".repeat(255)) }],
    ["4096 bytes", wrap, { ...KEY, plaintext: bytes(4096) }],
    ["several orders", listKeys, { ...KMS, sort: "state,-creationDate" }],
    ["states on IBM Cloud Private", countKeys, { ...ICP, states: ["active"], extractable: false }],
  ])("takes %s", (_, fn, given) => {
    expect(problemsOf(fn, { ...given })).toEqual([]);
  });
});
