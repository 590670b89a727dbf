import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm } from "keysmith-emulator";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { Stage } from "./stage";

// Credentials in the provider's block, on the real engine.

const ARN = "acs:ram::1000000000000001:role/keysmith";
const PROVIDER = "acs:ram::1000000000000001:oidc-provider/pipelines";
const USER = { id: "LTAI-of-the-user", secret: "s3cr3t-k3y-0f-the-user" };
const TOKEN = ["{}", JSON.stringify({ exp: 4_000_000_000, sub: "t0k3n-of-the-pipeline" }), "c2lnbmF0dXJl"]
  .map((part, index) => (index === 1 ? Buffer.from(part).toString("base64url") : "e30"))
  .join(".");
const REQUIRED = 'terraform {\n required_providers {\n  keysmith = { source = "keysmith/keysmith" }\n }\n}\n';
/** The engine keeps ephemeral ones nowhere. */
const VARIABLES = ["access_key", "secret_key", "token"].map(
  (name) => `variable "${name}" {\n type = string\n ephemeral = true\n}\n`,
);
const RULE =
  'resource "keysmith_network_rule" "office" {\n name = "office"\n source_private_ips = ["10.0.0.0/24"]\n}\n';
const CHAIN = `${RULE}resource "keysmith_policy" "orders" {
 name          = "orders"
 kms_instance  = "kst-hzz0000000000emulator"
 permissions   = ["CryptoServiceKeyUser"]
 keys          = ["key-hzz0000000000000000000"]
 network_rules = [keysmith_network_rule.office.name]
}
resource "keysmith_access_point" "orders" {
 name     = "orders"
 policies = [keysmith_policy.orders.name]
}
resource "keysmith_client_key" "orders" {
 access_point = keysmith_access_point.orders.name
}
`;
const BY_KEY = "access_key = var.access_key\n  secret_key = var.secret_key";
const OPTIONS = {
  credentials: [{ accessKeyId: USER.id, accessKeySecret: USER.secret, actions: ["*"] }],
  roles: [{ arn: ARN, oidc: [{ providerArn: PROVIDER }] }],
};
const NO_ENVIRONMENT = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" };
const BY_VARIABLES = { TF_VAR_access_key: USER.id, TF_VAR_secret_key: USER.secret, TF_VAR_token: TOKEN };

describeOnOne(
  "credentials in the provider's block",
  "terraform",
  (engine) => {
    let stage: Stage;
    const logs = mkdtempSync(path.join(tmpdir(), "keysmith-logs-"));
    const log = path.join(logs, "trace.log");

    const program = (recipient: string, alibaba: string, rest: string): string =>
      `${REQUIRED}${VARIABLES.join("")}provider "keysmith" {\n stack = "shop"\n seal_to = ["${recipient}"]\n${
        alibaba ? ` alibaba {\n  ${alibaba}\n }\n` : ""
      }}\n${rest}`;
    const write = (alibaba: string, rest: string): void => stage.write(program(stage.keys.recipient, alibaba, rest));
    const refused = async (alibaba: string): Promise<string> => {
      write(alibaba, CHAIN);
      await stage.calls();
      const { exitCode, shown } = await stage.workspace.run(["plan"]);
      expect(exitCode).toBe(1);
      expect(await stage.calls()).toEqual([]);
      return shown;
    };

    // A process of its own, as users have it: what it logs, it logs itself.
    beforeAll(async () => {
      const options = { ...OPTIONS, spawned: true, env: { ...BY_VARIABLES, TF_LOG: "trace", TF_LOG_PATH: log } };
      stage = await Stage.open(engine, ({ recipient }) => program(recipient, "", CHAIN), options);
    });
    afterAll(async () => {
      await stage?.close();
      rmSync(logs, { recursive: true });
    });

    story("take the place of the environment's", (step) => {
      step("after an apply with an access key of the environment", async () => {
        write("", CHAIN);
        await stage.workspace.apply();
        expect(await stage.workspace.exitCode()).toBe(0);
      });

      step("with no change where they come into the block", async () => {
        stage.workspace.setEnv(NO_ENVIRONMENT);
        write(BY_KEY, CHAIN);
        await stage.emulator.clearCalls();
        expect(await stage.workspace.exitCode()).toBe(0);
        const keys = new Set((await stage.emulator.calls()).map(({ accessKeyId }) => accessKeyId));
        expect([...keys]).toEqual([USER.id]);
      });

      step("and with none where a role comes on top, by one session a run", async () => {
        write(`${BY_KEY}\n  assume_role {\n   role_arn = "${ARN}"\n   session_name = "pipeline"\n  }`, CHAIN);
        await stage.emulator.clearCalls();
        expect(await stage.workspace.exitCode()).toBe(0);
        const calls = await stage.emulator.calls();
        expect(calls.filter(({ operation }) => operation === "AssumeRole")).toHaveLength(1);
        expect(calls.filter(({ accessKeyId }) => !accessKeyId?.startsWith("STS."))).toHaveLength(1);
      });

      step("and a rotation goes by the role", async () => {
        await stage.at("2026-12-10T00:00:00Z");
        const plan = path.join(stage.workspace.root, "rotation.tfplan");
        await stage.workspace.plan(`-out=${plan}`);
        await stage.emulator.clearCalls();
        expect((await stage.workspace.apply(plan)).done).toEqual({ "keysmith_client_key.orders": "update" });
        const writes = (await stage.emulator.calls()).filter(({ operation }) => operation === "CreateClientKey");
        expect(writes.map(({ accessKeyId }) => accessKeyId)).toEqual([expect.stringMatching(/^STS\./)]);
      });

      step("or by a token of an identity provider", async () => {
        write(
          `assume_role_with_oidc {\n   oidc_provider_arn = "${PROVIDER}"\n   oidc_token = var.token\n   role_arn = "${ARN}"\n   session_expiration = 900\n  }`,
          CHAIN,
        );
        await stage.emulator.clearCalls();
        expect(await stage.workspace.exitCode()).toBe(0);
        const [first] = await stage.emulator.calls();
        expect(first).toMatchObject({ operation: "AssumeRoleWithOIDC", parameters: { DurationSeconds: "900" } });
      });

      step("and nothing that the run left or printed has one in it", () => {
        const text = readFileSync(log, "utf8");
        // The engine tells the provider what to configure in its own log; ours has nothing of it.
        expect(text).toContain("keysmith");
        const secrets = [USER.secret, TOKEN];
        const state = stage.workspace.stateText();
        const bytes = [...state.matchAll(/"private": "([^"]+)"/g)].map(([, text = ""]) => Buffer.from(text, "base64"));
        expect(bytes.length).toBeGreaterThan(0);
        const texts = { printed: stage.workspace.printed(), state, private: bytes.join("\n") };
        expect(findSecrets(secrets, [...stage.workspace.files(), log], texts)).toEqual([]);
      });

      step("and one that is known only when the engine applies is needed where something is recorded", async () => {
        const later = 'resource "terraform_data" "key" {\n input = "known-later"\n}\n';
        write("access_key = var.access_key\n  secret_key = terraform_data.key.output", `${CHAIN}${later}`);
        await stage.calls();
        const { shown } = await stage.workspace.run(["plan"]);
        expect(shown).toContain("alibaba.secret_key` is not known yet, and is needed to ask the service");
        expect(await stage.calls()).toEqual([]);
      });
    });

    story("of IBM take the place of the environment's", (step) => {
      const KEY = 'resource "keysmith_root_key" "payments" {\n name = "payments"\n}\n';
      const ibm = (block: string, rest: string): string =>
        program(ibmStage.keys.recipient, `}\n ibm {\n  ${block}`, rest);
      let ibmStage: Stage;
      beforeAll(async () => {
        const open = ({ recipient }: { readonly recipient: string }): string => program(recipient, "", KEY);
        ibmStage = await Stage.open(engine, open, OPTIONS);
        ibmStage.workspace.setEnv(BY_VARIABLES);
      });
      afterAll(() => ibmStage?.close());

      step("by an API key, with no change", async () => {
        await ibmStage.workspace.apply();
        ibmStage.setEnv({ IBMCLOUD_API_KEY: "" });
        ibmStage.write(ibm(`api_key = "${defaultIbm.apiKey}"`, KEY));
        expect(await ibmStage.workspace.exitCode()).toBe(0);
      });

      step("by a trusted profile and the token of the compute resource, whatever key the environment has", async () => {
        ibmStage.setEnv({ IBMCLOUD_API_KEY: "of somebody else" });
        ibmStage.write(ibm('profile = "Profile-emulator"\n  cr_token = var.token', KEY));
        expect(await ibmStage.workspace.exitCode()).toBe(0);
      });

      step("by a profile that is assumed with a key", async () => {
        ibmStage.write(ibm(`api_key = "${defaultIbm.apiKey}"\n  assumed_profile = "Profile-emulator"`, KEY));
        await ibmStage.calls();
        expect(await ibmStage.workspace.exitCode()).toBe(0);
        expect((await ibmStage.calls()).filter((operation) => operation === "getToken")).toHaveLength(2);
      });
    });

    it("may be known only when the engine applies, where all is yet to be made", async () => {
      const other = await Stage.open(engine, ({ recipient }) => program(recipient, "", ""), {
        ...OPTIONS,
        env: NO_ENVIRONMENT,
      });
      const block = "access_key = terraform_data.key.output[0]\n  secret_key = terraform_data.key.output[1]";
      const key = `resource "terraform_data" "key" {\n input = ${JSON.stringify([USER.id, USER.secret])}\n}\n`;
      try {
        other.workspace.setEnv(BY_VARIABLES);
        other.write(program(other.keys.recipient, block, `${RULE}${key}`));
        expect((await other.workspace.apply()).done).toEqual({
          "keysmith_network_rule.office": "create",
          "terraform_data.key": "create",
        });
        expect((await other.emulator.calls()).map(({ accessKeyId }) => accessKeyId)).toContain(USER.id);
      } finally {
        await other.close();
      }
    }, 120_000);

    story("are refused before anything is sent", (step) => {
      step("in part", async () => {
        expect(await refused("access_key = var.access_key")).toContain(
          "alibaba.secret_key: is missing: access_key is given",
        );
      });

      step("twice", async () => {
        const shown = await refused(`${BY_KEY}\n  profile = "production"`);
        expect(shown).toContain("alibaba.profile: can't be given together with access_key");
      });

      step("where they would go to another host in clear", async () => {
        const shown = await refused('credentials_uri = "http://credentials.example.com/t0k3n-in-the-path"');
        expect(shown).toContain("alibaba.credentials_uri: the given value is not https");
        expect(shown).not.toContain("t0k3n-in-the-path");
      });

      step("under a misspelt name", async () => {
        expect(await refused(`${BY_KEY}\n  assume_role {\n   role_arm = "${ARN}"\n  }`)).toContain("role_arm");
      });

      step("without a role to assume", async () => {
        expect(await refused(`${BY_KEY}\n  assume_role {\n  }`)).toContain("role_arn");
      });

      step("two of IBM's", async () => {
        const block = `}\n ibm {\n  api_key = "${defaultIbm.apiKey}"\n  bearer_token = "t"`;
        expect(await refused(block)).toContain("ibm.bearer_token: can't be given together with api_key");
      });
    });
  },
  leftToAll,
);
