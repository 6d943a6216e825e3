import { STATUS_CODES } from 'node:http';
import type { SwaggerTransformObject } from '@fastify/swagger';
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';

type Json = { [key: string]: Json | undefined } | readonly Json[] | string | number | boolean | null;
type JsonObject = { [key: string]: Json | undefined };

/** What the OpenAPI document needs beyond what is made of the schemas: media types, status words, optional bodies. */
export const tidyDocument: SwaggerTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input) as unknown as JsonObject;
  for (const operations of values(document.paths)) {
    for (const operation of values(operations)) {
      tidyResponses(object(operation.responses));
      tidyBody(object(operation.requestBody));
    }
  }
  const { schemas } = object(document.components);
  const named = object(schemas);
  const text = JSON.stringify(document.paths);
  for (const name of Object.keys(named)) {
    // Each schema comes as input and as output; what is only an input of nothing is not wanted.
    if (name.endsWith('Input') && !text.includes(`schemas/${name}"`)) delete named[name];
  }
  return document as ReturnType<SwaggerTransformObject>;
};

function tidyResponses(responses: JsonObject): void {
  for (const [status, response] of Object.entries(responses)) {
    const told = object(response);
    told.description = STATUS_CODES[status] ?? status;
    const json = object(told.content)['application/json'];
    if (Number(status) >= 400 && json !== undefined) told.content = { 'application/problem+json': json };
  }
}

/** A body that may be null may be left out. */
function tidyBody(body: JsonObject): void {
  const media = object(object(body.content)['application/json']);
  const choices = object(media.schema).anyOf;
  if (!Array.isArray(choices)) return;
  body.required = false;
  media.schema = choices.find((choice) => object(choice).type !== 'null');
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function values(value: Json | undefined): readonly JsonObject[] {
  return Object.values(object(value)).map(object);
}
