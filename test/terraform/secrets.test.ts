import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { entriesOf } from "../support/zip";
import { describeTerraform, needsWriteOnly, type TerraformEngine } from "./engines";
import type { KeyPair } from "./engines/age";
import { head } from "./programs";
import { Stage } from "./stage";

/** What people hand over; nobody could guess it, so that it can be searched for. */
const PASSWORD = `Pw-${randomBytes(12).toString("hex")}`;
const MATERIAL = randomBytes(32).toString("base64");
const STANDARD_MATERIAL = randomBytes(32).toString("base64");

/** Of the run itself: the URI that credentials come from answers them, and every request carries the token. */
const SESSION = {
  accessKeyId: "STS.emulator",
  accessKeySecret: randomBytes(20).toString("hex"),
  securityToken: randomBytes(40).toString("hex"),
};

/** All that makes Node, a library or the engine write a log. */
const LOGS = {
  TF_LOG: "trace",
  DEBUG: "*",
  NODE_DEBUG: "*",
  GRPC_TRACE: "all",
  GRPC_VERBOSITY: "DEBUG",
  BUN_CONFIG_VERBOSE_FETCH: "curl",
};

const SEALED = ["keysmith_client_key.given", "keysmith_client_key.made", "keysmith_standard_key.made"];

/** For the engine, which keeps ephemeral variables nowhere. */
const VARIABLES = { password: PASSWORD, material: MATERIAL, standard_material: STANDARD_MATERIAL };

/** Every kind of secret input and output. @param version of those that are handed over */
function program(provider: string, version: number): string {
  return `${head(provider)}${Object.keys(VARIABLES).map(ephemeralVariable).join("")}
resource "keysmith_policy" "orders" {
  name         = "orders"
  kms_instance = "kst-hzz0000000000emulator"
  permissions  = ["CryptoServiceKeyUser"]
  keys         = ["key-hzz0000000000000000000"]
}
resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}
resource "keysmith_client_key" "made" {
  access_point = keysmith_access_point.orders.name
  rotation { trigger = "${version}" }
}
resource "keysmith_access_point" "given" {
  name     = "billing-app"
  policies = [keysmith_policy.orders.name]
}
resource "keysmith_client_key" "given" {
  access_point        = keysmith_access_point.given.name
  password_wo         = var.password
  password_wo_version = ${version}
}
resource "keysmith_root_key" "imported" {
  name               = "imported"
  payload_wo         = var.material
  payload_wo_version = 1
}
resource "keysmith_standard_key" "made" {
  name = "made"
}
resource "keysmith_standard_key" "given" {
  name               = "given"
  payload_wo         = var.standard_material
  payload_wo_version = 1
}
output "sealed" {
  value     = [keysmith_client_key.made.sealed, keysmith_standard_key.made.sealed]
  sensitive = true
}
output "everything" {
  value     = [keysmith_client_key.given, keysmith_standard_key.given, keysmith_root_key.imported]
  sensitive = true
}
`;
}

function ephemeralVariable(name: string): string {
  return `
variable "${name}" {
  type      = string
  ephemeral = true
}`;
}

const variables = Object.fromEntries(Object.entries(VARIABLES).map(([name, value]) => [`TF_VAR_${name}`, value]));

const sealing = ({ recipient }: KeyPair, version = 1): string => program(`seal_to = ["${recipient}"]`, version);

describeTerraform(
  "secrets",
  (engine) => {
    let stage: Stage;
    const known = new Set([PASSWORD, MATERIAL, STANDARD_MATERIAL, SESSION.accessKeySecret, SESSION.securityToken]);
    const issuer = http.createServer((_request, response) => {
      const { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken } = SESSION;
      const answer = { AccessKeyId, AccessKeySecret, SecurityToken, Expiration: "2036-01-01T00:00:00Z" };
      response.end(JSON.stringify(answer));
    });

    beforeAll(async () => {
      await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
      stage = await Stage.open(engine, sealing, { spawned: true, credentials: [SESSION] });
      stage.workspace.setEnv({
        ...variables,
        ...LOGS,
        TF_LOG_PATH: path.join(stage.workspace.root, "trace.log"),
        ALIBABA_CLOUD_ACCESS_KEY_ID: "",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
        ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
        ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`,
      });
    }, 60_000);
    afterAll(async () => {
      issuer.close();
      await stage?.close();
    });

    const noteSecrets = async (): Promise<void> => {
      for (const address of SEALED) {
        const opened = await open(String(stage.workspace.attributes(address)["sealed"]), [
          new Secret(stage.keys.identity),
        ]);
        for (const secret of Object.values(opened)) {
          known.add(secret.reveal());
          if (secret.reveal().startsWith("{")) known.add(String(JSON.parse(secret.reveal()).PrivateKeyData));
        }
      }
    };

    story("are made, rotated and handed over, and found nowhere", (step) => {
      step("are made, rotated and handed over, with a saved plan each time", async () => {
        for (const version of [1, 2]) {
          stage.write(sealing(stage.keys, version));
          await stage.workspace.plan(`-out=plan-${version}.bin`);
          await stage.workspace.apply(`plan-${version}.bin`);
          await noteSecrets();
        }
        await stage.workspace.plan();
        await stage.workspace.command(["apply", "-refresh-only", "-auto-approve", "-no-color"]);
        expect(known.size).toBeGreaterThanOrEqual(5 + 2 * 3 + 2 * 2 + 1);
      });

      step("stand in no file: state, backup, saved plans and all that is in them, logs", async () => {
        const files = stage.workspace.files().filter((file) => !file.includes("/providers/"));
        for (const name of ["terraform.tfstate", "terraform.tfstate.backup", "plan-1.bin", "plan-2.bin", "trace.log"]) {
          expect(files).toContainEqual(expect.stringMatching(new RegExp(`/${name}$`)));
        }
        expect(findSecrets([...known], files, {})).toEqual([]);
        const plans = files.filter((file) => file.endsWith(".bin"));
        const entries = plans.map((file) => entriesOf(readFileSync(file)));
        expect(Object.keys(entries[1] ?? {})).toEqual(expect.arrayContaining(["tfplan", "tfstate", "tfstate-prev"]));
        const inside = entries.flatMap((each) => Object.entries(each));
        const unpacked = inside.map(([name, content], index) => [`${name} (${index})`, content.toString("latin1")]);
        expect(findSecrets([...known], [], Object.fromEntries(unpacked))).toEqual([]);
      });

      step("stand in nothing that the engine shows of states, plans and outputs", async () => {
        const shown: Record<string, string> = { printed: stage.workspace.printed() };
        for (const args of [["show"], ["show", "plan-2.bin"], ["output"]]) {
          const { stdout, exitCode } = await stage.workspace.command([args[0] ?? "", "-json", ...args.slice(1)]);
          expect(exitCode).toBe(0);
          shown[args.join(" ")] = stdout;
        }
        const { stdout } = await stage.workspace.command(["state", "pull"]);
        expect(findSecrets([...known], [], { ...shown, pulled: stdout })).toEqual([]);
      });

      step("stand in no private data of the provider", () => {
        const kept = SEALED.map((address) => stage.workspace.instance(address)?.private ?? "");
        expect(kept.filter((each) => each !== "")).not.toEqual([]);
        const decoded = kept.map((each, index) => [`private ${index}`, Buffer.from(each, "base64").toString("utf8")]);
        expect(findSecrets([...known], [], Object.fromEntries(decoded))).toEqual([]);
      });
    });
  },
  needsWriteOnly,
);

const ENCRYPTED = `
terraform {
  encryption {
    key_provider "pbkdf2" "passphrase" {
      passphrase = "a long passphrase that only this test knows"
      iterations = 200000
    }
    method "aes_gcm" "all" {
      keys = key_provider.pbkdf2.passphrase
    }
    state {
      method   = method.aes_gcm.all
      enforced = true
    }
    plan {
      method   = method.aes_gcm.all
      enforced = true
    }
  }
}
`;

const onlyOpenTofu = ({ kind }: TerraformEngine): string | undefined =>
  kind === "tofu" ? undefined : "it knows no encryption of states";

describeTerraform(
  "plain secrets in an encrypted state",
  (engine) => {
    let stage: Stage;
    const outputs = `
output "client_key_content" {
  value     = keysmith_client_key.made.client_key_content
  sensitive = true
}
output "payload" {
  value     = keysmith_standard_key.made.payload
  sensitive = true
}
`;
    beforeAll(async () => {
      stage = await Stage.open(engine, () => ENCRYPTED + program("plain_secrets = true", 1) + outputs);
      stage.workspace.setEnv(variables);
    }, 60_000);
    afterAll(() => stage?.close());

    it("can be read by those who may, and stand in no file in clear", async () => {
      await stage.workspace.plan("-out=plan.bin");
      await stage.workspace.apply("plan.bin");
      await stage.workspace.apply("-replace=keysmith_client_key.made");
      await stage.workspace.plan("-out=plan.bin");
      const { stdout } = await stage.workspace.command(["output", "-json"]);
      const shown = JSON.parse(stdout) as Record<string, { readonly value: unknown }>;
      const secrets = [shown["client_key_content"]?.value, shown["payload"]?.value].map(String);
      expect(secrets[0]).toContain("PrivateKeyData");
      expect(Buffer.from(String(secrets[1]), "base64")).toHaveLength(32);
      const files = stage.workspace.files();
      expect(files).toContainEqual(expect.stringMatching(/terraform\.tfstate\.backup$/));
      expect(readFileSync(path.join(stage.workspace.root, "terraform.tfstate"), "utf8")).toContain("encrypted_data");
      expect(findSecrets([...secrets, PASSWORD, MATERIAL, STANDARD_MATERIAL], files, {})).toEqual([]);
    }, 60_000);
  },
  onlyOpenTofu,
);
