import type { paths } from '@/api/schema';
import { checkRequest, checkResponse, matchPath } from './contract';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Key = {
  [Path in keyof paths]: {
    [M in Method]: paths[Path][M] extends { responses: object } ? `${Uppercase<M>} ${Path}` : never;
  }[Method];
}[keyof paths];

type Operation<K extends Key> = K extends `${infer M} ${infer Path}`
  ? Path extends keyof paths
    ? paths[Path][Lowercase<M> & keyof paths[Path]]
    : never
  : never;

type BodyOf<Response> = Response extends { content: infer Content }
  ? [Content] extends [Record<string, unknown>]
    ? Content[keyof Content]
    : undefined
  : undefined;

/** An answer that the document allows: each status with the body that belongs to it. */
type Answer<K extends Key> =
  Operation<K> extends { responses: infer Responses }
    ? {
        [Status in keyof Responses]: undefined extends BodyOf<Responses[Status]>
          ? { status: Status; body?: undefined }
          : { status: Status; body: BodyOf<Responses[Status]> };
      }[keyof Responses]
    : never;

type RequestBody<K extends Key> =
  Operation<K> extends {
    requestBody?: { content: { 'application/json': infer Body } };
  }
    ? Body
    : undefined;

interface Call<K extends Key> {
  params: Record<string, string>;
  body: RequestBody<K>;
}

export type Handlers = { [K in Key]?: (call: Call<K>) => Answer<K> | Promise<Answer<K>> };

/** A problem as the API words it. */
export function problem<Status extends number>(
  status: Status,
  detail: string,
  errors: { field: string; detail: string }[] = [],
) {
  const kind = `https://coditect.ai/problems/${String(status)}`;
  return { status, body: { type: kind, title: 'Problem', status, detail, errors } };
}

/**
 * An API made of handlers. It lets nothing pass, in or out, that the OpenAPI document does not
 * allow, so that a test cannot succeed against an API that does not exist.
 */
export async function respond(handlers: Handlers, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const match = matchPath(pathname);
  if (!match) throw new Error(`the API has no ${request.method} ${pathname}`);
  const { template, params } = match;
  const text = await request.text();
  const body = text ? (JSON.parse(text) as never) : undefined;
  checkRequest(request.method, template, body);
  const handler = handlers[`${request.method} ${template}` as Key] as
    | ((
        call: Call<never>,
      ) => { status: number; body?: unknown } | Promise<{ status: number; body?: unknown }>)
    | undefined;
  if (!handler) throw new Error(`no mock of ${request.method} ${template}`);
  const answer = await handler({ params, body: body });
  checkResponse(request.method, template, answer.status, answer.body);
  if (answer.body === undefined) return new Response(null, { status: answer.status });
  const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: { 'content-type': type },
  });
}
