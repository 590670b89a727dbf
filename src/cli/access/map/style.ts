/** The style of the page. Nothing in the page has a style of its own: the page's policy allows only this one. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --edge: #8c959f; --hit: #9a3412;
  --network: #ddf4ff; --who: #dafbe1; --policy: #fff8c5; --resource: #fbefff; --box: #57606a; --link: #0550ae; --doubt: #a40e26; --open: #9a3412;
  --bar: #9ec5f4; --rotate: #8250df; --now: #cf222e; --due: #fff1e5; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --text: #e6edf3; --soft: #9ba5b0; --line: #30363d; --edge: #6e7681; --hit: #ffa657;
  --network: #0c2d4a; --who: #10331d; --policy: #3a2f05; --resource: #2f1b46; --box: #8b949e; --link: #79b8ff; --doubt: #ff9492; --open: #ffa657;
  --bar: #1f5a9e; --rotate: #c297ff; --now: #ff7b72; --due: #3a2410; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 1320px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 12px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 19px; margin: 28px 0 6px; } h3 { font-size: 15px; margin: 12px 0 4px; }
p { margin: 4px 0 8px; } a { color: var(--link); }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 8px; top: 8px; background: var(--back); padding: 4px 8px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
[role=search] { position: sticky; top: 0; padding: 8px 0; }
input { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: 5px; padding: 5px 9px; width: min(420px, 90vw); }
#keys, .legend { color: var(--soft); font-size: 13px; } kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; }
.legend svg { vertical-align: middle; }
.key { color: var(--text); border: 1px solid var(--box); border-radius: 4px; padding: 1px 7px; margin-right: 4px; white-space: nowrap; }
.key.network { background: var(--network); } .key.who { background: var(--who); } .key.policy { background: var(--policy); } .key.resource { background: var(--resource); }
.all { columns: 190px; padding-left: 20px; margin: 6px 0; font-size: 13px; }
.scroll { overflow-x: auto; }
.picture { border-top: 1px solid var(--line); padding-bottom: 8px; content-visibility: auto; contain-intrinsic-size: auto 200px; }
.picture .scroll > svg { display: block; font-size: 12px; } .part text { unicode-bidi: isolate; }
.part { cursor: pointer; } .part rect { stroke: var(--box); stroke-width: 1; }
.part text { fill: var(--text); } .part .kind { fill: var(--text); font-style: italic; } .part .title { font-weight: 600; }
.part.network rect { fill: var(--network); } .part.who rect { fill: var(--who); } .part.policy rect { fill: var(--policy); } .part.resource rect { fill: var(--resource); }
.part.doubt rect { stroke: var(--doubt); stroke-width: 2; stroke-dasharray: 5 3; } .part.open rect { stroke: var(--open); stroke-width: 2; }
.part:focus { outline: none; } .part:focus-visible rect { stroke: var(--link); stroke-width: 4; stroke-dasharray: none; }
.part.hit rect, .part[aria-pressed=true] rect { stroke: var(--hit); stroke-width: 3; stroke-dasharray: none; }
.edge { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.some .part:not(.lit) { opacity: .28; } .some .edge:not(.lit) { opacity: .12; } .some .edge.lit { stroke: var(--hit); stroke-width: 2.2; }
table { border-collapse: collapse; font-size: 13px; overflow-wrap: break-word; } .rotations td { white-space: nowrap; } th, td { text-align: left; vertical-align: top; padding: 2px 10px 2px 0; border-bottom: 1px solid var(--line); font-weight: 400; min-width: 90px; }
thead th { font-weight: 600; } tr.due { background: var(--due); } .times { padding: 0; vertical-align: middle; } .times svg { display: block; font-size: 12px; fill: var(--text); }
.tick { stroke: var(--line); } .now { stroke: var(--now); stroke-width: 2; } .bar { fill: var(--bar); } .rotate { fill: var(--rotate); } .retire { fill: var(--back); stroke: var(--rotate); stroke-width: 2; }
.end { stroke: var(--text); stroke-width: 3; }
#about { position: fixed; right: 12px; bottom: 12px; max-width: min(420px, 92vw); max-height: 60vh; overflow: auto; background: var(--back); border: 2px solid var(--hit); border-radius: 6px; padding: 8px 12px; white-space: pre-line; font-size: 13px; }
#about button { float: right; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: 4px; }
[hidden] { display: none !important; }
@page { size: landscape; }
@media print { :root { color-scheme: light; --back: #fff; --text: #000; --soft: #333; --line: #bbb; --edge: #666; --network: #fff; --who: #fff; --policy: #fff; --resource: #fff; --box: #333; --link: #000; --doubt: #000; --open: #000; --bar: #bbb; --rotate: #000; --now: #000; --due: #eee; }
  header nav, [role=search], #keys, #about, .skip { display: none; } header, main { max-width: none; padding: 0; }
  .scroll { overflow: visible; } .rotations td { white-space: normal; } table { font-size: 11px; } th, td { min-width: 0; padding-right: 6px; } .picture { content-visibility: visible; } .picture .scroll > svg { max-width: 100%; height: auto; }
  .picture, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
