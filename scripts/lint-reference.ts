/** Writes docs/reference/lint.md from the catalogue of mistakes. `npm run lint-reference`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cataloguePage } from '../src/lint/catalogue-page.ts';

writeFileSync(resolve(import.meta.dirname, '../docs/reference/lint.md'), cataloguePage());
