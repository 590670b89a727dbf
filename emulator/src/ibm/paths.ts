/** The prefixes of all served paths. */
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

/** Whether an IBM service has the path. */
export function isServed(path: string): boolean {
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Whether a path belongs to a key service. */
export function isKeyService(path: string): boolean {
  return path.startsWith("/api/v2/") || isIcp(path);
}

/** Whether a path belongs to the key service of IBM Cloud Private. */
export function isIcp(path: string): boolean {
  return path.startsWith("/kms/api/v2");
}
