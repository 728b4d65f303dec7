export const region = {
  intro:
    'What lies outside of the region is neither learned nor judged. It counts from the next training on.',
  inUse: (patches: number, of: number) =>
    `The version in use inspects ${patches} of ${of} places of a picture.`,
  wholeInUse: 'The version in use inspects whole pictures.',
  pending: 'The version in use inspects by another region. Train again to use this one.',
  picture: 'A good picture of the category',
  role: 'What the shape does',
  roles: { include: 'Inspect', ignore: 'Ignore' },
  tool: 'Tool',
  tools: { rectangle: 'Rectangle', polygon: 'Polygon', brush: 'Brush' },
  hints: {
    rectangle: 'Pull a rectangle over the picture.',
    polygon: 'Click corner after corner; click the first one again, or twice, to close it.',
    brush: 'Paint over the picture.',
  },
  brushSize: 'Size of the brush',
  shapes: 'Shapes',
  none: 'No shape: whole pictures are inspected.',
  shape: (number: number, kind: string) => `${number}. ${kind}`,
  kinds: { polygon: 'Polygon', stroke: 'Brush', mask: 'Mask' },
  corners: (count: number) => `${count} corners, in per cent`,
  coordinate: (shape: number, corner: number, axis: string) =>
    `Shape ${shape}, corner ${corner}, ${axis} in per cent`,
  remove: (number: number) => `Remove shape ${number}`,
  add: 'Add a rectangle',
  undo: 'Undo',
  save: 'Save the region',
  clear: 'Inspect whole pictures',
  saved: 'The region is saved. It counts from the next training on.',
  cleared: 'The region is removed. The next training learns whole pictures.',
};
