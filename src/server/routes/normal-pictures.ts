import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { mediaTypeOf } from '../../operations/media-type.ts';
import { normalPictureFile, normalPictures } from '../../operations/normal-pictures.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import type { ProblemCode } from '../problems.ts';

const tags = ['models'];
const Named = {
  category: Type.String(),
  version: Type.String({ pattern: '^v[1-9][0-9]*$', maxLength: 20 }),
};
const Pixels = Type.Integer({ minimum: 1 });
const List = Type.Object({
  items: Type.Array(
    Type.Object({
      picture: Type.Integer({ minimum: 0, description: 'Its number in the path of the file.' }),
      name: Type.String({ description: 'As evidence names it: `normal.picture`.' }),
      width: Type.Integer({ minimum: 1, description: 'Of the training picture; boxes are in its pixels.' }),
      height: Pixels,
      kept_width: Type.Integer({ minimum: 1, description: 'Of the file.' }),
      kept_height: Pixels,
    }),
  ),
});
const PROBLEMS: readonly ProblemCode[] = [
  'invalid_argument',
  'model_not_found',
  'model_damaged',
  'model_version',
];
/** A version is never written again, but its folder may be removed and its name come back. */
const AN_HOUR = 'private, max-age=3600';

/** Small copies of the training pictures, to be shown beside what was found: "this" and the closest normal. */
export function addNormalPictureRoutes(app: App, { config }: Context): void {
  app.get(
    '/api/v1/models/:category/versions/:version/normal-pictures',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listNormalPictures',
        summary: 'The training pictures that a version keeps small copies of',
        params: Type.Object(Named),
        querystring: Type.Object({
          name: Type.Optional(Type.String({ maxLength: 1000, description: 'Only the one of this name.' })),
        }),
        response: answers({ 200: List }, PROBLEMS),
      },
    },
    async ({ params, query: { name } }) => {
      const pictures = await normalPictures(config, params);
      return { items: pictures.filter(picture => name === undefined || picture.name === name) };
    },
  );
  app.get(
    '/api/v1/models/:category/versions/:version/normal-pictures/:picture',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getNormalPicture',
        summary: 'The small copy of a training picture',
        params: Type.Object({ ...Named, picture: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }),
        response: answers({ 200: fileOf('image/jpeg', 'image/webp') }, [...PROBLEMS, 'data_not_found']),
      },
    },
    async ({ params }, reply) => {
      const bytes = await normalPictureFile(config, params);
      return reply.type(mediaTypeOf(bytes)).header('cache-control', AN_HOUR).send(Buffer.from(bytes));
    },
  );
}
