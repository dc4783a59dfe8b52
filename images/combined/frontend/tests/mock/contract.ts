import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import document from '../../openapi.json';

type Json = Record<string, unknown>;

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
// Types of Rust, and what a form shows as dots: nothing to check in JSON.
for (const other of ['int32', 'int64', 'double', 'password']) ajv.addFormat(other, true);
ajv.addSchema(document, 'openapi.json');

const paths: Record<string, Json> = document.paths;
const compiled = new Map<string, ValidateFunction>();

/** The path of the document that `path` is an instance of, and its parameters. */
export function matchPath(
  path: string,
): { template: string; params: Record<string, string> } | undefined {
  for (const template of Object.keys(paths)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`);
    const found = pattern.exec(path);
    if (!found) continue;
    const values = found.slice(1).map(decodeURIComponent);
    // A literal segment wins over a parameter: `{name}` must not swallow a path of its own.
    return {
      template,
      params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])),
    };
  }
  return undefined;
}

/** What of `value` is not as the schema at `pointer` of the document says. */
function violations(pointer: string, value: unknown): string | undefined {
  let validate = compiled.get(pointer);
  if (!validate) {
    validate = ajv.compile({ $ref: `openapi.json#${pointer}` });
    compiled.set(pointer, validate);
  }
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { separator: '\n' });
}

const escape = (key: string) =>
  key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll(' ', '%20');

function look(keys: string[]): { pointer: string; found: unknown } {
  const found = keys.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
  const pointer = keys.map((key) => `/${encodeURIComponent(escape(key))}`).join('');
  return { pointer, found };
}

/** Throws unless the document allows this body to be sent there. */
export function checkRequest(method: string, template: string, body: unknown): void {
  const base = ['paths', template, method.toLowerCase(), 'requestBody'];
  if (look(base).found === undefined) {
    if (body !== undefined) throw new Error(`${method} ${template} takes no body`);
    return;
  }
  const { pointer } = look([...base, 'content', 'application/json', 'schema']);
  const wrong = violations(pointer, body ?? null);
  if (wrong) throw new Error(`${method} ${template} was sent a wrong body:\n${wrong}`);
}

/** Throws unless the document says that this may be answered. */
export function checkResponse(
  method: string,
  template: string,
  status: number,
  body: unknown,
): void {
  const base = ['paths', template, method.toLowerCase(), 'responses', String(status)];
  const { found } = look(base);
  if (found === undefined) throw new Error(`${method} ${template} never answers ${String(status)}`);
  const type = Object.keys((found as { content?: Json }).content ?? {})[0];
  if (type === undefined) {
    if (body !== undefined) throw new Error(`${method} ${template} ${String(status)} has no body`);
    return;
  }
  const { pointer } = look([...base, 'content', type, 'schema']);
  const wrong = violations(pointer, body);
  if (wrong) throw new Error(`the mock of ${method} ${template} answers wrongly:\n${wrong}`);
}

/** Throws unless `value` is as the schema of this name says. */
export function checkSchema(name: string, value: unknown): void {
  const wrong = violations(`/components/schemas/${name}`, value);
  if (wrong) throw new Error(`the mock of ${name} is wrong:\n${wrong}`);
}
