/**
 * Writes docs/reference/api.md from the OpenAPI document; with --check only says whether it is as it should be.
 * `npm run api-reference`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeApi } from '../src/api/description.ts';

const PATH = resolve(import.meta.dirname, '../docs/reference/api.md');

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The reference as Markdown. */
export function apiReference({ paths, components }: Description): string {
  const lines = [
    '# REST interface, version V1',
    '',
    'Written from the OpenAPI document (`GET /v1/openapi.json`, `hawser api openapi`) by `npm run api-reference`.',
    'Users and installation: [guide](../guide/api.md). Codes of refusals: [problems](problems.md).',
    '',
    'Every answer carries `X-Request-Id`, which the log names. Where a token is needed it goes into the header',
    '`X-Auth-Token`. Refusals are `application/problem+json` (RFC 9457) with a stable code. A method that an address does',
    'not have is answered by 405 with `Allow`: GET on the first address, say, since a GET must not switch anything.',
    '`/v1/maintainance/…` is answered by 308 to the right spelling.',
    '',
  ];
  for (const [path, operations] of Object.entries(paths)) {
    const byText = new Map<string, string[]>();
    for (const [method, operation] of Object.entries(operations)) {
      if (method === 'head') continue;
      const text = operationText(operation);
      byText.set(text, [...(byText.get(text) ?? []), method.toUpperCase()]);
    }
    for (const [text, methods] of byText) lines.push(`## ${methods.join(', ')} ${path}`, '', text, '');
  }
  lines.push('# Shapes', '');
  for (const [name, schema] of Object.entries(components.schemas)) {
    lines.push(`## ${name}`, '');
    if (schema.description !== undefined) lines.push(schema.description, '');
    lines.push(...fieldTable(schema), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function operationText(operation: Operation): string {
  const { summary, description, security, parameters, requestBody, responses } = operation;
  const lines = [`${summary}. ${security === undefined ? 'Needs no token.' : 'Needs a token.'}`];
  if (description !== undefined) lines.push('', description);
  if (parameters !== undefined && parameters.length > 0) {
    lines.push('', '| parameter | in | values | |', '| --- | --- | --- | --- |');
    for (const one of parameters) {
      const meaning = one.description ?? (one.required ? '' : 'optional');
      lines.push(`| \`${one.name}\` | ${one.in} | ${typeName(one.schema)} | ${meaning} |`);
    }
  }
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (body !== undefined) {
    lines.push(
      '',
      `Body${requestBody?.required === false ? ' (optional)' : ''}: ${body.description ?? ''}`.trimEnd(),
    );
    lines.push('', ...fieldTable(body));
  }
  lines.push('', '| status | answer |', '| --- | --- |');
  const refusals: string[] = [];
  for (const [status, { description: words, content }] of Object.entries(responses)) {
    const [answer] = Object.values(content ?? {});
    const shape = answer === undefined || answer.schema.type === 'null' ? '' : typeName(answer.schema);
    if (Number(status) < 400) lines.push(`| ${status} ${words} | ${shape} |`);
    else refusals.push(status);
  }
  if (refusals.length > 0) lines.push(`| ${refusals.join(', ')} | [ProblemDetails](#problemdetails) |`);
  return lines.join('\n');
}

function fieldTable(schema: Schema): readonly string[] {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return [typeName(schema)];
  return [
    '| field | value | |',
    '| --- | --- | --- |',
    ...fields.map(([name, field]) => {
      const isOptional = schema.required?.includes(name) !== true;
      const words = [isOptional ? 'optional' : '', field.description ?? ''].filter((text) => text !== '');
      return `| \`${name}\` | ${typeName(field)} | ${words.join('; ')} |`;
    }),
  ];
}

/** A type in a few words; a vertical bar would end the cell of the table. */
function typeName(schema: Schema): string {
  const { $ref, anyOf, oneOf, allOf, items, properties, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) as string;
    return `[${name}](#${name.toLowerCase()})`;
  }
  const choices = anyOf ?? oneOf ?? allOf;
  if (choices !== undefined) return choices.map(typeName).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (items !== undefined) return `list of ${typeName(items)}`;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, field]) => `${name}: ${typeName(field)}`);
    return `{ ${fields.join('; ')} }`;
  }
  if (typeof additionalProperties === 'object') return `object of ${typeName(additionalProperties)}`;
  return [schema.type ?? 'anything'].flat().join(' or ');
}

if (import.meta.main) {
  const text = apiReference((await describeApi()) as Description);
  if (!process.argv.includes('--check')) writeFileSync(PATH, text);
  else if (readFileSync(PATH, 'utf8') !== text) {
    console.error('docs/reference/api.md is not what the OpenAPI document says; run npm run api-reference');
    process.exitCode = 1;
  }
}
