import type { FastifyReply, FastifyRequest } from 'fastify';

/** With TLS a browser takes the cookie only from this very host, and sends it only over TLS. */
export const SECURE_COOKIE = '__Host-inspectai_session';
/** And without TLS. */
export const PLAIN_COOKIE = 'inspectai_session';

type Asked = Pick<FastifyRequest, 'headers' | 'protocol'>;

/** The token of the session that a request belongs to, if it carries one. */
export function sessionTokenOf({ headers, protocol }: Asked): string | undefined {
  const wanted = `${protocol === 'https' ? SECURE_COOKIE : PLAIN_COOKIE}=`;
  const found = (headers.cookie ?? '').split(/; */).find(pair => pair.startsWith(wanted));
  const token = found?.slice(wanted.length);
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}

/** Gives the browser its session; it forgets it when it is closed. */
export function setSessionCookie(request: Asked, reply: FastifyReply, token: string): void {
  reply.header('set-cookie', cookieOf(request, token));
}

/** Takes the session from the browser. */
export function clearSessionCookie(request: Asked, reply: FastifyReply): void {
  reply.header('set-cookie', `${cookieOf(request, '')}; Max-Age=0`);
}

/** No script reads it, and no page of another site has it sent. */
function cookieOf({ protocol }: Asked, value: string): string {
  const isSecure = protocol === 'https';
  return `${isSecure ? SECURE_COOKIE : PLAIN_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
