import { defineConfig } from "vitepress";
import { anchorOf, breakNames } from "../markdown.mjs";
import { bar, sidebar } from "../navigation.mjs";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cg fill='none' stroke='%233a6ea5' stroke-width='4'%3E%3Ccircle cx='10' cy='16' r='6'/%3E%3Cpath d='M16 16h13m-4 0v7'/%3E%3C/g%3E%3C/svg%3E";

export default defineConfig({
  title: "Keysmith",
  description: "KMS access as code",
  lang: "en",
  srcDir: "pages",
  outDir: "dist",
  head: [["link", { rel: "icon", href: ICON }]],
  markdown: {
    // Themes whose colours have enough contrast with the background of code.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: breakNames,
    anchor: { slugify: anchorOf },
    headers: { slugify: anchorOf },
    toc: { slugify: anchorOf },
  },
  // Keeps each picture a file of its own name.
  vite: { build: { assetsInlineLimit: 0 } },
  themeConfig: {
    nav: bar(),
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    docFooter: { prev: "Before", next: "Next" },
  },
});
