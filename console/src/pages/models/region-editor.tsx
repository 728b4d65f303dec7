import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { useMay } from '../../session/session.tsx';
import { RegionCanvas, type Tool } from './region-canvas.tsx';
import {
  drawingOf,
  type NewShape,
  type Role,
  rectangle,
  regionOrder,
  undone,
  withChanged,
  withoutShape,
  withShape,
} from './region-drawing.ts';
import { RegionList } from './region-list.tsx';
import { RegionTools } from './region-tools.tsx';
import { strokeMask } from './stroke-mask.ts';
import type { ReferencePicture } from './use-reference-picture.ts';

type Region = Answer<'/api/v1/categories/{category}/region-of-interest'>['region'];

const MIDDLE = rectangle([0.25, 0.25], [0.75, 0.75])!;

/** Draws a region: polygons and brush to include or to ignore, a list of the shapes, undo, save. */
export function RegionEditor({
  category,
  region: kept,
  src,
  size,
}: ReferencePicture & { readonly category: string; readonly region: Region }) {
  const { region } = useMessages();
  const may = useMay('model');
  const toast = useToast();
  const queries = useQueryClient();
  const [drawing, setDrawing] = useState(() => drawingOf(kept));
  const [tool, setTool] = useState<Tool>('rectangle');
  const [role, setRole] = useState<Role>('include');
  const [radius, setRadius] = useState(0.03);
  const { shapes, before } = drawing;
  const params = { path: { category } };
  const save = useMutation({
    mutationFn() {
      if (shapes.length === 0)
        return dataOf(api.DELETE('/api/v1/categories/{category}/region-of-interest', { params }));
      const [include, ignore] = [strokeMask(shapes, 'include', size), strokeMask(shapes, 'ignore', size)];
      const masks = { ...(include && { include }), ...(ignore && { ignore }) };
      const body = regionOrder(drawing, size, masks);
      return dataOf(api.PUT('/api/v1/categories/{category}/region-of-interest', { params, body }));
    },
    async onSuccess() {
      toast({ text: shapes.length === 0 ? region.cleared : region.saved });
      await queries.invalidateQueries({ queryKey: ['region', category] });
    },
  });
  const add = (shape: NewShape) => setDrawing(now => withShape(now, shape));
  const undo = () => setDrawing(undone);
  useShortcuts([
    { keys: 'u', does: region.undo, run: undo },
    { keys: 'i', does: region.roles.include, run: () => setRole('include') },
    { keys: 'x', does: region.roles.ignore, run: () => setRole('ignore') },
  ]);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex flex-col gap-4">
        {may && (
          <RegionTools
            tool={tool}
            onTool={setTool}
            role={role}
            onRole={setRole}
            radius={radius}
            onRadius={setRadius}
          />
        )}
        {/* No higher than the screen, so that all of it can be drawn on. */}
        <div
          className="mx-auto w-full"
          style={{ maxWidth: `min(48rem, ${(65 * size.width) / size.height}vh)` }}
        >
          <RegionCanvas
            src={src}
            size={size}
            shapes={shapes}
            tool={tool}
            role={role}
            radius={radius}
            onShape={shape => may && add(shape)}
          />
        </div>
      </div>
      <Card title={region.shapes}>
        <div className="flex flex-col gap-4">
          {may && (
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => add({ role, kind: 'polygon', corners: MIDDLE })}>{region.add}</Button>
              <Button disabled={before.length === 0} onClick={undo}>
                {region.undo}
              </Button>
            </div>
          )}
          <RegionList
            shapes={shapes}
            onChange={shape => setDrawing(now => withChanged(now, shape))}
            onRemove={id => setDrawing(now => withoutShape(now, id))}
          />
          {save.error && <ProblemNotice error={save.error} />}
          {may && (
            <Button
              kind="primary"
              disabled={before.length === 0 || save.isPending}
              onClick={() => save.mutate()}
            >
              {shapes.length === 0 ? region.clear : region.save}
            </Button>
          )}
        </div>
      </Card>
    </div>
  );
}
