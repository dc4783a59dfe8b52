// Made from openapi.json by `npm run generate`.
export interface paths {
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
        /** @description The name is taken, or what has it is being deleted */
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
      };
    };
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
          'application/json': null | components['schemas']['ValidateToken'];
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
    /** Removes the cookie */
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
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
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
            'application/json': unknown;
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
  '/api/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows the caller */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The caller */
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
        /** @description The caller */
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
     * @description Ends the user's other sessions, and tokens that were issued before.
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
        /** @description It is changed */
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
      };
    };
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
      };
    };
    put?: never;
    /** Makes a workspace */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': null | components['schemas']['CreateWorkspace'];
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
        /** @description The name is taken, or what has it is being deleted */
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
      };
    };
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
        /** @description The name is taken, or what has it is being deleted */
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
        /** @description The name is taken, or what has it is being deleted */
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
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/workspaces/{name}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists what happened to a workspace */
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
    /** Tries again what failed in the set-up */
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
        /** @description It is tried again */
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
        /** @description The name is taken, or what has it is being deleted */
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
    /** Streams changes of the caller's own things */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description `snapshot`, then `workspace`, `workspace-deleted` and `session` events */
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
        /** @description The store or the cluster does not answer; see Retry-After */
        503: {
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
      };
    };
    put?: never;
    /** Begins a session */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': null | components['schemas']['CreateSession'];
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
        /** @description The name is taken, or what has it is being deleted */
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
      };
    };
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
    /** Lists the caller's git credentials */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The credentials, without passwords */
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
    /** Sets the credential for a host */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its host */
          host: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PutGitCredential'];
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
      };
    };
    post?: never;
    /** Removes the credential of a host */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description Its host */
          host: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is removed */
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
        /** @description All is well */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Healthy'];
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
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description The old password and the new one. */
    ChangePassword: {
      /**
       * Format: password
       * @description As it is now.
       */
      currentPassword: string;
      /**
       * Format: password
       * @description At least 8 characters; the most common ones are refused.
       */
      newPassword: string;
    };
    /** @description One condition. */
    Condition: {
      /** @description `Ready`, `Claimed` or `Progressing`. */
      type: string;
      /** @description `True`, `False` or `Unknown`. */
      status: string;
      /** @description Why, in a word for programs. */
      reason: string;
      /** @description Why, for people. */
      message: string;
      /**
       * Format: date-time
       * @description Since when.
       */
      lastTransitionTime: string;
    };
    /** @description Where to work. Everything has a default. */
    CreateSession: {
      /**
       * @description One of the caller's workspaces. When absent, theirs; it is made if there is none.
       * @example my-project
       */
      workspace?: string | null;
      /**
       * Format: int32
       * @description How long to wait for it, at most what the server is set to (60); that when absent.
       * @example 30
       */
      waitSeconds?: number | null;
    };
    /** @description What the workspace shall be. Everything has a default. */
    CreateWorkspace: {
      /**
       * @description Unique in the namespace; becomes part of a host name. A random one when absent.
       * @example my-project
       */
      name?: string | null;
      /**
       * @description A name for people.
       * @example My project
       */
      displayName?: string | null;
      /**
       * @description The pool whose slot it gets.
       * @example coditect-combined
       */
      pool?: string | null;
      reclaimPolicy?: components['schemas']['ReclaimPolicy'];
      /** @description Whether it starts at once; true when absent. */
      running?: boolean | null;
      setup?: null | components['schemas']['SetupSpec'];
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
      /**
       * @description What becomes of its volumes.
       * @example Retain
       */
      reclaimPolicy: string;
      /** @description The volumes that stay and hold its files. */
      retainedVolumes: string[];
    };
    /** @description What is wrong with one field. */
    FieldError: {
      /**
       * @description The path of the field in the body.
       * @example email
       */
      field: string;
      /**
       * @description What is wrong with it.
       * @example must be an e-mail address, such as ada@example.com
       */
      detail: string;
    };
    /** @description That there is a password for a git host; nobody can read it. */
    GitCredential: {
      /**
       * @description The host.
       * @example git.example
       */
      host: string;
      /**
       * @description As whom.
       * @example ada
       */
      username: string;
      /**
       * Format: date-time
       * @description When it was last set.
       */
      updatedAt: string;
    };
    /** @description The caller's git credentials. */
    GitCredentialList: {
      /** @description By host. */
      items: components['schemas']['GitCredential'][];
    };
    /** @description That all is well. */
    Healthy: {
      /**
       * @description Always `ok`.
       * @example ok
       */
      status: string;
    };
    /** @description A token and whose it is. */
    LoggedIn: {
      /** @description To be sent in `Authorization: Bearer`. */
      token: string;
      /**
       * @description Always `Bearer`.
       * @example Bearer
       */
      tokenType: string;
      /**
       * Format: int64
       * @description Seconds until it expires.
       * @example 86400
       */
      expiresIn: number;
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
      /**
       * Format: password
       * @description Exactly as registered.
       */
      password: string;
    };
    /** @description A pool of slots. */
    Pool: {
      /**
       * @description Its name.
       * @example coditect-combined
       */
      name: string;
      /** @description Whether it gives slots. */
      ready: boolean;
      /** @description Why it is as it is, for people. */
      message: string;
      /**
       * @description What its workspaces run.
       * @example coditect/combined:1.0.0
       */
      image: string;
      /** @description Whether workspaces come from it when none is named. */
      isDefault: boolean;
      /** @description How much it keeps ready. */
      capacity: components['schemas']['PoolCapacity'];
      /** @description What there is now. */
      slots: components['schemas']['PoolSlots'];
      /** @description How large the volumes are. */
      storage: components['schemas']['PoolStorage'];
      /** @description What a running workspace gets. */
      resources: components['schemas']['PoolResources'];
    };
    /** @description How much a pool keeps ready. */
    PoolCapacity: {
      /**
       * Format: int32
       * @description Running slots without an owner.
       */
      warmSpares: number;
      /**
       * Format: int32
       * @description Slots without an owner that do not run.
       */
      coldSpares: number;
      /**
       * Format: int32
       * @description Most slots.
       */
      maximum: number;
    };
    /** @description The pools. */
    PoolList: {
      /** @description By name. */
      items: components['schemas']['Pool'][];
    };
    /** @description CPU and memory. */
    PoolResources: {
      /** @description What is set aside. */
      requests: components['schemas']['Resources'];
      /** @description The most it gets. */
      limits: components['schemas']['Resources'];
    };
    /** @description The slots of a pool. */
    PoolSlots: {
      /**
       * Format: int32
       * @description With an owner.
       */
      claimed: number;
      /**
       * Format: int32
       * @description Running, without one.
       */
      warm: number;
      /**
       * Format: int32
       * @description Not running, without one.
       */
      cold: number;
    };
    /** @description The size of volumes. */
    PoolStorage: {
      /**
       * @description Files.
       * @example 10Gi
       */
      workspace: string;
      /**
       * @description Settings and extensions.
       * @example 5Gi
       */
      config: string;
    };
    /** @description A problem (RFC 9457). */
    Problem: {
      /**
       * @description Which kind of problem, for programs.
       * @example https://coditect.ai/problems/unprocessable-entity
       */
      type: string;
      /**
       * @description The kind of problem in words.
       * @example Unprocessable Entity
       */
      title: string;
      /**
       * Format: int32
       * @description The HTTP status.
       * @example 422
       */
      status: number;
      /**
       * @description What is wrong this time.
       * @example some fields are not valid
       */
      detail: string;
      /** @description Which fields are wrong, if that is what it is. */
      errors?: components['schemas']['FieldError'][];
    };
    /** @description How to log in at a git host. */
    PutGitCredential: {
      /**
       * @description As whom.
       * @example ada
       */
      username: string;
      /**
       * Format: password
       * @description A password or an access token.
       */
      password: string;
    };
    /**
     * @description What becomes of the volumes.
     * @enum {string}
     */
    ReclaimPolicy: 'Retain' | 'Delete';
    /** @description Who wants an account. */
    Register: {
      /**
       * @description Case and surrounding space make no difference.
       * @example ada@example.com
       */
      email: string;
      /**
       * Format: password
       * @description At least 8 characters; the most common ones are refused.
       */
      password: string;
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName?: string | null;
    };
    /** @description The account that was made. */
    Registered: {
      /** @description It. */
      user: components['schemas']['User'];
    };
    /** @description CPU and memory. */
    Resources: {
      /**
       * @description As Kubernetes writes it.
       * @example 500m
       */
      cpu?: string | null;
      /**
       * @description As Kubernetes writes it.
       * @example 1Gi
       */
      memory?: string | null;
    };
    /** @description A session and its workspace as it is now. */
    Session: {
      /** @description Its id. */
      id: string;
      /** @description Whether its workspace can be opened. */
      state: components['schemas']['SessionState'];
      /** @description What is being waited for, for people. */
      message?: string | null;
      workspace?: null | components['schemas']['Workspace'];
      /** @description Where to open it. */
      url?: string | null;
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
      /**
       * Format: date-time
       * @description When it was last used, to the minute.
       */
      lastSeen: string;
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
    /** @description A git repository of settings. */
    SetupDotfiles: {
      /**
       * @description As git takes it.
       * @example https://git.example/dotfiles.git
       */
      url: string;
      /** @description Branch, tag or commit. */
      ref?: string | null;
    };
    /** @description The author of commits. */
    SetupIdentity: {
      /**
       * @description Their name.
       * @example Ada
       */
      name: string;
      /**
       * @description Their address.
       * @example ada@example.com
       */
      email: string;
    };
    /**
     * @description Where the set-up is.
     * @enum {string}
     */
    SetupPhase: 'Waiting' | 'Running' | 'Succeeded' | 'Failed';
    /** @description How far the set-up is. */
    SetupProgress: {
      phase: components['schemas']['SetupPhase'];
      step?: null | components['schemas']['SetupStep'];
      /** @description What goes on, for people. */
      message: string;
      /**
       * Format: double
       * @description Of the step, where that is known.
       */
      percent?: number | null;
      /**
       * Format: int32
       * @description Which attempt this is about.
       */
      attempt: number;
      /**
       * Format: date-time
       * @description When the pod said so.
       */
      updatedAt: string;
    };
    /** @description A git repository. */
    SetupRepository: {
      /**
       * @description As git takes it: https, ssh or `git@host:path`.
       * @example https://git.example/x.git
       */
      url: string;
      /**
       * @description Branch, tag or commit; the default branch when absent.
       * @example main
       */
      ref?: string | null;
      /**
       * Format: int32
       * @description How much history; all of it when absent.
       */
      depth?: number | null;
    };
    /** @description What the workspace is filled with when it first starts. */
    SetupSpec: {
      repository?: null | components['schemas']['SetupRepository'];
      dotfiles?: null | components['schemas']['SetupDotfiles'];
      identity?: null | components['schemas']['SetupIdentity'];
      /**
       * @description Run once in the workspace folder.
       * @example npm install
       */
      startCommand?: string | null;
      /**
       * Format: int32
       * @description Counts on when what failed is tried again.
       */
      attempt?: number;
    };
    /**
     * @description What the set-up does.
     * @enum {string}
     */
    SetupStep: 'identity' | 'repository' | 'dotfiles' | 'startCommand';
    /** @description What shall be different. */
    UpdateUser: {
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName?: string | null;
    };
    /** @description A user. */
    User: {
      /**
       * @description Never changes.
       * @example 5c1c9a36-7a4f-4c0e-9a8e-0f2f1d3c5b77
       */
      id: string;
      /**
       * @description Normalized.
       * @example ada@example.com
       */
      email: string;
      /**
       * @description What to call them.
       * @example Ada
       */
      displayName?: string | null;
      /**
       * Format: date-time
       * @description When they registered.
       */
      createdAt: string;
    };
    /** @description Which token; when absent, that of the request itself. */
    ValidateToken: {
      /** @description The token. */
      token?: string | null;
    };
    /** @description A good token. */
    Validated: {
      /** @description Always true; a bad token is a 401. */
      valid: boolean;
      /** @description Whose it is. */
      user: components['schemas']['User'];
      /**
       * Format: date-time
       * @description When it ceases to be good.
       */
      expiresAt: string;
      session?: null | components['schemas']['ValidatedSession'];
    };
    /** @description The session of a token. */
    ValidatedSession: {
      /** @description Its id. */
      id: string;
      /** @description Its workspace as `<namespace>/<name>`. */
      workspace?: string | null;
    };
    /** @description The PersistentVolumes of a workspace, once they are bound. */
    Volumes: {
      /** @description Files. */
      workspace?: string | null;
      /** @description Settings and extensions. */
      config?: string | null;
    };
    /** @description A workspace. */
    Workspace: {
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
      /** @description A name for people. */
      displayName?: string | null;
      /** @description The id of its owner. */
      owner: string;
      /**
       * @description The pool whose slot it has.
       * @example coditect-combined
       */
      pool: string;
      /**
       * @description Where it is in its life: `Pending`, `Starting`, `Running`, `Suspending`, `Suspended`, `Releasing` or `Failed`.
       * @example Running
       */
      phase: string;
      /** @description Whether it can be opened now. */
      ready: boolean;
      /** @description Whether it is meant to run. */
      running: boolean;
      /**
       * @description What becomes of its volumes when it is deleted: `Retain` or `Delete`.
       * @example Retain
       */
      reclaimPolicy: string;
      /**
       * @description Where its owner opens it.
       * @example http://my-project--coditect.coditect.localhost:8080/
       */
      url: string;
      /**
       * @description The slot that it has.
       * @example coditect-combined-hybrid-0
       */
      slot?: string | null;
      /** @description The volumes that hold its files. */
      volumes: components['schemas']['Volumes'];
      /** @description Why it is as it is. */
      conditions: components['schemas']['Condition'][];
      /**
       * Format: date-time
       * @description When it was made.
       */
      createdAt?: string | null;
      setup?: null | components['schemas']['SetupSpec'];
      setupProgress?: null | components['schemas']['SetupProgress'];
      /**
       * Format: date-time
       * @description When somebody last worked in it.
       */
      lastActivity?: string | null;
      /**
       * Format: date-time
       * @description When it is suspended unless somebody works in it.
       */
      suspendAt?: string | null;
    };
    /** @description Something that happened to a workspace. */
    WorkspaceEvent: {
      /**
       * @description Whether somebody should look.
       * @enum {string}
       */
      type: 'Normal' | 'Warning';
      /**
       * @description What, in a word for programs.
       * @example SlotClaimed
       */
      reason: string;
      /** @description What, for people. */
      message: string;
      /**
       * Format: int32
       * @description How many times.
       * @example 1
       */
      count: number;
      /**
       * Format: date-time
       * @description When it last happened.
       */
      lastSeen: string;
    };
    /** @description What happened to a workspace. */
    WorkspaceEventList: {
      /** @description Newest first, at most 100. */
      items: components['schemas']['WorkspaceEvent'][];
    };
    /** @description The caller's workspaces. */
    WorkspaceList: {
      /** @description By name. */
      items: components['schemas']['Workspace'][];
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
