import { expect, test } from 'vitest';
import { BACKBONES, builtInBackbone } from './registry.ts';

test('every backbone is found by its name, and only the one that ships has no repository', () => {
  for (const backbone of BACKBONES) expect(builtInBackbone(backbone.name)).toBe(backbone);
  expect(BACKBONES.filter(({ repository }) => repository === null).map(({ name }) => name)).toEqual([
    'compact',
  ]);
  expect(builtInBackbone('resnet18').repository).toBe('timm/resnet18.tv_in1k');
});

test('every backbone has the layers that are used by default', () => {
  for (const { layers } of BACKBONES) expect(layers).toEqual(expect.arrayContaining(['layer2', 'layer3']));
});

test('an unknown name is refused with the known ones', () => {
  expect(() => builtInBackbone('resnet152')).toThrow(expect.objectContaining({ code: 'backbone_unknown' }));
  expect(() => builtInBackbone('resnet152')).toThrow(/"resnet152".*compact, resnet18.*external/);
});
