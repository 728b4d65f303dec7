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
import { type Access, LOCAL_ACCESS } from './access.ts';
import { openAccounts } from './accounts/accounts.ts';
import { addGuard } from './accounts/guard.ts';
import type { App } from './app-type.ts';
import { LONGEST_ARRIVAL_MS, limitArrival } from './arrival.ts';
import { addConsole } from './console.ts';
import { allowOrigins } from './cors.ts';
import { addDocumentation } from './documentation.ts';
import { addDraining, type Draining } from './draining.ts';
import { openEventStreams } from './event-streams.ts';
import { startJobs } from './jobs/job-runner.ts';
import { addLimits } from './limits.ts';
import { addMetrics } from './metrics.ts';
import { addNotFound } from './not-found.ts';
import { refuseForeignRequests } from './origin.ts';
import { problemOf, sendProblem, statusOf } from './problems.ts';
import { reconcileActivations } from './reconcile-activations.ts';
import { addApiKeyRoutes } from './routes/api-keys.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addBackboneRoutes } from './routes/backbones.ts';
import { addBackupRoutes } from './routes/backup.ts';
import { addCalibrationRoutes } from './routes/calibration.ts';
import { addCategoryRoutes } from './routes/categories.ts';
import { addCreateJobRoutes } from './routes/create-jobs.ts';
import { addExportRoutes } from './routes/exports.ts';
import { addFirstProductRoutes } from './routes/first-product.ts';
import { addFollowUpRoutes } from './routes/follow-ups.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addInspectionPictureRoutes } from './routes/inspection-pictures.ts';
import { addInspectionRoutes } from './routes/inspections.ts';
import { addJobRoutes } from './routes/jobs.ts';
import { addLiveRoutes } from './routes/live.ts';
import { addModelArchiveRoutes } from './routes/model-archives.ts';
import { addModelCheckRoutes } from './routes/model-checks.ts';
import { addModelRoutes } from './routes/models.ts';
import { addNormalPictureRoutes } from './routes/normal-pictures.ts';
import { addRegionRoutes } from './routes/regions.ts';
import { addRegressionRoutes } from './routes/regression.ts';
import { addReportRoutes } from './routes/reports.ts';
import { addRetentionRoutes } from './routes/retention.ts';
import { addReviewRoutes } from './routes/reviews.ts';
import { addSessionRoutes } from './routes/session.ts';
import { addSettingRoutes } from './routes/settings.ts';
import { addStatisticsRoutes } from './routes/statistics.ts';
import { addStudyRoutes } from './routes/studies.ts';
import { addSystemRoutes } from './routes/system.ts';
import { addUserRoutes } from './routes/users.ts';
import { addWebhookRoutes } from './routes/webhooks.ts';
import { addTracing } from './tracing.ts';
import { UPLOAD_LIMITS } from './upload.ts';
import { compileValidator, type SchemaTypes } from './validation.ts';

/** Largest body that is not a form, in bytes. */
const BODY_LIMIT = 1_000_000;
/** Time for a request to arrive; 200 MB take this long at 1.7 MB/s. */
const ARRIVAL_MS = 120_000;
/** How often the server looks for requests that take too long to arrive. */
const LATE_CHECK_MS = 2_000;
const KEEP_ALIVE_MS = 72_000;
const LONGEST_PARAMETER = 600;
/** How long browsers keep to TLS after they have seen it: half a year. */
const HSTS_S = 180 * 86_400;

/**
 * Builds the application over an open context; closing it leaves the context open.
 *
 * @returns the application, ready for requests, and what stops it
 */
export async function buildApp(
  context: Context,
  access: Access = LOCAL_ACCESS,
): Promise<{ app: App; draining: Draining }> {
  const accounts = await openAccounts(context, access);
  const app: App = fastify({
    ...listening(access),
    loggerInstance: context.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    requestTimeout: LONGEST_ARRIVAL_MS,
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
  limitArrival(app, ARRIVAL_MS);
  addLimits(app);
  const metrics = addMetrics(app, context);
  addNotFound(app);
  addRequestLog(app);
  await addTracing(app, context);
  refuseForeignRequests(app, { ...access, accounts });
  allowOrigins(app, access.corsOrigins);
  addGuard(app, accounts);
  const strictTransportSecurity = access.tls ? { maxAge: HSTS_S, includeSubDomains: false } : false;
  await app.register(helmet, { contentSecurityPolicy: CONTENT_POLICY, strictTransportSecurity });
  await app.register(multipart, { limits: UPLOAD_LIMITS, throwFileSizeLimit: true });
  await addDocumentation(app, context.software.inspectai);

  const streams = openEventStreams(accounts, draining, access.streamCheckMs);
  addSessionRoutes(app);
  addUserRoutes(app);
  addApiKeyRoutes(app);
  addAuditRoutes(app, context);
  await addConsole(app);
  addFirstProductRoutes(app, context, metrics);
  addHealthRoutes(app, context, draining);
  addCategoryRoutes(app, context);
  addModelRoutes(app, context);
  addModelCheckRoutes(app, context);
  addBackboneRoutes(app, context);
  addRegionRoutes(app, context);
  addInspectionRoutes(app, context, metrics);
  addInspectionPictureRoutes(app, context);
  addNormalPictureRoutes(app, context);
  addReviewRoutes(app, context);
  addFollowUpRoutes(app, context);
  addRegressionRoutes(app, context);
  addExportRoutes(app, context);
  addCalibrationRoutes(app, context);
  addSettingRoutes(app, context);
  addStatisticsRoutes(app, context);
  addReportRoutes(app, context);
  addStudyRoutes(app);
  addLiveRoutes(app, context, streams);
  addSystemRoutes(app, context);
  await reconcileActivations(context);
  const jobs = await startJobs(context, metrics);
  app.addHook('onClose', () => jobs.stop());
  addCreateJobRoutes(app, context, jobs);
  addJobRoutes(app, context, jobs, streams);
  addWebhookRoutes(app, context);
  addRetentionRoutes(app, context);
  addBackupRoutes(app, context);
  addModelArchiveRoutes(app, context);
  await app.ready();
  return { app, draining };
}

/** TLS, and whose X-Forwarded headers are believed. */
function listening({ tls, trustedProxies }: Access): object {
  const late = { connectionsCheckingInterval: LATE_CHECK_MS };
  return {
    ...(tls ? { https: { cert: tls.cert, key: tls.key, ...late } } : { http: late }),
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
  };
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
