import type { Inspection } from '../../api/types.ts';
import type { Format } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/messages.tsx';

/** Something recorded, in words. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** An identifier, which people copy. */
  readonly isId?: boolean;
  /** In the words of the server. */
  readonly lang?: 'en';
}

/** What belongs together. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

const DIGITS = 6;

/** Everything recorded of an inspection, in groups; what is absent is left out, and a group without facts, too. */
export function factsOf(
  inspection: Inspection,
  { common, history, inspection: text }: Messages,
  format: Format,
): readonly FactGroup[] {
  const { groups, facts } = text;
  const score = (value: number) => format.number(value, DIGITS);
  const group = (title: string, members: readonly (Fact | null)[]): FactGroup => ({
    title,
    facts: members.filter(member => member !== null),
  });
  const { picture, alignment, region_of_interest: region, backbone } = inspection;
  return [
    group(groups.part, [
      { name: facts.id, value: inspection.id, isId: true },
      { name: facts.time, value: format.time(inspection.created_at) },
      ...(['category', 'serial', 'lot', 'line', 'station', 'operator'] as const).map(name =>
        factOf(history.names[name], inspection[name]),
      ),
    ]),
    group(groups.verdict, [
      { name: history.names.decision, value: common.verdicts[inspection.decision] },
      { name: facts.score, value: score(inspection.anomaly_score) },
      factOf(facts.pValue, inspection.p_value, score),
      { name: facts.failAbove, value: score(inspection.threshold) },
      { name: facts.reviewAbove, value: score(inspection.review_threshold) },
      { name: facts.reason, value: inspection.reason, lang: 'en' },
    ]),
    group(groups.model, [
      { name: history.names.model_version, value: inspection.model_version },
      { name: facts.backbone, value: backbone.name },
      factOf(facts.region, region, ({ patches, of }) =>
        text.patches(format.number(patches), format.number(of)),
      ),
      { name: facts.config, value: inspection.config_sha256, isId: true },
      { name: facts.backboneHash, value: backbone.sha256, isId: true },
    ]),
    group(groups.picture, [
      { name: facts.pictureName, value: picture.name },
      { name: facts.size, value: `${picture.width} × ${picture.height} px` },
      { name: facts.pictureHash, value: picture.sha256, isId: true },
      inspection.map_sha256 === null
        ? null
        : { name: facts.mapHash, value: inspection.map_sha256, isId: true },
    ]),
    group(
      groups.alignment,
      alignment === null
        ? []
        : [
            { name: facts.aligned, value: alignment.aligned ? text.yes : text.no },
            {
              name: facts.shift,
              value: text.pixels(format.number(alignment.right_px, 1), format.number(alignment.down_px, 1)),
            },
            { name: facts.angle, value: text.degrees(format.number(alignment.angle_degrees, 2)) },
            { name: facts.match, value: format.number(alignment.match, 3) },
          ],
    ),
    group(
      groups.input,
      inspection.input_findings.map(({ reading, sentence }) => ({
        name: nameIn(text.readings, reading),
        value: sentence,
        lang: 'en' as const,
      })),
    ),
    group(
      groups.timings,
      Object.entries(inspection.timings).map(([step, ms]) => ({
        name: nameIn(text.steps, step.replace(/_ms$/, '')),
        value: `${format.number(ms, 1)} ms`,
      })),
    ),
    group(
      groups.software,
      Object.entries(inspection.software).map(([name, value]) => ({ name, value })),
    ),
  ].filter(({ facts: members }) => members.length > 0);
}

/** What something is called; a name that the console does not know yet stands for itself. */
function nameIn(names: Readonly<Record<string, string>>, name: string): string {
  return names[name] ?? name.replaceAll('_', ' ');
}

function factOf<Value>(
  name: string,
  value: Value | null,
  say: (value: Value) => string = String,
): Fact | null {
  return value === null ? null : { name, value: say(value) };
}
