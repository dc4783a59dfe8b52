// Writes the types of the API from its OpenAPI document. With --check, says whether they are fresh.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const document = new URL('../openapi.json', import.meta.url);
const types = new URL('../src/api/schema.d.ts', import.meta.url);

const api = JSON.parse(await readFile(document, 'utf8'));
// Operations are known by method and path. Their ids come from functions of many modules, and are
// not unique.
for (const item of Object.values(api.paths)) {
  for (const operation of Object.values(item)) delete operation.operationId;
}
const head = '// Made from openapi.json by `npm run generate`.\n';
const text = head + astToString(await openapiTS(api));
const options = await resolveConfig(types);
const fresh = await format(text, { ...options, parser: 'typescript' });

if (!process.argv.includes('--check')) {
  await writeFile(types, fresh);
} else if (fresh !== (await readFile(types, 'utf8').catch(() => ''))) {
  console.error('error: src/api/schema.d.ts is stale; run: npm run generate');
  process.exitCode = 1;
}
