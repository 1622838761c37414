// The rules no type can say, checked on the sources: words said once, in both languages, used, and nowhere else; text to the page only as text.
//
//   node rules.mjs [FOLDER]      prints one line per fault, ends with 1 when there are any

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const [HERE, THERE] = [dirname(fileURLToPath(import.meta.url)), join(process.argv[2] ?? ".", "..")];
const ts = createRequire(join(existsSync(join(THERE, "node_modules", "typescript")) ? THERE : HERE, "package.json"))("typescript");

const FOLDER = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "src");
// Long words that are the same in Spanish and English: a text of these alone may be the same in both.
const SAME = new Set(["central", "color", "control", "digital", "error", "federal", "final", "general", "horizontal", "hash", "local", "municipal", "regional", "sector", "social", "total", "vertical"]);
const SPOKEN = new Set(["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "alt", "title", "placeholder"]);
// Markup from text, code from text, and whatever asks the network.
const FORBIDDEN = new Set(["innerHTML", "outerHTML", "insertAdjacentHTML", "createContextualFragment", "parseFromString", "srcdoc", "eval", "Function", "fetch", "XMLHttpRequest", "WebSocket",
  "EventSource", "sendBeacon", "importScripts", "Worker", "SharedWorker"]);
// Files that may ask our own server, where a page has one (the workbench); the policy of the page lets nothing else be asked.
const MAY_ASK = new Set(["net.ts"]);
const LONG = /\p{Ll}{3,}/u;

const faults = [];
const words = new Map(); // key -> { texts, place }
const calls = []; // of t: { keys, patterns, given, place }
const literals = new Set(); // strings that may be keys told to t elsewhere
const patterns = []; // the same, with something filled in

const files = readdirSync(FOLDER, { recursive: true }).map(String).filter((n) => n.endsWith(".ts")).sort();
for (const file of files) {
  const source = ts.createSourceFile(file, readFileSync(join(FOLDER, file), "utf8"), ts.ScriptTarget.ES2022, true);
  visit(source, source);
}
for (const call of calls) {
  patterns.push(...call.patterns);
  checkCall(call);
}
for (const [key, { place }] of words) if (!literals.has(key) && !patterns.some((p) => p.test(key))) faults.push(`${place}: nobody says ${key}`);
if (!files.length) faults.push(`${relative(".", FOLDER)}: no sources`);
for (const fault of faults) console.log(fault);
process.exit(faults.length ? 1 : 0);

function visit(node, source) {
  const place = () => `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "catalogue") return readWords(node, source);
  if (ts.isCallExpression(node)) readCall(node, place);
  if (ts.isIdentifier(node) && FORBIDDEN.has(node.text) && isUse(node) && !(node.text === "fetch" && MAY_ASK.has(source.fileName))) faults.push(`${place()}: ${node.text}`);
  if (ts.isPropertyAccessExpression(node) && ["write", "writeln"].includes(node.name.text) && node.expression.getText(source) === "document") faults.push(`${place()}: document.write`);
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) faults.push(`${place()}: import() asks for a file`);
  if (ts.isStringLiteralLike(node)) {
    literals.add(node.text);
    if (/\bstyle\s*=|<script|javascript:/i.test(node.text)) faults.push(`${place()}: markup in a string: ${node.text.slice(0, 40)}`);
  }
  if (ts.isTemplateExpression(node)) {
    const fixed = [node.head.text, ...node.templateSpans.flatMap((s) => [...(values(s.expression) ?? []), s.literal.text])];
    if (fixed.every((part) => /^[a-z0-9.-]*$/.test(part)) && fixed.some((part) => /[a-z]{2}/.test(part))) patterns.push(pattern(node));
    if (/\bstyle\s*=|<script|javascript:/i.test(node.getText(source))) faults.push(`${place()}: markup in a string`);
  }
  const set = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left) ? node.left.name.text : "";
  if (["textContent", "innerText", "title", "placeholder", "ariaLabel"].includes(set) && spoken(node.right)) faults.push(`${place()}: words outside the catalogue: ${node.right.getText(source).slice(0, 60)}`);
  ts.forEachChild(node, (child) => visit(child, source));
}

/** Whether a forbidden name is used: read from something or called, not the name of a type or of a property of our own. */
function isUse(node) {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return !["Function", "Worker"].includes(node.text);
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
}

/** catalogue({ "key": ["es", "en"], … }): both literal. */
function readWords(call, source) {
  const at = (node) => `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
  const [texts] = call.arguments;
  if (!texts || !ts.isObjectLiteralExpression(texts)) return void faults.push(`${at(call)}: catalogue() takes an object as it stands`);
  for (const entry of texts.properties) {
    const key = ts.isPropertyAssignment(entry) && (ts.isStringLiteralLike(entry.name) || ts.isIdentifier(entry.name)) ? entry.name.text : null;
    const both = key !== null && ts.isArrayLiteralExpression(entry.initializer) ? entry.initializer.elements.map(literal) : [];
    if (key === null || both.length !== 2 || both.includes(null)) faults.push(`${at(entry)}: "key": ["español", "English"], both as they stand`);
    else readPair(key, both, at(entry));
  }
}

function readPair(key, both, place) {
  const [es, en] = both;
  if (words.has(key)) faults.push(`${place}: ${key} is said twice, also at ${words.get(key).place}`);
  if (!es.trim() || !en.trim()) faults.push(`${place}: ${key} has an empty text`);
  const [shown, otherwise] = [holes(es, false), holes(en, false)]; // a number may choose a word in one language alone
  if (shown.join() !== otherwise.join()) faults.push(`${place}: ${key} fills in {${shown}} in Spanish and {${otherwise}} in English`);
  const long = (es.replace(/\{(\w+)\}/g, "").match(/\p{L}{4,}/gu) ?? []).filter((w) => w !== w.toUpperCase() && !SAME.has(w.toLowerCase()));
  if (es === en && long.length) faults.push(`${place}: ${key} is the same in both languages: ${es}`);
  words.set(key, { both, place });
}

/** Names filled in by a text, sorted; `choosing`: also those that only choose a word. */
function holes(text, choosing = true) {
  return [...new Set([...text.matchAll(/\{(\w+)(\|[^|}]*\|[^}]*)?\}/g)].filter((m) => choosing || !m[2]).map((m) => m[1]))].sort();
}

function readCall(node, place) {
  const name = ts.isIdentifier(node.expression) ? node.expression.text : ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : "";
  if (name === "t" && ts.isIdentifier(node.expression) && node.arguments.length) {
    const [key, values] = node.arguments;
    const given = !values ? [] : ts.isObjectLiteralExpression(values) && values.properties.every((p) => p.name && !ts.isComputedPropertyName(p.name)) ? values.properties.map((p) => p.name.text) : null;
    calls.push({ ...keysOf(key), given, place: place() });
  }
  const told = name === "h" || name === "s" ? node.arguments.slice(2) : ["say", "put", "append", "replaceChildren"].includes(name) ? node.arguments : [];
  const bare = (child) => name === "append" && /^[a-z-]*$/.test(literal(child) ?? " "); // what URLSearchParams takes
  for (const child of told) if (spoken(child) && !bare(child)) faults.push(`${place()}: words outside the catalogue: ${child.getText().slice(0, 60)}`);
  const props = (name === "h" || name === "s") && node.arguments[1] && ts.isObjectLiteralExpression(node.arguments[1]) ? node.arguments[1].properties : [];
  for (const prop of props) {
    if (!ts.isPropertyAssignment(prop) || ts.isComputedPropertyName(prop.name)) continue;
    if (prop.name.text === "style") faults.push(`${place()}: a style attribute, which the page's policy forbids: use a class, or css()`);
    if (SPOKEN.has(prop.name.text) && spoken(prop.initializer)) faults.push(`${place()}: words outside the catalogue: ${prop.initializer.getText().slice(0, 60)}`);
  }
  if (name === "setAttribute" && node.arguments.length === 2) {
    const attribute = literal(node.arguments[0]);
    if (attribute === "style") faults.push(`${place()}: a style attribute, which the page's policy forbids: use a class, or css()`);
    if (SPOKEN.has(attribute) && spoken(node.arguments[1])) faults.push(`${place()}: words outside the catalogue: ${node.arguments[1].getText().slice(0, 60)}`);
  }
}

/** Whether an expression is words as they stand (of three small letters or more). */
function spoken(node) {
  if (ts.isStringLiteralLike(node)) return LONG.test(node.text);
  if (ts.isTemplateExpression(node)) return LONG.test(node.head.text) || node.templateSpans.some((s) => LONG.test(s.literal.text));
  if (ts.isConditionalExpression(node)) return spoken(node.whenTrue) || spoken(node.whenFalse);
  if (ts.isParenthesizedExpression(node)) return spoken(node.expression);
  if (ts.isBinaryExpression(node) && [ts.SyntaxKind.PlusToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken].includes(node.operatorToken.kind)) {
    return (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken && spoken(node.left)) || spoken(node.right);
  }
  return false;
}

/** The keys an expression may give to t, as far as they stand there. */
function keysOf(node) {
  if (ts.isParenthesizedExpression(node)) return keysOf(node.expression);
  if (ts.isConditionalExpression(node)) {
    const [one, other] = [keysOf(node.whenTrue), keysOf(node.whenFalse)];
    return { keys: [...one.keys, ...other.keys], patterns: [...one.patterns, ...other.patterns] };
  }
  const text = literal(node);
  if (text !== null) return { keys: [text], patterns: [] };
  return { keys: [], patterns: ts.isTemplateExpression(node) ? [pattern(node)] : [] };
}

function checkCall({ keys, patterns: of, given, place }) {
  for (const p of of) if (![...words.keys()].some((k) => p.test(k))) faults.push(`${place}: no text: ${p.source}`);
  for (const key of keys) {
    const said = words.get(key);
    if (!said) faults.push(`${place}: no text: ${key}`);
    else if (given) for (const hole of holes(said.both.join())) if (!given.includes(hole)) faults.push(`${place}: ${key} needs {${hole}}`);
  }
}

/** The value of a string as it stands, also of several added up; else null. */
function literal(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [literal(node.left), literal(node.right)];
    return left === null || right === null ? null : left + right;
  }
  return null;
}

/** The strings an expression may give, where they stand there; else null. */
function values(node) {
  const text = literal(node);
  if (text !== null) return [text];
  if (ts.isParenthesizedExpression(node)) return values(node.expression);
  if (!ts.isConditionalExpression(node)) return null;
  const [one, other] = [values(node.whenTrue), values(node.whenFalse)];
  return one && other && [...one, ...other];
}

/** A template as a pattern of what it may give. */
function pattern(node) {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const filled = (span) => `${values(span.expression) ? `(?:${values(span.expression).map(escape).join("|")})` : ".+"}${escape(span.literal.text)}`;
  return new RegExp(`^${escape(node.head.text)}${node.templateSpans.map(filled).join("")}$`);
}
