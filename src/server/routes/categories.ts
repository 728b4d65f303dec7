import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { categorySummaries, categorySummary } from '../../operations/category-summary.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';

const tags = ['models'];
const Category = Type.Object({
  name: Type.String(),
  model_version: Type.String({ description: 'The version in use.' }),
  threshold: Type.Number({ description: 'FAIL above this.' }),
  review_threshold: Type.Number({ description: 'REVIEW above this.' }),
  backbone: Type.String(),
  pictures: Type.Integer({ description: 'Good pictures that it was trained on.' }),
  loaded: Type.Boolean({ description: 'A process has it open, so that an inspection need not load it.' }),
});
const Unreadable = Type.Object({
  name: Type.String(),
  model_version: Type.String(),
  problem: Type.String({ description: 'Why the model cannot be used.' }),
  loaded: Type.Boolean(),
});
const List = Type.Object({ categories: Type.Array(Type.Union([Category, Unreadable])) });

/** `/api/v1/categories` */
export function addCategoryRoutes(app: App, { config, inspections }: Context): void {
  const isWarm = (name: string) => inspections.state().warm.has(name);
  app.get(
    '/api/v1/categories',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listCategories',
        summary: 'Categories that have a model',
        response: answers({ 200: List }),
      },
    },
    async () => {
      const categories = await categorySummaries(config);
      return { categories: categories.map(category => ({ ...category, loaded: isWarm(category.name) })) };
    },
  );
  app.get(
    '/api/v1/categories/:category',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getCategory',
        summary: 'A category',
        params: Type.Object({ category: Type.String() }),
        response: answers({ 200: Category }, ['model_not_found', 'model_damaged', 'invalid_argument']),
      },
    },
    async ({ params }) => ({
      ...(await categorySummary(config, params.category)),
      loaded: isWarm(params.category),
    }),
  );
}
