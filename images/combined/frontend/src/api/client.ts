import createClient from 'openapi-fetch';
import { takeEarly } from './early';
import { ApiProblem, problemOf } from './problem';
import type { paths } from './schema';

/** The API. The browser sends the token, in a cookie that no script can read. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  fetch: (request) => takeEarly(request) ?? window.fetch(request),
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the API answered; throws an `ApiProblem` when it could not, or would not. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw ApiProblem.unreachable(cause);
  });
  if (!response.ok) throw new ApiProblem(problemOf(error, response));
  return data as T;
}
