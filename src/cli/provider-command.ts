import path from "node:path";
import { Command } from "commander";
import type { Environment } from "../core/settings";
import { type Bundle, installProvider, readBundle, userPluginsFolder } from "../terraform/mirror";
import { PROVIDER, SOURCE } from "../terraform/names";
import { processTerminal, type Terminal } from "./terminal";

/** `keysmith provider`: commands for the provider of Terraform and OpenTofu as a file. */
export function providerCommand(
  terminal: Terminal = processTerminal,
  bundle: (env: Environment) => Bundle = readBundle,
): Command {
  const install = new Command("install")
    .description("put the provider where Terraform and OpenTofu find it without a registry")
    .option("--dir <folder>", "plugins folder (default: the one for all configurations of this user)")
    .action(({ dir }: { readonly dir?: string }) => {
      const usual = userPluginsFolder(terminal.env);
      const folder = path.resolve(dir ?? usual);
      const made = bundle(terminal.env);
      installProvider(folder, made);
      terminal.print(instructions(folder, made, folder === path.resolve(usual)));
    });
  return new Command("provider").description("install the provider for Terraform and OpenTofu").addCommand(install);
}

function instructions(folder: string, { version, packages, withoutNode }: Bundle, usual: boolean): string {
  const onNode = Object.keys(packages).filter((platform) => !withoutNode.includes(platform));
  const isWindows = (platform: string): boolean => platform.startsWith("windows");
  const scripts = [onNode.find((platform) => !isWindows(platform)), onNode.find(isWindows)];
  const platforms = [...withoutNode, ...scripts]
    .flatMap((platform) => (platform ? [`-platform=${platform}`] : []))
    .join(" ");
  return [
    `The provider ${version} for Terraform and OpenTofu is in ${folder}`,
    ...(withoutNode.length > 0 ? [`It needs no Node on ${withoutNode.join(", ")}.`] : []),
    ...(onNode.length > 0 ? [`It needs Node 20.18.1 or newer on PATH on ${onNode.join(", ")}.`] : []),
    "",
    ...(usual ? ["Both look there by themselves."] : howToFind(folder)),
    "In the configuration:",
    "",
    "  terraform {",
    "    required_providers {",
    `      ${PROVIDER} = {`,
    `        source  = "${SOURCE}"`,
    `        version = "${version}"`,
    "      }",
    "    }",
    "  }",
    "",
    "The executables, the script and the version for Windows have different checksums. To have all of them in .terraform.lock.hcl:",
    "",
    `  terraform providers lock -fs-mirror=${folder} ${platforms} ${SOURCE}`,
    "",
    "If init says that the provider doesn't match the checksums in that file, it differs from the provider that was locked:",
    `compare it with the SHA256SUMS of release ${version} before you change the lock.`,
  ].join("\n");
}

/** The source has no host: each engine looks for it in its own registry, and allows no wildcard for the host alone. */
function howToFind(folder: string): string[] {
  const quoted = JSON.stringify(folder);
  return [
    "They look there if it is terraform.d/plugins in the folder in which they run; otherwise, if this is in ~/.terraformrc or",
    "~/.tofurc:",
    "",
    "  provider_installation {",
    "    filesystem_mirror {",
    `      path    = ${quoted}`,
    `      include = ["${SOURCE}"]`,
    "    }",
    "    direct {",
    `      exclude = ["${SOURCE}"]`,
    "    }",
    "  }",
    "",
  ];
}
