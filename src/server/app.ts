import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Context } from '../context.ts';
import type { App } from './app-type.ts';
import { addDocumentation } from './documentation.ts';
import { addDraining, type Draining } from './draining.ts';
import { addMetrics } from './metrics.ts';
import { addNotFound } from './not-found.ts';
import { refuseForeignRequests } from './origin.ts';
import { addPermissions } from './permissions.ts';
import { problemOf, sendProblem, statusOf } from './problems.ts';
import { addCategoryRoutes } from './routes/categories.ts';
import { addFirstProductRoutes } from './routes/first-product.ts';
import { addFrontPage } from './routes/front-page.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addInspectionRoutes } from './routes/inspections.ts';
import { addModelRoutes } from './routes/models.ts';
import { addSystemRoutes } from './routes/system.ts';
import { UPLOAD_LIMITS } from './upload.ts';
import { compileValidator, type SchemaTypes } from './validation.ts';

/** Largest body that is not a form, in bytes. */
const BODY_LIMIT = 1_000_000;
/** Time for a request to arrive; 200 MB take this long at 1.7 MB/s. */
const ARRIVAL_MS = 120_000;
const KEEP_ALIVE_MS = 72_000;
const LONGEST_PARAMETER = 600;

/**
 * Builds the application over an open context; closing it leaves the context open.
 *
 * @returns the application, ready for requests, and what stops it
 */
export async function buildApp(context: Context): Promise<{ app: App; draining: Draining }> {
  const app: App = fastify({
    loggerInstance: context.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    requestTimeout: ARRIVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: sendProblem,
    clientErrorHandler: refuseNoise,
  }).withTypeProvider<SchemaTypes>();
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));

  const draining = addDraining(app);
  const metrics = addMetrics(app, context);
  addNotFound(app);
  addRequestLog(app);
  refuseForeignRequests(app);
  addPermissions(app);
  await app.register(helmet, { contentSecurityPolicy: CONTENT_POLICY, strictTransportSecurity: false });
  await app.register(multipart, { limits: UPLOAD_LIMITS, throwFileSizeLimit: true });
  await addDocumentation(app, context.software.inspectai);

  addFrontPage(app);
  addFirstProductRoutes(app, context, metrics);
  addHealthRoutes(app, context, draining);
  addCategoryRoutes(app, context);
  addModelRoutes(app, context);
  addInspectionRoutes(app, context, metrics);
  addSystemRoutes(app, context);
  await app.ready();
  return { app, draining };
}

/** Nothing from elsewhere, nothing inline; a page that needs more says so itself. */
const CONTENT_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
};

/** The client's own id when it can do no harm in a log, else a new one. */
function requestId({ headers }: { readonly headers: FastifyRequest['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

function addRequestLog(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, ip } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info({ method, url: url.slice(0, 500), ip, status: reply.statusCode, ms }, 'request');
  });
}

/** Answers what is not HTTP, or did not arrive in time. */
function refuseNoise(
  this: FastifyInstance,
  error: Error & { code?: string },
  socket: import('node:net').Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  const code = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed';
  const detail =
    code === 'malformed' ? 'This is not an HTTP request.' : 'The request did not arrive in time.';
  const body = JSON.stringify(problemOf(code, detail, randomUUID()));
  socket.end(
    `HTTP/1.1 ${statusOf(code)} Refused\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
