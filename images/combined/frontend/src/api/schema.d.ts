// Made from openapi.json by `npm run generate`.
export interface paths {
  '/api/.well-known/jwks.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The public keys as a JWK set (RFC 7517) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The keys */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['KeySet'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Logs in
     * @description The token is also set as a cookie.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Login'];
        };
      };
      responses: {
        /** @description Logged in */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LoggedIn'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The e-mail address or the password is wrong */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many attempts; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Removes the cookie
     * @description A token that was kept elsewhere is good until it expires; that of a session can be ended by
     *     deleting the session.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The cookie is removed */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes an account */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Register'];
        };
      };
      responses: {
        /** @description The account was made */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Registered'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many attempts; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/validate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Says whether a token is good, and whose it is */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': components['schemas']['ValidateToken'] | null;
        };
      };
      responses: {
        /** @description The token is good */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Validated'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tells what changes for the caller, as server-sent events
     * @description First comes `snapshot` with all the caller's workspaces (data: `Snapshot`). After it, with
     *     nothing left out between:
     *
     *     - `workspace` when one is new or has changed (data: `Workspace`, as it is now);
     *     - `workspace-deleted` when one is gone (data: `WorkspaceDeleted`);
     *     - `session` when the caller's sessions have changed and should be fetched again (data:
     *       `SessionsChanged`).
     *
     *     Who reads slowly is told how things are, not each step of how they came to be so. Every 15
     *     seconds there is a comment, if nothing else. The stream ends when the token expires or is
     *     revoked (within 15 seconds), and when the server stops. After connecting again, all begins with
     *     a snapshot.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The events */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many attempts; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/git-credentials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the caller's git credentials, without passwords */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The credentials */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['GitCredentialList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/git-credentials/{host}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Sets the caller's credential for a git host
     * @description It is encrypted at rest. The caller's own workspaces get it when git asks them to log in to the
     *     host; nobody is ever shown the password again.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The host, such as git.example.com:8443 */
          host: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SetGitCredential'];
        };
      };
      responses: {
        /** @description It is set */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    post?: never;
    /** Removes the caller's credential for a git host */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description The host, such as git.example.com:8443 */
          host: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is gone */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the process answers
     * @description True without the store and without the cluster: restarting this process would bring back neither.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The process answers */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Health'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/operator/activity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Says who is at work, and whose volumes are full */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description All that is known */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ActivityList'];
          };
        };
        /** @description No token of the operator's account that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/activity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Says that someone is at work in the pod's workspace */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': components['schemas']['ReportActivity'] | null;
        };
      };
      responses: {
        /** @description It is known, to the minute */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/git-credentials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Gives the owner's credential for a git host */
    get: {
      parameters: {
        query: {
          /**
           * @description The host, with the port where that is not the usual one, as git says it.
           * @example git.example.com
           */
          host: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The credential */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PodGitCredential'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/notice': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Says that the pod shows its owner when it is suspended
     * @description A workspace whose pod has not said so is not suspended for lack of use: a pod that cannot reach
     *     the API could not have said either that someone is at work.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ConfirmNotice'];
        };
      };
      responses: {
        /** @description It is known */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Says how far the set-up of the pod's workspace is
     * @description What is said of an attempt before the last one known is refused.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ReportSetup'];
        };
      };
      responses: {
        /** @description It is known */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/volumes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Says which volumes of the pod's workspace have no room */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['FullVolumes'];
        };
      };
      responses: {
        /** @description It is known */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description A page of another site sent this */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pod/workspace': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows the pod's workspace */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The workspace */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PodWorkspace'];
          };
        };
        /** @description No token of a running pod that is meant for this API */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No workspace has the pod */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many calls; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/pools': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the pools */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The pools */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PoolList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the store can be written and read */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Requests are welcome */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ready'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the caller's sessions */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The sessions */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SessionList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    /**
     * Begins a session
     * @description Starts its workspace and waits until that can be opened, but not for longer than asked. The
     *     token is also set as a cookie. A request with an `Idempotency-Key` may be sent again for a day: it
     *     begins one session.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Chosen by the client, such as a UUID */
          'Idempotency-Key'?: string | null;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': components['schemas']['CreateSession'] | null;
        };
      };
      responses: {
        /** @description The workspace can be opened */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CreatedSession'];
          };
        };
        /** @description The workspace is still starting */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CreatedSession'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows a session */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The session */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Ends a session
     * @description Its token is good for nothing from then on. The workspace and its files stay.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its id */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is over */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows the caller's account */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The account */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Changes the caller's account */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['UpdateUser'];
        };
      };
      responses: {
        /** @description The account as it is now */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/users/me/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Changes the caller's password
     * @description Ends the caller's other sessions, and refuses every token that was signed before. The answer
     *     sets a new token as a cookie, bound to the same session as the old one, so that the caller
     *     stays logged in; who keeps tokens elsewhere logs in again.
     *
     *     The gateway checks tokens by their signature alone: until they expire (a day at most), it still
     *     opens workspaces to those that are refused here.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangePassword'];
        };
      };
      responses: {
        /** @description The password is changed */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Too many attempts; see Retry-After */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/volumes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the volumes that the caller's deleted workspaces have left
     * @description A new workspace continues from them with `storage.fromVolume`.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The volumes */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RetainedVolumeList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The API was installed without rights on what is in no namespace */
        501: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the caller's workspaces */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The workspaces */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkspaceList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    /**
     * Makes a workspace
     * @description A request with an `Idempotency-Key` may be sent again for a day: it makes one workspace, and the
     *     answer is that workspace as it is then.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Chosen by the client, such as a UUID */
          'Idempotency-Key'?: string | null;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': components['schemas']['CreateWorkspace'] | null;
        };
      };
      responses: {
        /** @description The workspace was made */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows a workspace */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The workspace */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Deletes a workspace
     * @description It stops at once; unless its policy is `Delete`, its volumes stay.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is being deleted */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeletedWorkspace'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /**
     * Changes a workspace
     * @description The pool has the last word: the conditions of the workspace say which of its bounds hold.
     */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['UpdateWorkspace'];
        };
      };
      responses: {
        /** @description The workspace as it is asked for now */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description The body is not JSON, or not all of it arrived */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body did not arrive in time */
        408: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The body is longer than 64 KiB */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The content type is not application/json */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Fields are missing, unknown or not valid; `errors` says which */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/workspaces/{name}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists what happened to a workspace
     * @description The cluster forgets after a while, by default an hour.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The events */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkspaceEventList'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces/{name}/setup/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Tries a workspace's set-up again
     * @description What was done is not done again, and files that are there are not touched.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description There is a new attempt */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces/{name}/start': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Starts a workspace */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is starting, or runs */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces/{name}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stops a workspace; its files stay */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its name */
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is stopping, or has stopped */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description No token, or not a valid one */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The token came in a cookie and the request from another site */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description There is none of that name, or it belongs to someone else */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The name is taken, what has it is being deleted, or the pool's quota is used up; `errors` has the numbers then */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
        /** @description Anything else that went wrong */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description What a pod has said of who is at work in it, and of its volumes. */
    Activity: {
      /** @description Which volumes have no room. */
      full: components['schemas']['FullVolumes'];
      /**
       * Format: date-time
       * @description When someone last did something, to the minute.
       */
      lastActivity: string | null;
      /**
       * Format: date-time
       * @description The time of suspension that the pod last showed to its owner.
       */
      noticeSeen: string | null;
    };
    /** @description What pods have said of who is at work in them, and of their volumes. */
    ActivityList: {
      /**
       * Format: date-time
       * @description What time it is here: the clock of all the times in it.
       */
      now: string;
      /** @description By the UID of the workspace. Of those that are missing nothing is known. */
      workspaces: {
        [key: string]: components['schemas']['Activity'];
      };
    };
    /** @description The password as it is and as it shall be. */
    ChangePassword: {
      /** @description As it is: a token alone must not be enough to lock its owner out. */
      currentPassword: components['schemas']['Password'];
      /** @description At least 8 characters; the most common ones are refused. */
      newPassword: components['schemas']['Password'];
    };
    /** @description One condition. */
    Condition: {
      /**
       * Format: date-time
       * @description Since when.
       */
      lastTransitionTime: string;
      /** @description Why, for people. */
      message: string;
      /** @description Why, in a word for programs. */
      reason: string;
      /** @description Whether it holds. */
      status: components['schemas']['ConditionStatus'];
      /**
       * @description `Ready`, `Claimed`, `Progressing`, `DisruptionPending` or `ResourcesUpToDate`.
       * @example Ready
       */
      type: string;
    };
    /**
     * @description Whether a condition holds.
     * @enum {string}
     */
    ConditionStatus: 'True' | 'False' | 'Unknown';
    /** @description What the pod was told. */
    ConfirmNotice: {
      /**
       * Format: date-time
       * @description When its workspace is going to be suspended, as its annotation says.
       */
      suspendAt: string;
    };
    /** @description Where to work. Everything has a default. */
    CreateSession: {
      /**
       * Format: int32
       * @description How long to wait for it, at most what the server is set to (60); that when absent.
       * @example 30
       */
      waitSeconds?: number | null;
      /**
       * @description One of the caller's workspaces. When absent, theirs; it is made if there is none.
       * @example my-project
       */
      workspace?: string | null;
    };
    /** @description What the workspace shall be. Everything has a default. */
    CreateWorkspace: {
      /**
       * @description A name for people.
       * @example My project
       */
      displayName?: string | null;
      idle?: components['schemas']['Idle'] | null;
      /**
       * @description The longest that it runs at a stretch; the pool's if that is shorter.
       * @example 12h
       */
      maxLifetime?: string | null;
      /**
       * @description Unique in the namespace; becomes part of a host name. A random one when absent.
       * @example my-project
       */
      name?: string | null;
      /**
       * @description The pool whose slot it gets.
       * @example coditect-combined
       */
      pool?: string | null;
      /** @description What becomes of its volumes when it is deleted. */
      reclaimPolicy?: components['schemas']['ReclaimPolicy'];
      resources?: components['schemas']['WorkspaceResources'] | null;
      /** @description Whether it starts at once; true when absent. */
      running?: boolean | null;
      setup?: components['schemas']['SetupSpec'] | null;
      storage?: components['schemas']['WorkspaceStorage'] | null;
    };
    /** @description A session that has begun. */
    CreatedSession: components['schemas']['Session'] & {
      /** @description Good for the API and for the session's workspace. */
      token: string;
      /**
       * @description Always `Bearer`.
       * @example Bearer
       */
      tokenType: string;
    };
    /** @description What is left of a deleted workspace. */
    DeletedWorkspace: {
      /**
       * @description Its name.
       * @example my-project
       */
      name: string;
      /** @description What becomes of its volumes. */
      reclaimPolicy: components['schemas']['ReclaimPolicy'];
      /** @description The volumes that stay and hold its files. */
      retainedVolumes: string[];
    };
    /** @description What is wrong with one field. */
    FieldError: {
      /**
       * @description What is wrong with it.
       * @example must be an e-mail address, such as ada@example.com
       */
      detail: string;
      /**
       * @description The path of the field in the body.
       * @example email
       */
      field: string;
    };
    /** @description Retained volumes, as `GET /api/volumes` lists them. */
    FromVolume: {
      /** @description The one with settings and extensions; a new one when absent. */
      config?: string | null;
      /**
       * @description The one with files.
       * @example pvc-1c9e4c1e-7d8b-4a7e-9d43-2a1f6b0f5d11
       */
      workspace: string;
    };
    /** @description Which volumes of a workspace have no room: hardly anything can be written to them. */
    FullVolumes: {
      /** @description That with the IDE's settings. */
      config: boolean;
      /** @description That with the files. */
      workspace: boolean;
    };
    /** @description That there is a credential for a host. Its password is never shown. */
    GitCredential: {
      /**
       * @description The host, with the port where that is not the usual one.
       * @example git.example.com
       */
      host: string;
      /**
       * Format: date-time
       * @description When it was set.
       */
      updatedAt: string;
      /**
       * @description The user name there.
       * @example ada
       */
      username: string;
    };
    /** @description The caller's git credentials. */
    GitCredentialList: {
      /** @description By host. */
      items: components['schemas']['GitCredential'][];
    };
    /** @description That the process answers, and what it thinks of its store. */
    Health: {
      /**
       * @description Always `ok`.
       * @example ok
       */
      status: string;
      /**
       * @description `ok`, or `unavailable` while requests that need it are refused with 503.
       * @example ok
       */
      store: string;
    };
    /** @description When a workspace is suspended for lack of use. */
    Idle: {
      /**
       * @description After this long without activity, within the pool's bounds: hours, minutes and seconds.
       * @example 1h30m
       */
      suspendAfter?: string | null;
    };
    /** @description The public keys. */
    KeySet: {
      /** @description Each as a JWK. */
      keys: {
        [key: string]: unknown;
      }[];
    };
    /** @description A token and whose it is. */
    LoggedIn: {
      /**
       * Format: int64
       * @description Seconds until it expires.
       * @example 86400
       */
      expiresIn: number;
      /** @description To be sent in `Authorization: Bearer`. */
      token: string;
      /**
       * @description Always `Bearer`.
       * @example Bearer
       */
      tokenType: string;
      /** @description Whose it is. */
      user: components['schemas']['User'];
    };
    /** @description Who logs in. */
    Login: {
      /**
       * @description As registered; case makes no difference.
       * @example ada@example.com
       */
      email: string;
      /** @description Exactly as registered. */
      password: components['schemas']['Password'];
    };
    /**
     * Format: password
     * @description A password as it was typed. It does not show itself in logs.
     */
    Password: string;
    /**
     * @description Where a workspace is in its life.
     * @enum {string}
     */
    Phase: 'Pending' | 'Starting' | 'Running' | 'Suspending' | 'Suspended' | 'Releasing' | 'Failed';
    /** @description A credential as git takes it. */
    PodGitCredential: {
      /** @description The password or token. */
      password: components['schemas']['Secret'];
      /**
       * @description The user name.
       * @example ada
       */
      username: string;
    };
    /** @description The owner of a pod's workspace. */
    PodOwner: {
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName: string | null;
      /**
       * @description Their e-mail address, unless they have no account here.
       * @example ada@example.com
       */
      email: string | null;
      /** @description The id. */
      id: string;
    };
    /** @description The workspace of a pod. */
    PodWorkspace: {
      /**
       * @description Its name.
       * @example my-project
       */
      name: string;
      /**
       * @description The namespace.
       * @example coditect
       */
      namespace: string;
      /** @description Whose it is. */
      owner: components['schemas']['PodOwner'];
      /**
       * @description Where people reach the gateway.
       * @example https://ide.example.com
       */
      publicUrl: string;
      setup: components['schemas']['SetupSpec'] | null;
      /** @description Its UID: names are used again, this is not. */
      uid: string;
    };
    /** @description A pool of slots that are alike. */
    Pool: {
      /** @description How many slots it keeps. */
      capacity: components['schemas']['PoolCapacity'];
      /**
       * @description What its slots run.
       * @example coditect/combined:1.0
       */
      image: string;
      /** @description Whether workspaces that name no pool get a slot of this one. */
      isDefault: boolean;
      /** @description Why it is ready or not, for people. */
      message: string;
      /**
       * @description Its name.
       * @example coditect-combined
       */
      name: string;
      /** @description Whether it has the spare slots that it should. */
      ready: boolean;
      /** @description CPU and memory of each. */
      resources: components['schemas']['PoolResources'];
      /** @description How many it has now. */
      slots: components['schemas']['PoolSlots'];
      /** @description The volumes of each. */
      storage: components['schemas']['PoolStorage'];
    };
    /** @description How many slots a pool keeps. */
    PoolCapacity: {
      /**
       * Format: int32
       * @description Free ones that have to start first.
       * @example 2
       */
      coldSpares: number;
      /**
       * Format: int32
       * @description At most, in all.
       * @example 100
       */
      maximum: number;
      /**
       * Format: int32
       * @description Free ones that run already: a workspace has one at once.
       * @example 1
       */
      warmSpares: number;
    };
    /** @description The pools. */
    PoolList: {
      /** @description By name. */
      items: components['schemas']['Pool'][];
    };
    /** @description CPU and memory of a slot. */
    PoolResources: {
      /** @description What it gets at most. */
      limits: components['schemas']['Resources'];
      /** @description What is reserved for it. */
      requests: components['schemas']['Resources'];
    };
    /** @description How many slots a pool has, by state. */
    PoolSlots: {
      /**
       * Format: int32
       * @description Those of workspaces.
       */
      claimed: number;
      /**
       * Format: int32
       * @description Free ones that do not.
       */
      cold: number;
      /**
       * Format: int32
       * @description Free ones that run.
       */
      warm: number;
    };
    /** @description Sizes of the volumes of a slot, as Kubernetes quantities. */
    PoolStorage: {
      /**
       * @description Settings and extensions.
       * @example 5Gi
       */
      config: string;
      /**
       * @description Files.
       * @example 10Gi
       */
      workspace: string;
    };
    /** @description A problem (RFC 9457). */
    Problem: {
      /**
       * @description What is wrong this time.
       * @example some fields are not valid
       */
      detail: string;
      /** @description Which fields are wrong, if that is what it is. */
      errors?: components['schemas']['FieldError'][];
      /**
       * Format: int32
       * @description The HTTP status.
       * @example 422
       */
      status: number;
      /**
       * @description The kind of problem in words.
       * @example Unprocessable Entity
       */
      title: string;
      /**
       * @description Which kind of problem, for programs.
       * @example https://coditect.ai/problems/unprocessable-entity
       */
      type: string;
    };
    /** @description That requests are welcome. */
    Ready: {
      /**
       * @description Always `ready`.
       * @example ready
       */
      status: string;
    };
    /**
     * @description What becomes of a workspace's volumes when it is deleted.
     * @enum {string}
     */
    ReclaimPolicy: 'Retain' | 'Delete';
    /** @description Who wants an account. */
    Register: {
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName?: string | null;
      /**
       * @description Case and surrounding space make no difference.
       * @example ada@example.com
       */
      email: string;
      /** @description At least 8 characters; the most common ones are refused. */
      password: components['schemas']['Password'];
    };
    /** @description The account that was made. */
    Registered: {
      /** @description It. */
      user: components['schemas']['User'];
    };
    /** @description Nothing yet. */
    ReportActivity: Record<string, never>;
    /** @description How far the set-up is. */
    ReportSetup: {
      /**
       * Format: int32
       * @description Which attempt this is.
       */
      attempt: number;
      /** @description What is being done or why it failed, for people. */
      message: string;
      /**
       * Format: int32
       * @description How much of the step is done, where that is known.
       */
      percent?: number | null;
      /** @description Whether it is over, and how it ended. */
      phase: components['schemas']['SetupPhase'];
      step?: components['schemas']['SetupStep'] | null;
    };
    /** @description An amount of each resource, as Kubernetes quantities. */
    Resources: {
      /**
       * @description Cores.
       * @example 2
       */
      cpu: string;
      /**
       * @description Bytes.
       * @example 4Gi
       */
      memory: string;
    };
    /** @description A volume that a deleted workspace has left. */
    RetainedVolume: {
      /** @description What it holds. */
      kind: components['schemas']['VolumeKind'];
      /**
       * @description Its name, by which a new workspace continues from it.
       * @example pvc-1c9e4c1e-7d8b-4a7e-9d43-2a1f6b0f5d11
       */
      name: string;
      /**
       * Format: date-time
       * @description Since when nobody has it.
       */
      since: string | null;
      /**
       * @description How large it is, as a Kubernetes quantity.
       * @example 10Gi
       */
      size: string;
      /**
       * @description The workspace that left it.
       * @example my-project
       */
      workspace: string;
    };
    /** @description The volumes that the caller's deleted workspaces have left. */
    RetainedVolumeList: {
      /** @description The newest first. */
      items: components['schemas']['RetainedVolume'][];
    };
    /**
     * Format: password
     * @description A password or token. It does not show itself in logs.
     */
    Secret: string;
    /** @description A session and its workspace as it is now. */
    Session: {
      /**
       * Format: date-time
       * @description When it began.
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it ends.
       */
      expiresAt: string;
      /** @description Its id. */
      id: string;
      /**
       * Format: date-time
       * @description When it was last used, to the minute.
       */
      lastSeen: string;
      /** @description What is being waited for, for people. */
      message: string | null;
      /** @description Whether its workspace can be opened. */
      state: components['schemas']['SessionState'];
      /** @description Where to open it. */
      url: string | null;
      workspace: components['schemas']['Workspace'] | null;
    };
    /** @description The caller's sessions. */
    SessionList: {
      /** @description Newest first. */
      items: components['schemas']['Session'][];
    };
    /**
     * @description Whether the workspace of a session can be opened.
     * @enum {string}
     */
    SessionState: 'ready' | 'starting' | 'suspended' | 'gone';
    /** @description Data of `session`: nothing, the sessions are to be fetched again. */
    SessionsChanged: Record<string, never>;
    /** @description A credential for a git host. */
    SetGitCredential: {
      /** @description The password or token. */
      password: components['schemas']['Secret'];
      /**
       * @description The user name; where there is only a token, what the host asks for in its place.
       * @example ada
       */
      username: string;
    };
    /** @description A git repository with a person's settings in it. */
    SetupDotfiles: {
      /**
       * @description A branch, a tag or a commit; the default branch when absent.
       * @example main
       */
      ref?: string | null;
      /**
       * @description As that of the repository.
       * @example https://git.example.com/ada/dotfiles.git
       */
      url: string;
    };
    /** @description Who commits. */
    SetupIdentity: {
      /**
       * @description `user.email` of git.
       * @example ada@example.com
       */
      email: string;
      /**
       * @description `user.name` of git.
       * @example Ada Lovelace
       */
      name: string;
    };
    /**
     * @description Whether an attempt is over, and how it ended.
     * @enum {string}
     */
    SetupPhase: 'Waiting' | 'Running' | 'Succeeded' | 'Failed';
    /** @description How far an attempt at the set-up of a workspace is. */
    SetupProgress: {
      /**
       * Format: int32
       * @description Which attempt this is, from 0.
       */
      attempt: number;
      /**
       * @description What is being done or why it failed, for people.
       * @example Receiving objects
       */
      message: string;
      /**
       * Format: int32
       * @description How much of the step is done, where that is known.
       */
      percent: number | null;
      /** @description Whether it is over, and how it ended. */
      phase: components['schemas']['SetupPhase'];
      step: components['schemas']['SetupStep'] | null;
      /**
       * Format: date-time
       * @description When the pod said so.
       */
      updatedAt: string;
    };
    /** @description A git repository with a project in it. */
    SetupRepository: {
      /**
       * Format: int32
       * @description How many commits of history to fetch; all when absent.
       * @example 1
       */
      depth?: number | null;
      /**
       * @description A branch, a tag or a commit; the default branch when absent.
       * @example main
       */
      ref?: string | null;
      /**
       * @description `https://…`, `http://…`, `ssh://…` or `git@host:path`, without credentials.
       * @example https://git.example.com/team/project.git
       */
      url: string;
    };
    /** @description What is done once in a new workspace, before its owner begins. */
    SetupSpec: {
      /**
       * Format: int32
       * @description Which attempt this is, from 0.
       */
      attempt?: number;
      dotfiles?: components['schemas']['SetupDotfiles'] | null;
      identity?: components['schemas']['SetupIdentity'] | null;
      repository?: components['schemas']['SetupRepository'] | null;
      /**
       * @description Run once in the workspace folder, by `bash -lc`.
       * @example npm install
       */
      startCommand?: string | null;
    };
    /**
     * @description A part of the set-up.
     * @enum {string}
     */
    SetupStep: 'identity' | 'repository' | 'dotfiles' | 'startCommand';
    /** @description Data of `snapshot`. */
    Snapshot: {
      /** @description All the caller's workspaces, by name. */
      workspaces: components['schemas']['Workspace'][];
    };
    /** @description What shall change. */
    UpdateUser: {
      /**
       * @description What to call them; null for nothing in particular.
       * @example Ada
       */
      displayName: string | null;
    };
    /** @description What shall be different. What is absent stays as it is; what is null is left to the pool. */
    UpdateWorkspace: {
      /**
       * @description A name for people; none when null.
       * @example My project
       */
      displayName?: string | null;
      idle?: components['schemas']['Idle'] | null;
      /**
       * @description The longest that it runs at a stretch; the pool's if that is shorter.
       * @example 12h
       */
      maxLifetime?: string | null;
      resources?: components['schemas']['WorkspaceResources'] | null;
      /** @description Whether it is meant to run. */
      running?: boolean | null;
    };
    /** @description A user. */
    User: {
      /**
       * Format: date-time
       * @description When they registered.
       */
      createdAt: string;
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName: string | null;
      /**
       * @description Normalized.
       * @example ada@example.com
       */
      email: string;
      /**
       * @description Never changes.
       * @example 5c1c9a36-7a4f-4c0e-9a8e-0f2f1d3c5b77
       */
      id: string;
    };
    /** @description Which token; when absent, that of the request itself. */
    ValidateToken: {
      /** @description The token. */
      token?: string | null;
    };
    /** @description A good token. */
    Validated: {
      /**
       * Format: date-time
       * @description When it ceases to be good.
       */
      expiresAt: string;
      session: components['schemas']['ValidatedSession'] | null;
      /** @description Whose it is. */
      user: components['schemas']['User'];
      /** @description Always true; a bad token is a 401. */
      valid: boolean;
    };
    /** @description The session of a token. */
    ValidatedSession: {
      /** @description Its id. */
      id: string;
      /** @description Its workspace as `<namespace>/<name>`. */
      workspace: string | null;
    };
    /**
     * @description What a volume holds.
     * @enum {string}
     */
    VolumeKind: 'workspace' | 'config';
    /** @description The PersistentVolumes of a workspace, once they are bound. */
    Volumes: {
      /** @description Settings and extensions. */
      config: string | null;
      /** @description Files. */
      workspace: string | null;
    };
    /** @description A workspace. */
    Workspace: {
      /** @description Why it is as it is. */
      conditions: components['schemas']['Condition'][];
      /**
       * Format: date-time
       * @description When it was made.
       */
      createdAt: string | null;
      /** @description A name for people. */
      displayName: string | null;
      idle: components['schemas']['Idle'] | null;
      /**
       * Format: date-time
       * @description When someone last did something in it, to the minute.
       */
      lastActivity: string | null;
      /**
       * @description The longest that it asks to run at a stretch, if not as long as the pool lets it.
       * @example 12h
       */
      maxLifetime: string | null;
      /**
       * @description Its name, unique in the namespace.
       * @example my-project
       */
      name: string;
      /**
       * @description The namespace.
       * @example coditect
       */
      namespace: string;
      /** @description The id of its owner. */
      owner: string;
      /** @description Where it is in its life. */
      phase: components['schemas']['Phase'];
      /**
       * @description The pool whose slot it has.
       * @example coditect-combined
       */
      pool: string;
      /** @description Whether it can be opened now. */
      ready: boolean;
      /** @description What becomes of its volumes when it is deleted. */
      reclaimPolicy: components['schemas']['ReclaimPolicy'];
      resources: components['schemas']['WorkspaceResources'] | null;
      /**
       * Format: date-time
       * @description When its pod will be restarted, for a new version of the IDE.
       */
      restartAt: string | null;
      /** @description Whether it is meant to run. */
      running: boolean;
      setup: components['schemas']['SetupSpec'] | null;
      setupProgress: components['schemas']['SetupProgress'] | null;
      /**
       * @description The slot that it has.
       * @example coditect-combined-hybrid-0
       */
      slot: string | null;
      storage: components['schemas']['WorkspaceStorage'] | null;
      /**
       * Format: date-time
       * @description When it will be stopped unless someone does something.
       */
      suspendAt: string | null;
      /**
       * @description Where its owner opens it.
       * @example http://my-project--coditect.coditect.localhost:8080/
       */
      url: string;
      /** @description The volumes that hold its files. */
      volumes: components['schemas']['Volumes'];
    };
    /** @description Data of `workspace-deleted`. */
    WorkspaceDeleted: {
      /**
       * @description The name of the workspace that is gone.
       * @example my-project
       */
      name: string;
    };
    /** @description Something that happened to a workspace, once or several times. */
    WorkspaceEvent: {
      /**
       * Format: int32
       * @description How often.
       * @example 1
       */
      count: number;
      /**
       * Format: date-time
       * @description When last.
       */
      lastSeen: string;
      /** @description What, for people. */
      message: string;
      /**
       * @description What, in a word for programs.
       * @example SlotClaimed
       */
      reason: string;
      /** @description Whether someone should look. */
      type: components['schemas']['WorkspaceEventType'];
    };
    /** @description What happened to a workspace. */
    WorkspaceEventList: {
      /** @description Newest first, at most 100. */
      items: components['schemas']['WorkspaceEvent'][];
    };
    /**
     * @description Whether someone should look.
     * @enum {string}
     */
    WorkspaceEventType: 'Normal' | 'Warning';
    /** @description The caller's workspaces. */
    WorkspaceList: {
      /** @description By name. */
      items: components['schemas']['Workspace'][];
    };
    /** @description CPU and memory of one workspace. */
    WorkspaceResources: {
      /** @description What it gets at most. */
      limits: components['schemas']['Resources'];
      /** @description What is reserved for it. */
      requests: components['schemas']['Resources'];
    };
    /** @description Where the files of a workspace come from. */
    WorkspaceStorage: {
      fromVolume?: components['schemas']['FromVolume'] | null;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
