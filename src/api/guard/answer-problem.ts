import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../../result/problem.ts';
import { apiProblem, Refusal } from '../problem.ts';
import type { ProblemDetails } from '../schema/refusal.ts';
import type { ReadOnly } from '../schema/same-shape.ts';
import { SECURITY_HEADERS } from './headers.ts';

const MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** Answers every failure of a request as problem details (RFC 9457) and logs its code. */
export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const refusal = error instanceof Refusal ? error : ofFramework(error);
  const [first] = refusal.problems;
  if (refusal.status >= 500 && !(error instanceof Refusal)) {
    request.log.error({ err: error, code: first.code, request: request.id }, `${request.id} failed`);
  } else {
    request.log.warn({ code: first.code, request: request.id }, `${request.id} is refused: ${first.message}`);
  }
  reply
    .status(refusal.status)
    .headers({ ...SECURITY_HEADERS, ...refusal.headers, 'x-request-id': request.id })
    .type(MEDIA_TYPE)
    // Past the schema of the route: what is wrong is to be told in any case.
    .serializer((value) => JSON.stringify(value))
    .send(details(refusal, request.id));
}

function details({ status, problems, evidence }: Refusal, requestId: string) {
  const { differences, plan } = evidence;
  const [{ code, message, hint }, ...rest] = problems;
  return {
    type: `urn:hawser:problem:${code}`,
    title: message,
    status,
    detail: hint,
    code,
    requestId,
    ...(rest.length > 0 ? { problems } : {}),
    ...(differences.length > 0 ? { differences } : {}),
    ...(plan === null ? {} : { plan }),
  } satisfies ReadOnly<ProblemDetails>;
}

/** What Fastify itself refuses, in our codes. Its own words may hold what was sent, and stay inside. */
function ofFramework(error: FastifyError | Error): Refusal {
  const code = 'code' in error ? error.code : '';
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(({ instancePath, message }): Problem => {
      const where = instancePath === '' ? 'It' : instancePath.slice(1).replaceAll('/', '.');
      return apiProblem(
        'HWS-API-011',
        `The request is not understood: ${where}: ${message}`,
        'Correct it; GET /v1/openapi.json says what is expected',
      );
    });
    const [first, ...rest] = problems;
    if (first !== undefined) return new Refusal(422, [first, ...rest]);
  }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal(
        413,
        apiProblem('HWS-API-009', 'The body is too large', 'No request needs more than 16 KiB'),
        {
          connection: 'close',
        },
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_CONTENT_TYPE':
      return new Refusal(
        415,
        apiProblem('HWS-API-010', 'The body is of another type', 'Send application/json'),
      );
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refusal(
        400,
        apiProblem('HWS-API-015', 'The body is no JSON', 'Send JSON, or no body and no content type'),
      );
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new Refusal(
        400,
        apiProblem(
          'HWS-API-008',
          'This is no address of the API',
          'GET /v1/openapi.json lists all addresses',
        ),
      );
  }
  return new Refusal(
    500,
    apiProblem(
      'HWS-API-016',
      'The server has failed at this',
      'A fault of ours: the log has it under the request id',
    ),
  );
}

/** Answers what is not even HTTP, or did not arrive in time, and closes the connection. */
export function cutOff(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const status = isSlow ? 408 : isLarge ? 431 : 400;
  const problem = isSlow
    ? apiProblem('HWS-API-018', 'The request did not arrive in time', 'Send it again, at once and whole')
    : apiProblem(
        'HWS-API-019',
        'The head of the request is malformed or too large',
        'Send HTTP/1.1 with small headers',
      );
  const body = JSON.stringify(details(new Refusal(status, problem), 'none'));
  const words = { 408: 'Request Timeout', 431: 'Request Header Fields Too Large', 400: 'Bad Request' }[
    status
  ];
  const head = [
    `HTTP/1.1 ${status} ${words}`,
    `Content-Type: ${MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
