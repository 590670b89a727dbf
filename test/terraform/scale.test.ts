import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

const RULES = 200;
const POLICIES = 90;
/** Few, as it takes the emulator long to make one. */
const KEYS = 5;

const program = (recipient: string): string => `${head(`seal_to = ["${recipient}"]`)}
resource "keysmith_network_rule" "many" {
  count              = ${RULES}
  name               = "rule-\${count.index}"
  source_private_ips = ["10.0.\${count.index}.0/24"]
}
resource "keysmith_policy" "many" {
  count         = ${POLICIES}
  name          = "policy-\${count.index}"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceKeyUser"]
  keys          = ["key-hzz0000000000000000000"]
  network_rules = [keysmith_network_rule.many[count.index].name]
}
resource "keysmith_access_point" "many" {
  count    = ${KEYS}
  name     = "app-\${count.index}"
  policies = [keysmith_policy.many[count.index].name]
}
resource "keysmith_client_key" "many" {
  count        = ${KEYS}
  access_point = keysmith_access_point.many[count.index].name
}
`;

/** As many at once as engines do by default. */
const PARALLEL = "-parallelism=10";
const ALL = RULES + POLICIES + 2 * KEYS;

describeOnOne(
  `${ALL} resources, ten at once`,
  "terraform",
  (engine) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.open(engine, ({ recipient }) => program(recipient));
    }, 60_000);
    afterAll(() => stage?.close());

    story("cost one call each: to make, to read, to delete", (step) => {
      step("are made with one call each", async () => {
        const { done } = await stage.workspace.apply(PARALLEL);
        expect(Object.values(done)).toEqual(Array(ALL).fill("create"));
        const calls = await stage.calls();
        expect(calls.filter((operation) => operation.startsWith("Create"))).toHaveLength(ALL);
        expect(calls).toHaveLength(ALL);
      });

      step("are read with one call each, client keys with one for all, and found unchanged", async () => {
        expect(await stage.workspace.exitCode(PARALLEL)).toBe(0);
        expect(await stage.calls()).toHaveLength(ALL - KEYS + 1);
      });

      step("are deleted with one call each", async () => {
        await stage.workspace.apply("-destroy", "-refresh=false", PARALLEL);
        const calls = await stage.calls();
        expect(calls.filter((operation) => operation.startsWith("Delete"))).toHaveLength(ALL);
      });
    });
  },
  leftToAll,
);
