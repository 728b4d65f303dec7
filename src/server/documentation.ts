import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PLAIN_COOKIE, SECURE_COOKIE } from './accounts/session-cookie.ts';
import type { App } from './app-type.ts';
import { declareRoute } from './declare-route.ts';
import { Problem } from './problems.ts';

const DESCRIPTION = `Inspects photographs of products: PASS, REVIEW or FAIL.

Errors are problems (RFC 9457, \`application/problem+json\`) with a stable \`code\`. Where \`Retry-After\` is given, trying again
later makes sense. \`x-permission\` is what a path asks for where the server has accounts. Paths outside \`/api/v1\` are those of the first product, with more members.`;

/** In the place of the framework's logo: nothing. */
const NO_LOGO = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');

/** The page \`/docs\` needs inline styles; scripts come from this server alone. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** OpenAPI 3.1 of all routes that are added afterwards at `/openapi.json`, and pages at `/docs` that need no network. */
export async function addDocumentation(app: App, version: string): Promise<void> {
  app.addSchema(Problem);
  await app.register(swagger, {
    refResolver: { buildLocalReference: ({ $id }, _, __, index) => String($id ?? `schema-${index}`) },
    transform: ({ schema, url, route }) => ({
      url,
      schema: declareRoute({ schema, method: String(route.method), permission: route.config?.permission }),
    }),
    openapi: {
      openapi: '3.1.0',
      info: { title: 'InspectAI', version, description: DESCRIPTION },
      components: {
        securitySchemes: {
          api_key: { type: 'http', scheme: 'bearer', description: 'An API key (`iai_…`).' },
          session: {
            ...{ type: 'apiKey', in: 'cookie', name: PLAIN_COOKIE },
            description: `Of somebody who has logged in; with TLS its name is \`${SECURE_COOKIE}\`. All but GET also carries the header X-CSRF-Token.`,
          },
        },
      },
      security: [{ api_key: [] }, { session: [] }],
      tags: [
        { name: 'inspections', description: 'Pictures and their verdicts.' },
        { name: 'models', description: 'Categories, and the versions of their models.' },
        { name: 'jobs', description: 'Training, evaluation, teaching, batches and exports.' },
        { name: 'accounts', description: 'Logins, users and API keys.' },
        { name: 'audit', description: 'Who did what.' },
        { name: 'system', description: 'Health and versions.' },
        { name: 'webhooks', description: 'Programs that are told of what happens.' },
        { name: 'operations', description: 'Retention and backup.' },
        { name: 'first product', description: 'Paths that older clients use.' },
      ],
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    transformStaticCSP: () => DOCS_POLICY,
    uiConfig: { validatorUrl: null, docExpansion: 'list' },
    logo: { type: 'image/svg+xml', content: NO_LOGO },
    theme: { title: 'InspectAI API' },
  });
  app.get('/openapi.json', { config: { permission: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  );
}
