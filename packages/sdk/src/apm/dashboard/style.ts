/** Two sets of colours; everything else is the same in both. */
const LIGHT =
  '--page:#f4f5f7;--card:#fff;--text:#15191e;--muted:#59636e;--line:#dfe3e8;--grid:#e9ecf0;--field:#fff;--ok:#0f7b3e;--warn:#9a5b00;--bad:#c2191f;--ok-bg:#e3f5ea;--warn-bg:#fdf1da;--bad-bg:#fdebeb;--one:#1f6feb;--two:#8a3ffc;--three:#c2570c;--focus:#1f6feb;--shadow:0 1px 2px rgb(16 24 40/6%);color-scheme:light'
const DARK =
  '--page:#0d1117;--card:#151b23;--text:#e8ecf1;--muted:#9aa5b1;--line:#29313b;--grid:#222a33;--field:#0d1117;--ok:#56d481;--warn:#f2b84b;--bad:#ff8080;--ok-bg:#12301f;--warn-bg:#3a2c0d;--bad-bg:#431a1d;--one:#6cb0ff;--two:#c39bff;--three:#ffa657;--focus:#6cb0ff;--shadow:none;color-scheme:dark'

export const STYLE: string = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
:root[data-theme=dark]{${DARK}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;background:var(--page);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:0 20px 40px;max-width:1600px}
h1,h2,h3,p,ul,ol,dl,dd{margin:0;padding:0}
h1{font-size:1.25rem;font-weight:650;overflow-wrap:anywhere}
h2{font-size:.9rem;font-weight:600;color:var(--muted)}
h3{font-size:.85rem;font-weight:600;color:var(--muted);margin:16px 0 6px}
ul,ol{list-style:none}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86rem}
.muted{color:var(--muted)}
.bad{color:var(--bad)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}
.skip:focus{left:20px;top:8px;z-index:9;background:var(--card);padding:8px 12px}
button,select,input{font:inherit;color:inherit;background:var(--field);border:1px solid var(--line);border-radius:8px;padding:5px 12px;min-height:34px}
button{cursor:pointer}
button:hover{border-color:var(--muted)}
button.primary{background:var(--one);border-color:var(--one);color:var(--card);font-weight:600}
header{position:sticky;top:0;z-index:5;display:flex;flex-wrap:wrap;gap:8px 20px;justify-content:space-between;align-items:center;padding:12px 0;margin-bottom:8px;background:var(--page);border-bottom:1px solid var(--line)}
.who,.controls{display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px}
.pill{border:1px solid var(--line);border-radius:99px;padding:1px 10px;font-size:.85rem;background:var(--card)}
.status{display:inline-flex;align-items:center;gap:8px;border-radius:99px;padding:4px 14px 4px 10px;font-weight:650;background:var(--line)}
.mark{width:1.1em;height:1.1em;display:inline-grid;place-items:center;border-radius:50%;font-size:.8em;line-height:1;font-weight:800;flex:none}
.mark::before{content:"\\2022"}
.healthy .mark::before,.closed .mark::before,.ok .mark::before{content:"\\2713"}
.degraded .mark::before,.half-open .mark::before{content:"!"}
.unhealthy .mark::before,.open .mark::before,.firing .mark::before{content:"\\2715"}
.healthy,.closed,.ok{--c:var(--ok);--b:var(--ok-bg)}
.degraded,.half-open{--c:var(--warn);--b:var(--warn-bg)}
.unhealthy,.open,.firing{--c:var(--bad);--b:var(--bad-bg)}
.unknown{--c:var(--muted);--b:var(--line)}
.status.healthy,.status.degraded,.status.unhealthy{background:var(--b);color:var(--c)}
.mark{color:var(--b);background:var(--c)}
.grid{display:grid;gap:14px;margin-bottom:14px}
.signals{grid-template-columns:repeat(auto-fit,minmax(250px,1fr))}
.half{grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr))}
.wide{grid-template-columns:minmax(0,1.7fr) minmax(0,1fr)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px;min-width:0;box-shadow:var(--shadow)}
.card.firing{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.card.firing .value b{color:var(--bad)}
.card>h2:first-child+.scroll,.card>h2:first-child+.chart{margin-top:8px}
.value{display:flex;align-items:baseline;gap:6px}
.value b{font-size:2rem;font-weight:650;letter-spacing:-.02em;line-height:1.2}
.value small{color:var(--muted);font-size:.9rem}
.sub{font-size:.87rem;min-height:1.3em}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:6px 14px;margin-bottom:8px}
.head .muted{font-size:.87rem}
.filters{display:flex;flex-wrap:wrap;align-items:center;gap:6px 8px;font-size:.87rem;color:var(--muted)}
.filters input,.filters select{color:var(--text)}
.filters input{width:11em}
.trouble{background:var(--warn-bg);color:var(--warn);border:1px solid var(--warn);border-radius:10px;padding:10px 14px;margin:8px 0 14px;font-weight:550}
.alerts{display:grid;gap:8px;margin-bottom:14px}
.alert{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:center;background:var(--bad-bg);color:var(--bad);border:1px solid var(--bad);border-radius:10px;padding:9px 14px;font-weight:600}
.alert span:last-child{margin-left:auto;font-weight:400}
.login{max-width:460px;margin:12vh auto 0;display:grid;gap:10px;padding:22px 24px}
.login h2{color:var(--text);font-size:1.1rem}
.row{display:flex;gap:8px}
.row input{flex:1;min-width:0}
.checks li{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:0 10px;align-items:center;padding:7px 0;border-top:1px solid var(--grid)}
.checks li:first-child{border-top:0}
.checks .name{font-weight:550;overflow-wrap:anywhere}
.checks .why{grid-column:2/4;font-size:.87rem;color:var(--muted);overflow-wrap:anywhere}
.checks .why.loud{color:var(--c)}
.tag{font-size:.78rem;color:var(--muted);font-weight:400;border:1px solid var(--line);border-radius:5px;padding:0 5px;margin-left:6px}
.meters{display:grid;gap:12px;margin:8px 0 16px}
.meter-head{display:flex;justify-content:space-between;gap:10px;font-size:.9rem}
.meter-head b{font-weight:600}
.bar{position:relative;height:10px;border-radius:99px;background:var(--grid);margin-top:4px}
.bar i{display:block;height:100%;border-radius:99px;background:var(--one)}
.bar.over i{background:var(--bad)}
.bar u{position:absolute;top:-3px;bottom:-3px;width:2px;background:var(--muted)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:10px 14px}
.facts dt{font-size:.82rem;color:var(--muted)}
.facts dd{font-weight:550}
.chart{position:relative;margin-top:8px;min-height:124px;touch-action:pan-y}
.chart svg{display:block;width:100%;border-radius:4px}
.chart text{fill:var(--muted);font-size:11px}
.gridline{stroke:var(--grid)}
.line{fill:none;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.area{opacity:.13;stroke:none}
.s1{stroke:var(--one)}.a1{fill:var(--one)}.s2{stroke:var(--two);stroke-dasharray:5 3}.s3{stroke:var(--three);stroke-dasharray:1.5 3.5}.s4{stroke:var(--bad)}.a4{fill:var(--bad)}
.cross{stroke:var(--muted);stroke-dasharray:2 3}
.tip{position:absolute;top:0;pointer-events:none;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:5px 9px;font-size:.82rem;box-shadow:0 3px 10px rgb(0 0 0/18%);white-space:nowrap;z-index:3}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:.82rem;color:var(--muted);margin-top:2px}
.legend svg{width:22px;height:8px;display:inline-block;vertical-align:middle;margin-right:5px}
.wait{position:absolute;top:42px;left:50px;right:8px;text-align:center;color:var(--muted);font-size:.87rem}
.wait span{background:var(--card);padding:2px 10px}
.scroll{overflow:auto;max-height:360px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{position:sticky;top:0;background:var(--card);text-align:left;font-weight:550;color:var(--muted);padding:4px 10px 6px 0;border-bottom:1px solid var(--line);white-space:nowrap}
th button{all:unset;cursor:pointer;white-space:nowrap}
th button:hover{color:var(--text)}
th button:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
th[aria-sort] button{color:var(--text)}
td{padding:5px 10px 5px 0;border-bottom:1px solid var(--grid);vertical-align:top;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
td:first-child{min-width:9em}
.number{text-align:right;white-space:nowrap}
td.number{overflow-wrap:normal}
td.state{white-space:nowrap;color:var(--c);font-weight:550}
.method{color:var(--muted);margin-right:6px}
.slow{color:var(--warn);font-weight:600}
td.bad{font-weight:600}
.empty{color:var(--muted);padding:14px 0;font-size:.9rem}
.logs{max-height:460px;overflow:auto}
.logs details{border-top:1px solid var(--grid)}
.logs details:first-child{border-top:0}
.logs summary{display:grid;grid-template-columns:auto 3.4em minmax(0,1fr);gap:0 10px;padding:4px 2px;cursor:pointer;list-style:none;font-size:.87rem}
.logs summary::-webkit-details-marker{display:none}
.logs summary:hover{background:var(--grid)}
.logs .when{color:var(--muted)}
.logs .what{overflow-wrap:anywhere}
.logs .from{color:var(--muted);margin-right:8px}
.logs .with{color:var(--muted);margin-left:10px;font-size:.82rem;white-space:pre-wrap}
.logs pre{margin:2px 0 10px;padding:10px 12px;background:var(--page);border-radius:8px;overflow:auto;font-size:.82rem;white-space:pre-wrap;overflow-wrap:anywhere}
.level{font-weight:600}
.level.warn{color:var(--warn)}
.level.error,.level.fatal{color:var(--bad)}
.level.debug,.level.trace{color:var(--muted);font-weight:400}
.history li{display:grid;grid-template-columns:auto auto minmax(0,1fr);gap:0 8px;font-size:.87rem;padding:4px 0;align-items:baseline}
.history time{color:var(--muted)}
.chips{display:flex;flex-wrap:wrap;gap:6px;margin-top:6px}
.chip{border:1px solid var(--line);border-radius:99px;padding:1px 10px;font-size:.84rem;background:var(--card)}
.chip.off{color:var(--muted);border-style:dashed}
footer{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(360px,100%),1fr));gap:14px;padding:8px 2px}
.stale main{opacity:.55}
@media (max-width:900px){.wide{grid-template-columns:minmax(0,1fr)}}
@media (max-width:560px){#routes :is(th,td):is(:nth-child(4),:nth-child(6)){display:none}body{padding:0 12px 30px}header{position:static}.logs summary{grid-template-columns:auto 1fr}.logs .what{grid-column:1/3}.filters input{width:100%}.filters{width:100%}}
@media (prefers-reduced-motion:no-preference){.bar i{transition:width .4s}.stale main{transition:opacity .4s}}
`
