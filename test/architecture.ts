import { dirname, posix } from 'node:path';
import ts from 'typescript';

/** One source file as the checks see it; `path` is relative to the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a folder (or a file directly under `src/`) may import besides itself, and who may import which package. */
export interface Rules {
  /** Folder or top-level file -> the folders and files whose modules it may import. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** Modules that everything may import. */
  readonly open: readonly string[];
  /** Package -> the only file that may import it. */
  readonly packages: Readonly<Record<string, string>>;
  /** Packages that are imported as `#bundled/…` and in no other way. */
  readonly bundled: readonly string[];
  /** The only file that may hand on what others export. */
  readonly reexports: string;
  /** The only file that may read the environment, in one place. */
  readonly environment: string;
  readonly maxLines: number;
}

/** Every breach of the rules as one sentence that names the file, what is wrong and what is allowed; empty when there is none. */
export function findBreaches(files: readonly SourceFile[], rules: Rules): string[] {
  return [
    ...files.flatMap(file => importBreaches(file, rules)),
    ...files.flatMap(file => packageBreaches(file, rules)),
    ...files.flatMap(file => reexportBreaches(file, rules)),
    ...files.flatMap(file => environmentBreaches(file, rules)),
    ...files.flatMap(file => lengthBreaches(file, rules)),
    ...findCycles(files).map(cycle => `import cycle: ${cycle.join(' -> ')}`),
  ];
}

/**
 * The table of import directions in a document's block marked `imports`: area -> what it may import, sorted. A line
 * reads `cli <- onnx image`.
 *
 * @throws Error when there is no such block, or a line of another form.
 */
export function documentedImports(markdown: string): Record<string, string[]> {
  const block = /^```imports\n(.*?)^```/ms.exec(markdown)?.[1];
  if (block === undefined) throw new Error('The document has no block that starts with ```imports.');
  return Object.fromEntries(
    block
      .trimEnd()
      .split('\n')
      .map(line => {
        const [, area, imports] = /^(\S+)\s+<-(?:\s+(.*))?$/.exec(line) ?? [];
        if (area === undefined) throw new Error(`Expected "area <- imports", found "${line}".`);
        return [area, imports?.split(/\s+/).filter(Boolean).sort() ?? []];
      }),
  );
}

function importBreaches(file: SourceFile, rules: Rules): string[] {
  const from = areaOf(file.path);
  const allowed = rules.imports[from];
  if (!allowed)
    return [
      `${file.path}: ${from} is not in the table of import directions; add it to the table and to the diagram`,
    ];
  return localImports(file).flatMap(target => {
    const to = areaOf(target);
    if (to === from || rules.open.includes(to) || allowed.includes(to)) return [];
    return [
      `${file.path} imports ${target}, but ${from} may import only ${[...allowed, ...rules.open].join(', ')}`,
    ];
  });
}

function packageBreaches(file: SourceFile, rules: Rules): string[] {
  return specifiers(file).flatMap(specifier => {
    const isOf = (known: string) => specifier === known || specifier.startsWith(`${known}/`);
    if (rules.bundled.some(isOf))
      return [`${file.path} imports ${specifier}, which is bundled; import #bundled/${specifier}`];
    const name = Object.keys(rules.packages).find(isOf);
    if (!name || rules.packages[name] === file.path) return [];
    return [`${file.path} imports ${specifier}, but only ${rules.packages[name]} may import ${name}`];
  });
}

function reexportBreaches(file: SourceFile, rules: Rules): string[] {
  if (file.path === rules.reexports) return [];
  return parse(file)
    .statements.filter(ts.isExportDeclaration)
    .filter(statement => statement.moduleSpecifier)
    .map(statement => `${file.path} re-exports (${statement.getText()}), but only ${rules.reexports} may`);
}

function environmentBreaches(file: SourceFile, rules: Rules): string[] {
  const readings = environmentReadings(parse(file));
  if (file.path !== rules.environment)
    return readings.map(
      line => `${file.path}:${line} reads the environment, but only ${rules.environment} may`,
    );
  return readings.length > 1
    ? [`${file.path} reads the environment in lines ${readings.join(', ')}; one place is allowed`]
    : [];
}

function lengthBreaches(file: SourceFile, rules: Rules): string[] {
  const lines = file.text.trimEnd().split('\n').length;
  return lines > rules.maxLines
    ? [`${file.path} has ${lines} lines, at most ${rules.maxLines} are allowed; split it by subject`]
    : [];
}

/** Each import cycle once, as the paths along it, the first repeated at the end. */
function findCycles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map(file => [file.path, localImports(file)]));
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path]);
    else if (!finished.has(path)) for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return cycles;
}

/** `src/onnx/graph.ts` -> `onnx`, `src/errors.ts` -> `errors.ts`. */
function areaOf(path: string): string {
  return path.split('/')[1] ?? path;
}

function localImports(file: SourceFile): string[] {
  return specifiers(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => posix.join(dirname(file.path), specifier));
}

/** What stands after `from` or in `import(…)`, for values and types alike. */
function specifiers(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

/** Lines (from 1) with `process.env`, `process['env']` or an import of `env`. */
function environmentReadings(source: ts.SourceFile): number[] {
  const lines: number[] = [];
  const visit = (node: ts.Node) => {
    if (isProcessEnv(node) || isEnvImport(node))
      lines.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

function isProcessEnv(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return node.expression.getText() === 'process' && node.name.text === 'env';
  if (!ts.isElementAccessExpression(node)) return false;
  return (
    node.expression.getText() === 'process' &&
    ts.isStringLiteral(node.argumentExpression) &&
    node.argumentExpression.text === 'env'
  );
}

function isEnvImport(node: ts.Node): boolean {
  if (!ts.isImportSpecifier(node)) return false;
  const module = node.parent.parent.parent.moduleSpecifier;
  return (
    (node.propertyName ?? node.name).text === 'env' &&
    ts.isStringLiteral(module) &&
    /^(node:)?process$/.test(module.text)
  );
}
