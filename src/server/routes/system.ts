import Type from 'typebox';
import type { Context } from '../../context.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { MOST_PIXELS, UPLOAD_LIMITS } from '../upload.ts';

const System = Type.Object({
  software: Type.Object({
    inspectai: Type.String(),
    onnxruntime: Type.String(),
    node: Type.String(),
    platform: Type.String(),
    device: Type.String(),
  }),
  uptime_s: Type.Number(),
  memory_bytes: Type.Integer({ description: 'Resident memory of the server without its compute processes.' }),
  compute: Type.Object({
    processes: Type.Integer(),
    alive: Type.Integer(),
    waiting: Type.Integer(),
    loaded: Type.Array(Type.String(), { description: 'Categories that are open in any process.' }),
  }),
  limits: Type.Object({ picture_bytes: Type.Integer(), picture_pixels: Type.Integer() }),
});

/** `/api/v1/system` */
export function addSystemRoutes(app: App, { software, inspections }: Context): void {
  app.get(
    '/api/v1/system',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['system'],
        operationId: 'getSystem',
        summary: 'Versions, compute processes and limits',
        response: answers({ 200: System }),
      },
    },
    async () => {
      const { warm, ...compute } = inspections.state();
      return {
        software,
        uptime_s: Math.round(process.uptime() * 10) / 10,
        memory_bytes: process.memoryUsage.rss(),
        compute: { ...compute, loaded: [...warm].sort() },
        limits: { picture_bytes: UPLOAD_LIMITS.fileSize, picture_pixels: MOST_PIXELS },
      };
    },
  );
}
