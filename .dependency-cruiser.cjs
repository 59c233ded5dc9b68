/** Lower → higher. A module may use those to its left, never those to its right. */
const ORDER = [
  ...['intake', 'partners', 'cases', 'lifecycle', 'adapters', 'leads', 'delivery', 'inbound-status', 'payments'],
  ...['case-events', 'notifications', 'insights', 'onboarding', 'admin'],
];
const higherThan = (name) => ORDER.slice(ORDER.indexOf(name) + 1).join('|');
const to = (path, pathNot = []) => ({ path, pathNot });
const from = to;
const forbid = (name, source, target) => ({ name, severity: 'error', from: source, to: target });

const SPEC = '\\.spec\\.ts$';
/** Files beside `src/kernel`, `src/platform` and `src/modules`: they put the app together. */
const COMPOSITION = '^src/([^/]+\\.ts$|demo/)';
/** What a neighbour may import of a module. */
const DOOR = '\\.(module|service)\\.ts$';
const STORAGE = '\\.(entity|repository)\\.ts$';
/** Parts of a service that write with it. */
const INSIDE_A_SERVICE = '(\\.channel|/batch-writer)\\.ts$';
/** Files that translate between the wire and a service. */
const EDGE = '\\.(controller|handler|filter|middleware|interceptor)\\.ts$';
/** Computation without a clock, a network or a disk. */
const KERNEL_LIBRARIES = ['^(node:)?(crypto|net)$', 'node_modules/(uuid|libphonenumber-js|(@types/)?big\\.js)/'];
const DOMAIN_LIBRARIES = ['^(node:)?crypto$', 'node_modules/(double-metaphone|@jmespath-community/jmespath)/'];
/** Beside storage: what opens, locks or probes the one DataSource. */
const HOLDS_THE_DATABASE = [
  '^src/platform/database/',
  '^src/platform/secrets/secrets\\.service\\.ts$',
  '^src/platform/http/readiness\\.ts$',
  '^src/(main|app\\.module)\\.ts$',
];

module.exports = {
  forbidden: [
    forbid('no-circle', {}, { circular: true }),
    forbid('only-known-modules', {}, to('^src/modules/', `^src/modules/(${ORDER.join('|')})/`)),
    forbid('kernel-stands-alone', from('^src/kernel/', SPEC), { pathNot: ['^src/kernel/', ...KERNEL_LIBRARIES] }),
    forbid('platform-knows-no-feature', from('^src/platform/'), to('^src/modules/')),
    forbid('composition-stands-on-top', from('^src/(platform|modules)/'), to(COMPOSITION)),
    forbid('only-main-opens-ormconfig', from('^src/', '^src/main\\.ts$'), to('^ormconfig\\.ts$')),
    ...ORDER.slice(0, -1).map((name) =>
      forbid(`${name}-looks-left`, from(`^src/modules/${name}/`), to(`^src/modules/(${higherThan(name)})/`)),
    ),
    forbid('enter-by-the-door', from('^src/modules/([^/]+)/'), to('^src/modules/', ['^src/modules/$1/', DOOR])),
    forbid('compose-by-the-door', from(COMPOSITION, '^src/entities\\.ts$'), to('^src/modules/', DOOR)),
    forbid('domain-is-pure', from('\\.domain\\.ts$'), {
      pathNot: ['\\.domain\\.ts$', '^src/kernel/', ...DOMAIN_LIBRARIES],
      dependencyTypesNot: ['type-only'],
    }),
    forbid('domain-takes-plain-values', from('\\.domain\\.ts$'), {
      path: ['\\.(entity|repository|service|module|dto)\\.ts$', 'node_modules/'],
      pathNot: DOMAIN_LIBRARIES,
      dependencyTypes: ['type-only'],
    }),
    forbid('rows-stay-in-storage', from('^src/modules/', STORAGE), {
      path: '\\.entity\\.ts$',
      dependencyTypesNot: ['type-only'],
    }),
    forbid('edges-see-views', from(EDGE), { path: '\\.entity\\.ts$', dependencyTypes: ['type-only'] }),
    forbid(
      'typeorm-stays-in-storage',
      from('^src/', [SPEC, STORAGE, ...HOLDS_THE_DATABASE]),
      to('node_modules/typeorm/'),
    ),
    forbid(
      'repositories-serve-services',
      from('^src/modules/', [DOOR, STORAGE, INSIDE_A_SERVICE]),
      to('\\.repository\\.ts$'),
    ),
    forbid('http-stays-at-the-edge', from('^src/modules/', EDGE), to('node_modules/(@types/)?express/')),
    forbid(
      'bullmq-stays-in-the-queue',
      from('^src/', ['^src/platform/queue/', '^src/platform/database/migrate\\.ts$']),
      to('node_modules/((@nestjs/)?bullmq|ioredis)/'),
    ),
    forbid('no-tools-in-production', from('^src/', SPEC), {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only'],
    }),
    forbid('no-test-code-in-production', from('^(src/|ormconfig)', SPEC), to('^test/')),
    forbid('everything-resolves', {}, { couldNotResolve: true }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
