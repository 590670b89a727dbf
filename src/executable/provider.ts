import { roleOf } from "./role";

/** The provider on Node: of Pulumi where it is started as its plugin, else of Terraform and OpenTofu. */
if (roleOf(process.argv[1] ?? "", process.argv) === "pulumi") void import("../pulumi/plugin/main.js");
else void import("../terraform/main.js");
