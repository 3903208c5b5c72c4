import type { MiddlewareHandler } from 'hono';

/** Headers of every answer; pages add their own content security policy. */
export function headersFor(origin: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(self), geolocation=(), browsing-topics=()',
    ...(origin.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

export function securityHeaders(origin: string): MiddlewareHandler {
  const entries = Object.entries(headersFor(origin));
  return async (http, next) => {
    await next();
    for (const [name, value] of entries) {
      if (!http.res.headers.has(name)) http.res.headers.set(name, value);
    }
  };
}
