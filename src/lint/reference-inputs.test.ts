import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCib } from '../cib/read/cib.ts';
import { parseDocument } from '../cib/xml/parse-document.ts';
import { schedule } from '../scheduler/schedule.ts';
import { effectiveNow } from '../scheduler/unpack/effective-time.ts';
import { findResource } from '../scheduler/unpack/find.ts';
import { found } from './lint.fixture.ts';

/** The reference inputs are not part of this repository; `HAWSER_CTS` tells where they are. */
const DIRECTORY = join(process.env.HAWSER_CTS ?? '../shared/pacemaker-cts', 'xml');
const isPresent = existsSync(DIRECTORY);

describe.runIf(isPresent)(`reference inputs in ${DIRECTORY}`, () => {
  const texts = isPresent
    ? readdirSync(DIRECTORY)
        .filter((name) => name.endsWith('.xml'))
        .map((name) => readFileSync(join(DIRECTORY, name), 'utf8'))
    : [];

  it('are all checked, and checking changes nothing', () => {
    for (const text of texts) expect(found(text)).toEqual(found(text));
  });

  it('what is said to be able to run nowhere (HWS-LNT-028) is placed nowhere by the scheduler', () => {
    let count = 0;
    for (const text of texts) {
      for (const { code, subjects } of found(text)) {
        if (code !== 'HWS-LNT-028') continue;
        const document = parseDocument(text);
        if (!document.ok) throw new Error(document.problems[0]?.message);
        const cib = readCib(document.value);
        const settings = { keepReasons: false, recordScores: false, recordUtilization: false };
        const cluster = schedule(
          cib,
          effectiveNow(cib, null, { epoch: 0, offset: 0 }, () => 0),
          settings,
        );
        const resource = findResource(cluster, subjects[0] as string);
        const leaves = resource?.children.length ? resource.children : [resource];
        expect(leaves.map((leaf) => leaf?.assigned?.name ?? null).filter((name) => name !== null)).toEqual(
          [],
        );
        count++;
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});
