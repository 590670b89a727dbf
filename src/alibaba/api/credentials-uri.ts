import { isLoopback } from "../../http/endpoint";

/** Hosts of metadata services, which answer inside one machine only: IPv4 link-local, and Alibaba Cloud's own address. */
const METADATA = /^(169\.254\.\d+\.\d+|100\.100\.100\.200)$/;

/** Why credentials may not be asked for at an address; its words never repeat it. */
export function uriProblem(uri: string): string | undefined {
  const { protocol = "", hostname = "" } = URL.canParse(uri) ? new URL(uri) : {};
  const isLocal = isLoopback(hostname) || METADATA.test(hostname) || /^\[fe80:/i.test(hostname);
  if (protocol === "https:" || (protocol === "http:" && isLocal)) return undefined;
  return "is not https, and plain http is for this machine and its metadata service only";
}
