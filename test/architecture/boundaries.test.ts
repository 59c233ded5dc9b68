import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = resolve(import.meta.dirname, '../..');
type Configured = {
  readonly forbidden: readonly { readonly name: string }[];
  readonly options: { readonly enhancedResolveOptions: object; readonly doNotFollow: { readonly path: string } };
};
const { options, ...ruleSet }: Configured = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const rules = ruleSet.forbidden.map(({ name }) => name);
const order = [...rules.filter((name) => name.endsWith('-looks-left')).map((name) => name.slice(0, -11)), 'admin'];

/** A file, what it imports, and the keyword it does so with. */
type Plant = readonly [file: string, imported: string, keyword?: 'import' | 'import type'];

function upwards(name: string, higher: string): Plant {
  return [`src/modules/${name}/up.service.ts`, `../${higher}/x.service.js`];
}

/** Rule → a file and the import by which it breaks that rule and no other. What it imports is planted too. */
const PLANTS: Record<string, Plant> = {
  'no-circle': ['src/kernel/a.ts', './a.js'],
  'only-known-modules': ['src/app.module.ts', './modules/unheard/x.service.js'],
  'kernel-stands-alone': ['src/kernel/a.ts', 'node:fs'],
  'platform-knows-no-feature': ['src/platform/http/a.ts', '../../modules/leads/leads.service.js'],
  'composition-stands-on-top': ['src/modules/leads/leads.service.ts', '../../create-app.js'],
  'only-main-opens-ormconfig': ['src/create-app.ts', '../ormconfig.js'],
  ...Object.fromEntries(
    order.slice(0, -1).map((name, at) => [`${name}-looks-left`, upwards(name, order[at + 1] ?? '')]),
  ),
  'enter-by-the-door': ['src/modules/leads/a.service.ts', '../intake/receipt.domain.js'],
  'compose-by-the-door': ['src/demo/tour.ts', '../modules/leads/lead.domain.js'],
  'domain-is-pure': ['src/modules/leads/lead.domain.ts', '@nestjs/common'],
  'domain-takes-plain-values': ['src/modules/leads/lead.domain.ts', './leads.service.js', 'import type'],
  'rows-stay-in-storage': ['src/modules/leads/leads.service.ts', './lead.entity.js'],
  'edges-see-views': ['src/modules/leads/leads.controller.ts', './lead.entity.js', 'import type'],
  'typeorm-stays-in-storage': ['src/modules/leads/leads.service.ts', 'typeorm'],
  'repositories-serve-services': ['src/modules/leads/leads.controller.ts', './leads.repository.js'],
  'http-stays-at-the-edge': ['src/modules/leads/leads.service.ts', 'express'],
  'bullmq-stays-in-the-queue': ['src/modules/leads/leads.service.ts', '@nestjs/bullmq'],
  'no-tools-in-production': ['src/modules/leads/leads.service.ts', 'fast-check'],
  'no-test-code-in-production': ['src/main.ts', '../test/support/app.js'],
  'everything-resolves': ['src/create-app.ts', './missing.js'],
};

type Breach = { readonly rule: string; readonly from: string; readonly to: string };

async function breachesIn(directory: string): Promise<Breach[]> {
  const { output } = await cruise(
    ['src', 'ormconfig.ts'],
    {
      tsPreCompilationDeps: true,
      doNotFollow: options.doNotFollow,
      baseDir: directory,
      validate: true,
      ruleSet: ruleSet as Required<ICruiseOptions>['ruleSet'],
    },
    { ...options.enhancedResolveOptions },
    { tsConfig: extractTSConfig(join(directory, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

/** The rules broken by a tree that holds these files only, next to the packages that are installed here. */
async function brokenBy(plants: readonly Plant[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'boundaries-'));
  const plant = async (file: string, text: string) => {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), text, { flag: 'a' });
  };
  try {
    for (const name of ['node_modules', 'package.json', 'tsconfig.json']) {
      await symlink(join(root, name), join(directory, name));
    }
    await plant('ormconfig.ts', 'export const a = 1;\n');
    for (const [file, imported, keyword = 'import'] of plants) {
      const isOurs = imported.startsWith('.') && !imported.includes('missing');
      if (isOurs) await plant(join(dirname(file), imported.replace(/\.js$/, '.ts')), 'export const a = 1;\n');
      await plant(file, `${keyword} * as it from '${imported}';\nexport const b = it;\n`);
    }
    return (await breachesIn(directory)).map(({ rule }) => rule);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

it('the code breaks no rule', async () => {
  expect(await breachesIn(root)).toEqual([]);
});

it('every rule has a plant', () => {
  expect(Object.keys(PLANTS).sort()).toEqual([...rules].sort());
});

it.each(Object.entries(PLANTS))('%s bites', async (rule, planted) => {
  expect(await brokenBy([planted])).toEqual([rule]);
});

it('bars every module from every higher one, by type-only imports too', async () => {
  const pairs = order.flatMap((name, at) => order.slice(at + 1).map((higher) => upwards(name, higher)));
  const apart = pairs.map(([file, imported], at): Plant => [file.replace('up.', `up-${at}.`), imported, 'import type']);
  const expected = pairs.map(([file]) => `${file.split('/')[2]}-looks-left`);
  expect((await brokenBy(apart)).sort()).toEqual(expected.sort());
});

it('lets modules use lower ones by the door, and domain files what computes only', async () => {
  const allowed: Plant[] = [
    ['src/modules/admin/admin.controller.ts', '../leads/leads.service.js'],
    ['src/modules/leads/leads.module.ts', '../cases/cases.module.js'],
    ['src/modules/leads/leads.repository.ts', './lead.entity.js'],
    ['src/modules/leads/leads.service.ts', './lead.entity.js', 'import type'],
    ['src/modules/leads/person.domain.ts', 'double-metaphone'],
    ['src/entities.ts', './modules/leads/lead.entity.js'],
    ['src/kernel/uuid.ts', 'uuid'],
  ];
  expect(await brokenBy(allowed)).toEqual([]);
});
