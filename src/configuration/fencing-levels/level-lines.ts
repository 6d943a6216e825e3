import type { XmlElement } from '../../cib/xml/element.ts';
import type { Configuration } from '../configuration.ts';

/** Fencing levels by what they are for: nodes, patterns of nodes, attributes of nodes. */
export function levelLines(configuration: Configuration): readonly string[] {
  const targets = new Map<string, XmlElement[]>();
  for (const level of configuration.section('fencing-topology')?.elements('fencing-level') ?? []) {
    const target = targetText(level);
    targets.set(target, [...(targets.get(target) ?? []), level]);
  }
  const rank = (target: string): string =>
    `${target.includes('(regexp)') ? 1 : target.includes('=') ? 2 : 0}${target}`;
  return [...targets]
    .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
    .flatMap(([target, levels]) => [
      target,
      ...levels
        .sort((a, b) => Number(a.get('index')) - Number(b.get('index')))
        .map((level) => `  Level ${level.get('index') ?? ''} - ${level.get('devices') ?? ''}`),
    ]);
}

function targetText(level: XmlElement): string {
  const pattern = level.get('target-pattern');
  if (pattern !== null) return `Target (regexp): ${pattern}`;
  const attribute = level.get('target-attribute');
  if (attribute !== null) return `Target: ${attribute}=${level.get('target-value') ?? ''}`;
  return `Target: ${level.get('target') ?? ''}`;
}
