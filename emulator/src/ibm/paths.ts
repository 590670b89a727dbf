/** The first segments of everything that is served. */
const prefixes = [
  "/api/v2",
  "/kms/api/v2",
  "/identity",
  "/oidc",
  "/iam-token",
  "/idprovider",
  "/instance_identity",
  "/v1/policies",
  "/v2/policies",
  "/v2/roles",
  "/v2/resource_instances",
  "/crypto_v2",
  "/apprapp",
];

/** Whether IBM has a service at a path. */
export function isServed(path: string): boolean {
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Whether a path is of one of the key services. */
export function isKeyService(path: string): boolean {
  return path.startsWith("/api/v2/") || isIcp(path);
}

/** Whether a path is of the key service of IBM Cloud Private. */
export function isIcp(path: string): boolean {
  return path.startsWith("/kms/api/v2");
}
