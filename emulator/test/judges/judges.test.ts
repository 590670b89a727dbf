import { defaultIbm, defaultInstanceId, type Emulator } from "../../src";
import { goJudge, javaJudge, pythonJudge } from "./judge";
import { judged } from "./judged";

const options = {
  clock: "2026-01-01T00:00:00Z",
  ibm: { importKeyBits: 2048 },
  secrets: { "orders/db": "hunter2" },
};

const keyProtect = defaultIbm.keyProtect.split(":")[7] ?? "";

judged({
  title: "Key Protect by IBM",
  judge: goJudge("key-protect"),
  expected: {
    keys: 12,
    wrapping: 13,
    states: 16,
    policies: 8,
    "instance policies": 15,
    "rings and aliases": 8,
    registrations: 5,
    "import tokens": 8,
    refusals: 4,
  },
  options,
  args: ({ url }) => [url, keyProtect],
});

const atKms = {
  title: "KMS by Alibaba Cloud",
  expected: {
    "network rules": 6,
    policies: 6,
    "access points": 3,
    "client keys": 10,
    "look-ups": 4,
    refusals: 6,
  },
  options,
  args: ({ url }: Emulator) => [url, defaultInstanceId],
};

judged({ ...atKms, judge: pythonJudge("alibaba-kms") });

judged({ ...atKms, judge: javaJudge("alibaba-kms-java"), expected: { ...atKms.expected, keys: 8, secrets: 5 } });
