/** The style of the report. It stands in the page, which loads nothing. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --requests: #7a8ca3; --failed: #d1242f; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
ul, ol { padding-left: 1.2rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
.figures { width: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
.figures td { text-align: right; }
.pages td:nth-child(-n+3) { white-space: nowrap; font-variant-numeric: tabular-nums; }
.pages td:nth-child(4) { width: 22%; min-width: 8rem; } .pages td:nth-child(5) { overflow-wrap: anywhere; }
figure { margin: 1.5rem 0; } figcaption, .axis { color: GrayText; font-size: .85rem; }
figure svg { width: 100%; height: 6rem; display: block; border-bottom: 1px solid var(--line); }
.pages svg { width: 100%; height: 1.2rem; display: block; background: var(--line); border-radius: 3px; }
.axis { display: flex; justify-content: space-between; }
.requests { fill: var(--requests); } .failed { fill: var(--failed); }
rect.P1 { fill: #d1242f; } rect.P2 { fill: #e16f24; } rect.P3 { fill: #bf8700; } rect.P4 { fill: #1a7f37; } rect.P5 { fill: #57606a; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
summary { cursor: pointer; }
@media (max-width: 40rem) { .pages td:nth-child(4), .pages th:nth-child(4) { display: none; } main { padding: 1rem; } }
`;
