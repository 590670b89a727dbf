// Keys in an instance of Hyper Protect Crypto Services, which IBM deletes on 2027-03-28. After `keysmith ibm leave-hpcs run`,
// forget.sh of what it has written, and the new instance and adopt.json in the configuration, the same program manages their
// twins in Key Protect: docs/leaving-hpcs.md.
import * as pulumi from "@pulumi/pulumi";
import * as keysmith from "keysmith/pulumi";

const config = new pulumi.Config();

// The emulator's: put yours in its place.
const instance =
  config.get("instance") ??
  "crn:v1:bluemix:public:hs-crypto:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0002-4000-8000-00000000e001::";

/** What adopt.json says of each resource, by kind and name; nothing before the move. */
interface Twins {
  readonly RootKey?: Readonly<Record<string, string>>;
  readonly StandardKey?: Readonly<Record<string, string>>;
  readonly KeyRing?: Readonly<Record<string, boolean>>;
  readonly ServiceAuthorization?: Readonly<Record<string, boolean>>;
}
const twins = config.getObject<Twins>("adopt") ?? {};

const ring = new keysmith.KeyRing("payments", { instance, adopt: twins.KeyRing?.["payments"] });

const [, orders] = ["cards", "orders"].map(
  (name) =>
    new keysmith.RootKey(name, {
      instance,
      adopt: twins.RootKey?.[name],
      keyRing: ring,
      aliases: [name],
      rotation: { every: "P90D" },
    }),
);

new keysmith.StandardKey("webhook", { instance, adopt: twins.StandardKey?.["webhook"] });

new keysmith.ServiceAuthorization("buckets", {
  source: { service: "cloud-object-storage" },
  target: { instance, key: orders },
  roles: ["Reader"],
  adopt: twins.ServiceAuthorization?.["buckets"],
});

export const keyId = orders?.keyId;
