import type { App } from './app-type.ts';
import { isOpenedInBrowser, sendConsole } from './console.ts';
import { RequestError } from './problems.ts';

/** Tells a path that is not there from one that does not take the method. */
export function addNotFound(app: App): void {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsOf.set(url, methods);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!;
    const methods = [...methodsOf].find(([pattern]) => matches(pattern, path))?.[1];
    const shown = path.slice(0, 200);
    if (!methods && isOpenedInBrowser(request)) return sendConsole(reply.code(404));
    if (!methods)
      throw new RequestError('not_found', `There is nothing at ${shown}. /docs lists what there is.`);
    const allowed = [...methods].sort().join(', ');
    reply.header('allow', allowed);
    throw new RequestError('method_not_allowed', `${shown} takes ${allowed}, not ${request.method}.`);
  });
}

/** Whether a path is one of a route such as `/model/info/:category`. */
function matches(pattern: string, path: string): boolean {
  if (pattern.includes('*')) return false;
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith(':') || part === given[at])
  );
}
