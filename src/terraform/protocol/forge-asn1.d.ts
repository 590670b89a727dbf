// The part of node-forge that writes ASN.1, without the rest: what is loaded counts at every start of the provider.
declare module "node-forge/lib/asn1" {
  import { asn1 } from "node-forge";
  export = asn1;
}
