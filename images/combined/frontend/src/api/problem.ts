import { t } from '@/i18n';
import type { Problem } from './types';

/** What the API said is wrong, or that it cannot be reached. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  static unreachable(cause: unknown): ApiProblem {
    const problem = { type: 'about:blank', title: '', status: 0, detail: t.problem.unreachable };
    return new ApiProblem(problem, { cause });
  }

  get status(): number {
    return this.problem.status;
  }

  /** What is wrong with the field of this path. */
  field(path: string): string | undefined {
    return this.problem.errors?.find((error) => error.field === path)?.detail;
  }
}

/** The problem in a body; proxies on the way answer with other things. */
export function problemOf(body: unknown, response: Response): Problem {
  if (typeof body === 'object' && body !== null && 'detail' in body) return body as Problem;
  const detail = t.problem.status(response.status);
  return { type: 'about:blank', title: response.statusText, status: response.status, detail };
}

/** The HTTP status of `error`; 0 when the API could not be reached. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiProblem ? error.status : undefined;
}

/** `error` as a sentence. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof ApiProblem ? error.problem.detail : t.problem.unknown;
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
