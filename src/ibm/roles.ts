/** Of a service: its roles, each with all that the one before allows, and what it allows besides. */
interface Roles {
  readonly service: string;
  readonly roles: readonly (readonly [role: string, actions: readonly string[]])[];
}

/** By what their actions begin with. */
const SERVICES: Readonly<Record<string, Roles>> = {
  // Key Protect's documents, "Managing user access"; Hyper Protect Crypto Services has the same.
  kms: {
    service: "kms or hs-crypto: the instances of the keys",
    roles: [
      [
        "Reader",
        [
          "kms.secrets.head",
          "kms.secrets.list",
          "kms.secrets.readmetadata",
          "kms.registrations.list",
          "kms.keyrings.list",
        ],
      ],
      ["ReaderPlus", ["kms.secrets.read"]],
      [
        "Writer",
        [
          "kms.secrets.create",
          "kms.secrets.createwithpolicyoverrides",
          "kms.secrets.createalias",
          "kms.secrets.deletealias",
          "kms.secrets.rotate",
          "kms.importtoken.create",
          "kms.importtoken.read",
          "kms.keyrings.create",
        ],
      ],
      ["Manager", []],
    ],
  },
  // IBM's pages on authorizations between services: who changes one has to be Administrator of the service that is used.
  iam: { service: "the services that authorizations let others use", roles: [["Administrator", []]] },
  // No page says which role may do what with integrations: the widest can.
  apprapp: { service: "apprapp: the App Configuration instances", roles: [["Manager", []]] },
};

/** The least role of each service that has all of the actions; what no lesser one is known to allow takes the widest. */
export function rolesFor(actions: readonly string[]) {
  return Object.entries(SERVICES).flatMap(([prefix, { service, roles }]) => {
    const own = actions.filter((action) => action.startsWith(`${prefix}.`));
    if (own.length === 0) return [];
    const levels = own.map((action) => roles.findIndex(([, allowed]) => allowed.includes(action)));
    const [role = ""] = roles[levels.includes(-1) ? roles.length - 1 : Math.max(...levels)] ?? [];
    return [{ service, role, actions: own }];
  });
}
