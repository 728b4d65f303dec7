/**
 * The file of a module that is to run in a process of its own. Node.js 20 does not run TypeScript, so a module that
 * was imported from `src/`, as tests do, is taken from `dist/`, which must have been built.
 *
 * @param module path from the importing module, ending in `.ts`
 * @param importer `import.meta.url` of the importing module
 */
export function builtModule(module: string, importer: string): URL {
  const built = new URL(module.replace(/\.ts$/, '.js'), importer);
  if (!importer.endsWith('.ts')) return built;
  const root = built.href.lastIndexOf('/src/');
  return new URL(`${built.href.slice(0, root)}/dist/${built.href.slice(root + '/src/'.length)}`);
}
