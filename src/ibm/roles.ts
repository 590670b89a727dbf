/** The roles of a service. Each allows its own actions and all actions of the roles before it. */
interface Roles {
  readonly service: string;
  readonly roles: readonly (readonly [role: string, actions: readonly string[]])[];
}

/** By the prefix of the service's actions. */
const SERVICES: Readonly<Record<string, Roles>> = {
  // Source: "Managing user access", Key Protect. Hyper Protect Crypto Services has the same roles.
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
  // Source: IBM's pages on service authorizations: changing one takes the role Administrator on the service that is used.
  iam: { service: "the services that authorizations let others use", roles: [["Administrator", []]] },
  // No page says which role may do what with integrations. The widest role may do everything.
  apprapp: { service: "apprapp: the App Configuration instances", roles: [["Manager", []]] },
};

/** The least role of each service that allows all the actions. An action in no role's list takes the widest role. */
export function rolesFor(actions: readonly string[]) {
  return Object.entries(SERVICES).flatMap(([prefix, { service, roles }]) => {
    const own = actions.filter((action) => action.startsWith(`${prefix}.`));
    if (own.length === 0) return [];
    const levels = own.map((action) => roles.findIndex(([, allowed]) => allowed.includes(action)));
    const [role = ""] = roles[levels.includes(-1) ? roles.length - 1 : Math.max(...levels)] ?? [];
    return [{ service, role, actions: own }];
  });
}
