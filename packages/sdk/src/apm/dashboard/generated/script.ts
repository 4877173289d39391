// Made by tools/generate.ts (npm run generate) from packages/sdk/src/apm/dashboard/browser. Do not edit.

export const SCRIPT: string = `
"use strict";
(() => {
// ask.ts
var Trouble = class extends Error {
};
async function ask({ token, level, sinceMs, signal: signal2 }) {
const base = location.pathname.replace(/\\/dashboard\\/?$/, "");
try {
const answer = await fetch(\`\${base}/dashboard/data?level=\${level}&since=\${sinceMs}\`, {
headers: token === "" ? {} : { authorization: \`Bearer \${token}\` },
cache: "no-store",
signal: signal2
});
if (answer.status === 401) return "locked";
if (!answer.ok) throw new Trouble(\`The service answered \${answer.status}.\`);
return await answer.json();
} catch (error) {
if (error instanceof TypeError || error instanceof DOMException && error.name === "AbortError") {
throw new Trouble("The service does not answer.");
}
throw error;
}
}

// dom.ts
function place(id) {
return document.getElementById(id);
}
function put(id, text) {
const node = place(id);
if (node.textContent !== text) node.textContent = text;
}
function show(id, isShown2) {
const node = place(id);
node.hidden = !isShown2;
}
function isShown(id) {
const node = place(id);
return !node.hidden;
}
function fill(id, children) {
const node = place(id);
node.replaceChildren(...children);
}
function fillTable(id, rows) {
place(id).tBodies[0].replaceChildren(...rows);
}
function putEmpty(id, length, text) {
show(\`\${id}-empty\`, length === 0);
put(\`\${id}-empty\`, text);
show(id, length > 0);
}
function make(tag, className = "", text) {
const node = document.createElement(tag);
if (className !== "") node.className = className;
if (text !== void 0) node.textContent = text;
return node;
}
function add(parent, ...children) {
for (const child of children) if (child !== void 0) parent.appendChild(child);
return parent;
}
function textNode(text) {
return document.createTextNode(text);
}
function makeSvg(tag, attributes) {
const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
return node;
}

// format.ts
function round(value, digits) {
return Number(value).toLocaleString("en", { maximumFractionDigits: digits, useGrouping: true });
}
function count(value) {
if (value >= 10) return round(value, 0);
return round(value, value < 1 ? 2 : 1);
}
function percent(value) {
return round(value, value > 0 && value < 10 ? 1 : 0);
}
function inPercent(value) {
return \`\${percent(value)} %\`;
}
function perSecond(value) {
return \`\${count(value)} a second\`;
}
function ms(value) {
if (value >= 6e4) return \`\${round(value / 6e4, 1)} min\`;
if (value >= 1e3) return \`\${round(value / 1e3, value < 1e4 ? 2 : 1)} s\`;
return \`\${round(value, value < 10 ? 1 : 0)} ms\`;
}
function shortMs(value) {
return value >= 1e3 ? \`\${round(value / 1e3, 1)} s\` : \`\${round(value, 0)} ms\`;
}
function bytes(value) {
const units = ["B", "KiB", "MiB", "GiB", "TiB"];
let amount2 = value;
let index = 0;
while (amount2 >= 1024 && index < units.length - 1) {
amount2 /= 1024;
index++;
}
return \`\${round(amount2, amount2 < 10 ? 1 : 0)} \${units[index]}\`;
}
function amount(value, unit) {
if (value === null) return "–";
if (unit === "ms") return ms(value);
return \`\${unit === "%" ? percent(value) : round(value, 2)}\${unit === "" ? "" : \` \${unit}\`}\`;
}
function lasting(seconds) {
const whole = Math.max(0, Math.round(seconds));
if (whole < 60) return \`\${whole} s\`;
if (whole < 3600) return \`\${Math.floor(whole / 60)} min\`;
if (whole < 86400) return \`\${Math.floor(whole / 3600)} h \${Math.floor(whole % 3600 / 60)} min\`;
return \`\${Math.floor(whole / 86400)} d \${Math.floor(whole % 86400 / 3600)} h\`;
}
function clock(time) {
return clockWithSeconds(time).slice(0, 5);
}
function clockWithSeconds(time) {
const date = new Date(time);
if (Number.isNaN(date.getTime())) return "";
return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
}
function twoDigits(value) {
return String(value).padStart(2, "0");
}
function since(iso, now) {
return \`\${clock(iso)}, for \${lasting((Date.parse(now) - Date.parse(iso)) / 1e3)}\`;
}
function words(name) {
return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

// scale.ts
var GAP_MS = 2e4;
var LEAST_SPAN_MS = 5 * 6e4;
function linear([from, to], [start, end]) {
return (value) => start + (value - from) / (to - from) * (end - start);
}
function timeSpan(moments, nowMs) {
const [first] = moments;
const last = moments.at(-1);
if (first === void 0 || last === void 0 || moments.length < 2) return [nowMs - LEAST_SPAN_MS, nowMs];
return [Math.min(first.timeMs, last.timeMs - LEAST_SPAN_MS), last.timeMs];
}
function niceTop(value, least) {
const wanted = Math.max(value, least);
const power = 10 ** Math.floor(Math.log10(wanted));
return ([1, 2, 4, 5].find((step) => step * power >= wanted * 0.999) ?? 10) * power;
}
function pathsOf(points, x, y) {
const floor = y(0);
let line = "";
let area = "";
let beforeMs = Number.NEGATIVE_INFINITY;
let beforeX = "";
for (const { timeMs, value } of points) {
const pointX = x(timeMs).toFixed(1);
const point = \`\${pointX} \${y(value).toFixed(1)}\`;
if (timeMs - beforeMs > GAP_MS) {
line += \`M\${point}\`;
area += \`\${closing(area, beforeX, floor)}M\${pointX} \${floor}L\${point}\`;
} else {
line += \`L\${point}\`;
area += \`L\${point}\`;
}
beforeMs = timeMs;
beforeX = pointX;
}
return { line, area: area + closing(area, beforeX, floor) };
}
function closing(area, x, floor) {
return area === "" ? "" : \`L\${x} \${floor}Z\`;
}
function nearest(values, wanted) {
let best = -1;
let distance = Number.POSITIVE_INFINITY;
for (const [index, value] of values.entries()) {
if (Math.abs(value - wanted) >= distance) continue;
distance = Math.abs(value - wanted);
best = index;
}
return best;
}

// chart.ts
var HEIGHT = 120;
var LEFT = 50;
var RIGHT = 8;
var TOP = 8;
var BOTTOM = 20;
var NARROW = 330;
var Chart = class {
#root;
#options;
#legend;
#moments = [];
#x;
#chosen = -1;
constructor(id, options) {
this.#root = place(id);
this.#options = options;
this.#legend = options.series.length > 1 ? legendOf(options.series) : void 0;
this.#root.tabIndex = 0;
this.#root.setAttribute("role", "img");
this.#root.addEventListener("pointermove", ({ clientX }) => this.#point(clientX));
this.#root.addEventListener("pointerleave", () => this.#choose(-1));
this.#root.addEventListener("blur", () => this.#choose(-1));
this.#root.addEventListener("keydown", (event) => this.#step(event));
new ResizeObserver(() => this.#draw()).observe(this.#root);
}
show(moments) {
this.#moments = moments;
this.#draw();
}
#choose(index) {
this.#chosen = index;
this.#draw();
}
#point(clientX) {
const x = this.#x;
if (x === void 0) return;
const pointed = clientX - this.#root.getBoundingClientRect().left;
this.#choose(
nearest(
this.#moments.map(({ timeMs }) => x(timeMs)),
pointed
)
);
}
#step(event) {
const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
const last = this.#moments.length - 1;
if (step === 0 || last < 0) return;
event.preventDefault();
const from = this.#chosen < 0 ? last : this.#chosen;
this.#choose(Math.min(last, Math.max(0, from + step)));
}
#draw() {
const width = this.#root.clientWidth;
if (width === 0) return;
const isKnown = this.#moments.length > 1;
const scales = scalesOf(this.#options, this.#moments, width);
this.#x = scales.x;
const image = makeSvg("svg", { viewBox: \`0 0 \${width} \${HEIGHT}\`, height: HEIGHT, "aria-hidden": "true" });
add(image, ...gridOf(this.#options, scales));
if (isKnown) for (const series of this.#options.series) add(image, ...linesOf(series, this.#moments, scales));
const chosen = this.#moments[this.#chosen];
if (chosen !== void 0) add(image, crossOf(chosen, scales));
this.#root.replaceChildren(image);
add(
this.#root,
isKnown ? void 0 : add(make("div", "wait"), make("span", "", "First values in 10 s")),
chosen && tipOf(this.#options, chosen, scales),
this.#legend
);
this.#root.setAttribute("aria-label", wordsOf(this.#options, this.#moments, chosen));
}
};
function legendOf(all) {
const items = all.map(({ style, label: label2 }) => {
const key = makeSvg("svg", { viewBox: "0 0 22 8", "aria-hidden": "true" });
add(key, makeSvg("line", { x1: 0, x2: 22, y1: 4, y2: 4, class: \`line s\${style}\` }));
return add(make("span"), key, textNode(label2));
});
return add(make("div", "legend"), ...items);
}
function scalesOf({ series, top: wanted }, moments, width) {
const highest = Math.max(0, ...moments.flatMap((moment) => series.map(({ key }) => moment[key])));
const top = "fixed" in wanted ? wanted.fixed : niceTop(highest, wanted.least);
const span = timeSpan(moments, Date.now());
return { width, span, top, x: linear(span, [LEFT, width - RIGHT]), y: linear([0, top], [HEIGHT - BOTTOM, TOP]) };
}
function gridOf({ tick }, { width, span: [first, last], top, x, y }) {
const lines = [0, top / 2, top].flatMap((value) => [
makeSvg("line", { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: "gridline" }),
label(tick(value), LEFT - 6, y(value) + 4, "end")
]);
const middle = (first + last) / 2;
return [
...lines,
label(clock(first), x(first), HEIGHT - 4, "start"),
...width < NARROW ? [] : [label(clock(middle), x(middle), HEIGHT - 4, "middle")],
label(clock(last), x(last), HEIGHT - 4, "end")
];
}
function label(text, x, y, anchor) {
const node = makeSvg("text", { x, y, "text-anchor": anchor });
node.textContent = text;
return node;
}
function linesOf({ key, style, isFilled }, moments, { top, x, y }) {
const points = moments.map((moment) => ({ timeMs: moment.timeMs, value: Math.min(top, moment[key]) }));
const { line, area } = pathsOf(points, x, y);
const drawn = makeSvg("path", { d: line, class: \`line s\${style}\` });
return isFilled ? [makeSvg("path", { d: area, class: \`area a\${style}\` }), drawn] : [drawn];
}
function crossOf({ timeMs }, { x }) {
return makeSvg("line", { x1: x(timeMs), x2: x(timeMs), y1: TOP, y2: HEIGHT - BOTTOM, class: "cross" });
}
function tipOf({ series, format }, chosen, { width, x }) {
const tip = add(make("div", "tip"), make("div", "muted", clockWithSeconds(chosen.timeMs)));
for (const { key, label: name } of series) {
add(tip, make("div", "", \`\${series.length > 1 ? \`\${name} \` : ""}\${format(chosen[key])}\`));
}
const at = x(chosen.timeMs);
if (at > width / 2) tip.style.right = \`\${width - at + 10}px\`;
else tip.style.left = \`\${at + 10}px\`;
return tip;
}
function wordsOf({ name, series, format }, moments, chosen) {
const [first] = moments;
const now = chosen ?? moments.at(-1);
if (first === void 0 || now === void 0 || moments.length < 2) return \`\${name}: no values yet\`;
const parts = series.map(({ key, label: what }) => {
const values = moments.map((moment) => moment[key]);
const range = \`from \${format(Math.min(...values))} to \${format(Math.max(...values))}\`;
return \`\${what} \${format(now[key])}, \${range} since \${clock(first.timeMs)}\`;
});
return \`\${name} at \${clockWithSeconds(now.timeMs)}: \${parts.join("; ")}\`;
}

// charts.ts
function createCharts() {
return [
new Chart("chart-rate", {
name: "Requests",
series: [{ key: "rate", label: "requests", style: 1, isFilled: true }],
format: perSecond,
tick: count,
top: { least: 1 }
}),
new Chart("chart-errors", {
name: "Errors",
series: [{ key: "errorRate", label: "errors", style: 4, isFilled: true }],
format: inPercent,
tick: inPercent,
top: { least: 5 }
}),
new Chart("chart-time", {
name: "Response time",
series: [
{ key: "p50", label: "p50", style: 1 },
{ key: "p95", label: "p95", style: 2 },
{ key: "p99", label: "p99", style: 3 }
],
format: ms,
tick: shortMs,
top: { least: 10 }
}),
new Chart("chart-active", {
name: "Under way",
series: [{ key: "active", label: "requests", style: 1, isFilled: true }],
format: count,
tick: count,
top: { least: 4 }
}),
new Chart("chart-machine", {
name: "CPU and memory",
series: [
{ key: "cpu", label: "CPU", style: 1, isFilled: true },
{ key: "memory", label: "Memory", style: 2 }
],
format: inPercent,
tick: inPercent,
top: { fixed: 100 }
}),
new Chart("chart-loop", {
name: "Event loop",
series: [{ key: "delay", label: "delay p99", style: 1, isFilled: true }],
format: ms,
tick: shortMs,
top: { least: 40 }
})
];
}

// moments.ts
var SPAN_MS = 30 * 6e4;
function withMomentsOf(before, { health, moments }) {
const oldestMs = Date.parse(health.time) - SPAN_MS;
return [...before, ...rowsOf(moments)].filter(({ timeMs }) => timeMs > oldestMs);
}
function rowsOf(columns) {
const names = Object.keys(columns);
return columns.timeMs.map(
(_, index) => Object.fromEntries(names.map((name) => [name, columns[name][index]]))
);
}

// storage.ts
function read(storage, key) {
try {
return window[storage].getItem(key) ?? "";
} catch {
return "";
}
}
function remember(storage, key, value) {
try {
if (value === "") window[storage].removeItem(key);
else window[storage].setItem(key, value);
} catch {
}
}

// token.ts
var KEY = "atalaya-token";
var Token = class {
#value = read("sessionStorage", KEY);
get value() {
return this.#value;
}
set(value) {
this.#value = value;
remember("sessionStorage", KEY, value);
}
takeFromAddress() {
const given = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
if (given === void 0) return;
this.set(decoded(given));
history.replaceState(null, "", location.pathname);
}
};
function decoded(text) {
try {
return decodeURIComponent(text);
} catch {
return text;
}
}

// views/alerts.ts
var MAX_HISTORY = 12;
function renderAlerts({ alerts, health }) {
const firing = firingRules(alerts);
show("alerts", firing.length > 0);
fill(
"alerts",
firing.map((rule) => firingAlert(rule, health.time))
);
fillTable("rules", alerts.rules.map(ruleRow));
fill("history", alerts.history.slice(0, MAX_HISTORY).map(noticeItem));
show("history-empty", alerts.history.length === 0);
put("history-empty", alerts.rules.length === 0 ? "Alerts are switched off." : "Nothing yet.");
}
function firingRules({ rules }) {
return rules.filter(({ state }) => state === "firing");
}
function ruleNamed({ rules }, name) {
return rules.find((rule) => rule.name === name) ?? { state: "ok", above: Number.POSITIVE_INFINITY };
}
function firingAlert({ name, value, above, unit, since: from }, now) {
return add(
make("div", "alert firing"),
make("span", "mark"),
make("span", "", \`\${name} \${amount(value, unit)} is above \${amount(above, unit)}\`),
make("span", "", from === null ? "" : \`since \${since(from, now)}\`)
);
}
function ruleRow(rule) {
const { name, value, above, unit } = rule;
return add(
make("tr"),
make("td", "", name),
stateCell(rule),
make("td", "number", amount(value, unit)),
make("td", "number", amount(above, unit))
);
}
function stateCell({ since: from, state }) {
if (from === null) return make("td", "muted", "not yet known");
return add(make("td", \`state \${state}\`), make("span", "mark"), textNode(state === "firing" ? " fires" : " ok"));
}
function noticeItem({ kind, time, text }) {
const item = make("li", kind === "firing" ? "firing" : "ok");
return add(item, make("time", "", clockWithSeconds(time)), make("span", "mark"), make("span", "", text));
}

// views/checks.ts
var STATUS_NAMES = {
healthy: "Healthy",
degraded: "Degraded",
unhealthy: "Unhealthy"
};
function renderChecks({ health }) {
const { checks, circuitBreakers, time } = health;
const none = make("li", "empty", "No checks. new Health({ checks: […] }) takes some.");
fill("checks", checks.length === 0 ? [none] : checks.map(checkItem));
show("breakers-box", circuitBreakers.length > 0);
fill(
"breakers",
circuitBreakers.map((breaker) => breakerItem(breaker, time))
);
}
function checkItem({ name, status, critical, durationMs, reason, facts = {} }) {
const mark = make("span", "mark");
mark.title = status;
const title = add(make("span", "name", name), critical ? make("span", "tag", "critical") : void 0);
const why = [reason && \`\${STATUS_NAMES[status]}: \${reason}\`, factsText(facts)].filter(Boolean).join(" · ");
return add(
make("li", status),
mark,
title,
make("span", "muted", ms(durationMs)),
why === "" ? void 0 : make("span", reason ? "why loud" : "why", why)
);
}
function factsText(facts) {
return Object.entries(facts).map(
([name, value]) => name.endsWith("Percent") ? \`\${words(name.slice(0, -7))} \${value} %\` : \`\${words(name)} \${value}\`
).join(" · ");
}
function breakerItem(breaker, now) {
const { name, state } = breaker;
return add(
make("li", state),
make("span", "mark"),
make("span", "name", name),
make("span", "muted", state.replace("-", " ")),
state === "closed" ? void 0 : make("span", "why loud", breakerText(breaker, now))
);
}
function breakerText({ lastErrorType, since: from }, now) {
return \`\${lastErrorType ? \`\${lastErrorType} · \` : ""}since \${since(from, now)}\`;
}

// views/footer.ts
function renderFooter({ health }) {
const { logs, metrics, traces } = health.observability;
fill("signals", [
signal("Logs", logs.enabled, logs.outputs, \`, from \${logs.level}\`),
signal("Metrics", metrics.enabled, metrics.doors),
signal("Traces", traces.enabled, traces.exporters, \`, \${percent(traces.sampleRatio * 100)} % sampled\`)
]);
const features = Object.entries(health.features);
fill(
"features",
features.map(([name, isOn]) => chip(isOn, \`\${words(name)}\${isOn ? "" : " off"}\`))
);
}
function signal(name, isOn, ways, more = "") {
const how = ways.length > 0 ? \`by \${ways.join(", ")}\` : "on";
return chip(isOn, isOn ? \`\${name} \${how}\${more}\` : \`\${name} off\`);
}
function chip(isOn, text) {
return make("span", isOn ? "chip" : "chip off", text);
}

// views/header.ts
function renderHeader({ health, alerts }) {
const { service, environment, version, uptimeSeconds, status } = health;
put("service", service);
put("environment", environment);
show("environment", environment !== "");
put("facts", \`\${version === "" ? "" : \`version \${version} · \`}up \${lasting(uptimeSeconds)}\`);
const firing = firingRules(alerts).length;
const alertsText = firing === 0 ? "" : \` · \${firing} \${firing === 1 ? "alert" : "alerts"}\`;
renderStatus(status, STATUS_NAMES[status], service, alertsText);
}
function renderStatus(status, text, service, more = "") {
place("status").className = \`status \${status}\`;
put("status-text", text);
document.title = \`\${SIGNS[status]}\${service === void 0 ? "" : \`\${service} · \`}\${text}\${more}\`;
}
var SIGNS = { healthy: "✓ ", degraded: "! ", unhealthy: "✕ ", unknown: "" };

// log-line.ts
var SHOWN_ELSEWHERE = /* @__PURE__ */ new Set([
...["timestamp", "level", "logger", "message", "service", "version", "environment"],
...["traceId", "spanId", "xrayTraceId"]
]);
var MAX_FIELDS = 8;
var MAX_LENGTH = 60;
function fieldsOf(line) {
return Object.entries(line).filter(([name]) => !SHOWN_ELSEWHERE.has(name)).slice(0, MAX_FIELDS).map(([name, value]) => \`\${name}=\${shortened(textOf(value))}\`).join("  ");
}
function shortened(text) {
return text.length > MAX_LENGTH ? \`\${text.slice(0, MAX_LENGTH)}…\` : text;
}
function textOf(value) {
if (typeof value !== "object" || value === null) return String(value);
return "message" in value && typeof value.message === "string" ? value.message : JSON.stringify(value);
}

// views/log-lines.ts
var LogLines = class {
#rows = /* @__PURE__ */ new Map();
#lines = [];
render(lines) {
this.#lines = lines;
this.filter();
}
filter() {
const find = place("find").value.toLowerCase();
const rows = /* @__PURE__ */ new Map();
for (const line of this.#lines ?? []) {
const text = JSON.stringify(line);
if (!text.toLowerCase().includes(find)) continue;
const key = freeKey(text, rows);
rows.set(key, this.#rows.get(key) ?? logRow(line));
}
this.#rows = rows;
replaceRows([...rows.values()].reverse());
putEmpty("logs", rows.size, this.#emptyText(find));
}
#emptyText(find) {
if (this.#lines === null) return "The latest lines are not kept here.";
if (find !== "") return "No line contains this.";
return place("level").value === "trace" ? "No lines yet." : "No lines of this level.";
}
};
function freeKey(text, taken) {
let key = text;
for (let again = 1; taken.has(key); again++) key = text + again;
return key;
}
function replaceRows(rows) {
const box = place("logs");
if (box.children.length === rows.length && rows.every((row, index) => box.children[index] === row)) return;
const focused = document.activeElement;
box.replaceChildren(...rows);
if (focused instanceof HTMLElement && box.contains(focused)) focused.focus({ preventScroll: true });
}
function logRow(line) {
const row = make("details");
row.addEventListener("toggle", () => {
if (row.open && row.children.length === 1) add(row, make("pre", "mono", JSON.stringify(line, null, 2)));
});
return add(row, summaryOf(line));
}
function summaryOf(line) {
const { timestamp, level, logger, message } = line;
const what = add(
make("span", "what"),
logger ? make("span", "from", String(logger)) : void 0,
textNode(message === void 0 ? "" : String(message)),
make("span", "with", fieldsOf(line))
);
const when = make("span", "when", timestamp ? clockWithSeconds(timestamp) : "");
const levelText = level ? String(level) : "";
return add(
make("summary"),
when,
make("span", \`level \${/^[a-z]+$/.test(levelText) ? levelText : ""}\`, levelText),
what
);
}

// views/machine.ts
function renderMachine({ system, alerts }) {
const { memory, cpu, disk } = system;
fill("meters", [
meter("Memory", memory.usedPercent, ruleNamed(alerts, "memory").above),
meter("CPU", cpu.usedPercent, ruleNamed(alerts, "cpu").above),
meter("Disk", disk.usedPercent, ruleNamed(alerts, "disk").above)
]);
fill(
"process",
factsOf(system).map(([name, value]) => add(make("div"), make("dt", "", name), make("dd", "", value)))
);
}
function meter(name, value, limit) {
const isOver = value !== null && value > limit;
const bar = make("div", isOver ? "bar over" : "bar");
const state = { role: "meter", "aria-label": name, "aria-valuemin": "0", "aria-valuemax": "100" };
for (const [attribute, text2] of Object.entries(state)) bar.setAttribute(attribute, text2);
if (value !== null) bar.setAttribute("aria-valuenow", String(value));
const filled = make("i");
filled.style.width = \`\${value ?? 0}%\`;
add(bar, filled, limit <= 100 ? limitMark(limit) : void 0);
const text = value === null ? "not known" : inPercent(value);
return add(
make("div"),
add(make("div", "meter-head"), make("span", "", name), make("b", isOver ? "bad" : "", text)),
bar
);
}
function limitMark(limit) {
const mark = make("u");
mark.style.left = \`\${limit}%\`;
mark.title = \`fires above \${limit} %\`;
return mark;
}
function factsOf({
memory,
cpu,
eventLoop,
handles,
node,
platform
}) {
return [
["Memory of the process", bytes(memory.processBytes)],
["Heap", \`\${bytes(memory.heapUsedBytes)} of \${bytes(memory.heapTotalBytes)}\`],
["CPU of the process", \`\${percent(cpu.processPercent)} % of \${cpu.cores} cores\`],
["Event loop delay p99", ms(eventLoop.delayP99Ms)],
["Its longest", ms(eventLoop.delayMaxMs)],
["Handles", round(handles, 0)],
["Node", \`\${node}, \${platform}\`],
["Memory of the machine", bytes(memory.machineBytes)]
];
}

// views/signals.ts
function renderSignals({ requests, alerts }) {
if (requests === null) {
renderUncounted();
return;
}
renderFigures(requests);
place("card-errors").className = \`card \${ruleNamed(alerts, "error rate").state}\`;
place("card-time").className = \`card \${ruleNamed(alerts, "response time").state}\`;
}
function latest({ windowSeconds }) {
return \`the latest \${windowSeconds === 60 ? "minute" : lasting(windowSeconds)}\`;
}
function renderUncounted() {
for (const id of ["rate", "errors", "time", "active"]) {
put(id, "–");
put(\`\${id}-sub\`, "Requests are not counted.");
}
}
function renderFigures(requests) {
const { active, total } = requests;
const window2 = latest(requests);
const isQuiet = requests.count === 0;
put("rate", count(requests.ratePerSecond));
put("rate-sub", isQuiet ? \`None in \${window2}\` : \`\${round(requests.count, 0)} in \${window2}\`);
put("errors", isQuiet ? "–" : percent(requests.errorRatePercent));
put("errors-sub", \`\${round(requests.errors, 0)} in \${window2} · \${round(total.errors, 0)} since start\`);
put("time", isQuiet ? "–" : ms(requests.p95Ms));
put("time-sub", isQuiet ? "" : timesText(requests));
put("active", round(active.length, 0));
put("active-sub", active[0] === void 0 ? "" : \`the longest for \${ms(active[0].durationMs)}\`);
}
function timesText({ meanMs, p50Ms, p99Ms }) {
return \`mean \${ms(meanMs)} · p50 \${ms(p50Ms)} · p99 \${ms(p99Ms)}\`;
}

// views/requests.ts
var MAX_ROUTES = 100;
var MAX_RUNNING = 50;
var UNCOUNTED = "Requests are not counted.";
var COLUMNS = [
{ key: "route", label: "Route" },
{ key: "count", label: "Requests" },
{ key: "errorRatePercent", label: "Errors" },
{ key: "p50Ms", label: "p50" },
{ key: "p95Ms", label: "p95" },
{ key: "p99Ms", label: "p99" }
];
var RoutesTable = class {
#headers = COLUMNS.map((column) => this.#header(column));
#sort = { key: "count", isDown: true };
#view;
render(view) {
this.#view = view;
for (const header of this.#headers) this.#showOrder(header);
const { requests, alerts } = view;
const routes = requests === null ? [] : [...requests.routes].sort((a, b) => this.#compare(a, b));
const slowMs = ruleNamed(alerts, "response time").above;
const badPercent = ruleNamed(alerts, "error rate").above;
fillTable(
"routes",
routes.slice(0, MAX_ROUTES).map((route) => routeRow(route, slowMs, badPercent))
);
const ofAll = routes.length > MAX_ROUTES ? \`, \${MAX_ROUTES} of \${routes.length}\` : "";
put("routes-sub", requests === null ? "" : \`in \${latest(requests)}\${ofAll}\`);
putEmpty("routes", routes.length, requests === null ? UNCOUNTED : \`No requests in \${latest(requests)}.\`);
}
#header(column) {
const cell = make("th", column.key === "route" ? "" : "number");
const button = make("button", "", column.label);
cell.scope = "col";
button.type = "button";
button.addEventListener("click", () => this.#sortBy(column.key));
add(place("routes").tHead.rows[0], add(cell, button));
return { column, cell, button };
}
#sortBy(key) {
this.#sort = { key, isDown: this.#sort.key === key ? !this.#sort.isDown : key !== "route" };
if (this.#view !== void 0) this.render(this.#view);
}
#showOrder({ column, cell, button }) {
const { key, isDown } = this.#sort;
const isChosen = column.key === key;
if (isChosen) cell.setAttribute("aria-sort", isDown ? "descending" : "ascending");
else cell.removeAttribute("aria-sort");
button.textContent = \`\${column.label}\${isChosen ? isDown ? " ↓" : " ↑" : ""}\`;
}
#compare(a, b) {
const { key, isDown } = this.#sort;
const order = a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0;
return isDown ? -order : order;
}
};
function routeRow(view, slowMs, badPercent) {
const { method, route, count: count2, errorRatePercent, p50Ms, p95Ms, p99Ms } = view;
return add(
make("tr"),
routeCell(method, route),
make("td", "number", round(count2, 0)),
make("td", errorRatePercent > badPercent ? "number bad" : "number", inPercent(errorRatePercent)),
...[p50Ms, p95Ms, p99Ms].map((time) => timeCell(time, slowMs))
);
}
function routeCell(method, route) {
return add(make("td"), make("span", "method mono", method), make("span", "", route));
}
function timeCell(timeMs, slowMs) {
return make("td", timeMs > slowMs ? "number slow" : "number", ms(timeMs));
}
function renderRunning({ requests, alerts }) {
const running = requests === null ? [] : requests.active;
const slowMs = ruleNamed(alerts, "response time").above;
fillTable(
"running",
running.slice(0, MAX_RUNNING).map(
({ method, route, requestId, durationMs }) => add(
make("tr"),
routeCell(method, route || "not known yet"),
make("td", "mono", requestId),
timeCell(durationMs, slowMs)
)
)
);
put("running-sub", running.length > MAX_RUNNING ? \`\${MAX_RUNNING} of \${running.length}\` : "");
putEmpty("running", running.length, requests === null ? UNCOUNTED : "None at this moment.");
}

// dashboard.ts
var POLL_MS = 5e3;
var HIDDEN_POLL_MS = 15e3;
var TIMEOUT_MS = 8e3;
var LIVE_SECONDS = 8;
var Dashboard = class {
#token = new Token();
#charts = createCharts();
#routes = new RoutesTable();
#logLines = new LogLines();
#moments = [];
#view;
#answeredMs = 0;
#isFailing = false;
#isPaused = false;
#asking;
#timer = 0;
start() {
this.#listen();
this.#token.takeFromAddress();
setInterval(() => this.#showAge(), 1e3);
this.#askNow();
}
#listen() {
place("login").addEventListener("submit", (event) => this.#logIn(event));
place("pause").addEventListener("click", () => this.#pauseOrResume());
place("level").addEventListener("change", () => this.#askNow());
place("find").addEventListener("input", () => {
if (this.#view !== void 0) this.#logLines.filter();
});
document.addEventListener("visibilitychange", () => {
if (!document.hidden && this.#isAsking) this.#askNow();
});
}
get #isAsking() {
return !this.#isPaused && !isShown("login");
}
// ---- asking
#askNow() {
void this.#ask();
}
async #ask() {
clearTimeout(this.#timer);
this.#asking?.abort();
const asking = new AbortController();
this.#asking = asking;
const late = setTimeout(() => asking.abort(), TIMEOUT_MS);
try {
this.#take(await this.#answer(asking.signal));
} catch (error) {
if (this.#asking === asking) this.#showTrouble(error instanceof Error ? error.message : String(error));
}
clearTimeout(late);
if (this.#asking !== asking) return;
this.#asking = void 0;
this.#askLater();
}
#answer(signal2) {
const sinceMs = this.#moments.at(-1)?.timeMs ?? 0;
return ask({ token: this.#token.value, level: place("level").value, sinceMs, signal: signal2 });
}
#askLater() {
clearTimeout(this.#timer);
if (this.#isAsking) this.#timer = setTimeout(() => this.#askNow(), document.hidden ? HIDDEN_POLL_MS : POLL_MS);
}
// ---- showing
#take(answer) {
if (answer === "locked") {
this.#showLogin();
return;
}
if (this.#hasStartedAgain(answer)) this.#moments = [];
this.#moments = withMomentsOf(this.#moments, answer);
this.#view = answer;
this.#answeredMs = Date.now();
this.#isFailing = false;
show("trouble", false);
show("login", false);
show("pause", true);
show("main", true);
document.body.classList.remove("stale");
this.#render(answer);
this.#showAge();
}
#hasStartedAgain({ health }) {
return this.#view !== void 0 && this.#view.health.uptimeSeconds > health.uptimeSeconds + 5;
}
#render(view) {
renderHeader(view);
renderAlerts(view);
renderSignals(view);
renderChecks(view);
renderMachine(view);
this.#routes.render(view);
renderRunning(view);
this.#logLines.render(view.logs);
renderFooter(view);
for (const chart of this.#charts) chart.show(this.#moments);
}
#showTrouble(text) {
const view = this.#view;
this.#isFailing = true;
renderStatus("unknown", "No answer", view?.health.service);
document.body.classList.toggle("stale", view !== void 0);
const seen = view === void 0 ? "" : \` What you see is of \${clockWithSeconds(this.#answeredMs)}.\`;
put("trouble", \`\${text}\${seen} It is asked again every 5 s.\`);
show("trouble", true);
this.#showAge();
}
#showLogin() {
const isWrong = this.#token.value !== "";
this.#token.set("");
renderStatus("unknown", "Locked", this.#view?.health.service);
show("main", false);
show("trouble", false);
show("login", true);
show("pause", false);
put("login-error", isWrong ? "This is not the token." : "");
place("token").value = "";
place("token").focus();
}
#showAge() {
put("fresh", this.#age());
}
#age() {
if (this.#isPaused) return \`Paused at \${clockWithSeconds(this.#answeredMs)}\`;
if (this.#answeredMs === 0 || isShown("login")) return "";
const seconds = Math.round((Date.now() - this.#answeredMs) / 1e3);
return seconds < LIVE_SECONDS && !this.#isFailing ? "Live" : \`Last answer \${lasting(seconds)} ago\`;
}
// ---- controls
#logIn(event) {
event.preventDefault();
this.#token.set(place("token").value.trim());
this.#askNow();
}
#pauseOrResume() {
this.#isPaused = !this.#isPaused;
place("pause").setAttribute("aria-pressed", String(this.#isPaused));
put("pause", this.#isPaused ? "Resume" : "Pause");
if (this.#isPaused) clearTimeout(this.#timer);
else this.#askNow();
this.#showAge();
}
};

// theme.ts
var KEY2 = "atalaya-theme";
var THEMES = ["", "light", "dark"];
function startTheme() {
const remembered = read("localStorage", KEY2);
let chosen = THEMES.find((theme) => theme === remembered) ?? "";
show2(chosen);
place("theme").addEventListener("click", () => {
chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? "";
remember("localStorage", KEY2, chosen);
show2(chosen);
});
}
function show2(theme) {
if (theme === "") document.documentElement.removeAttribute("data-theme");
else document.documentElement.setAttribute("data-theme", theme);
put("theme", \`Theme: \${theme === "" ? "auto" : theme}\`);
place("theme").setAttribute("aria-label", \`Theme: \${theme === "" ? "as the system" : theme}\`);
}

// main.ts
startTheme();
new Dashboard().start();
})();
`
