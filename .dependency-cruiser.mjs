/**
 * Data goes one way, and so do imports. What each folder of src may import: other `folders`, only `types` of others,
 * and `packages` from outside; what adds to the finished module may import some of its `files`. A folder that is not listed here
 * may not be imported at all.
 */
const FOLDERS = {
  text: { builtIns: ['crypto', 'util'] },
  time: { builtIns: ['async_hooks'] },
  validation: { folders: ['text', 'time'], packages: ['class-validator'], builtIns: ['util'] },
  rules: { folders: ['text', 'time', 'validation'], packages: ['class-validator', 'reflect-metadata'] },
  decorators: { folders: ['rules', 'text', 'time', 'validation'], packages: ['reflect-metadata'] },
  incidents: { folders: ['text', 'time'], types: ['rules'], builtIns: ['crypto'] },
  alerts: { folders: ['text', 'time'], types: ['incidents', 'rules'], builtIns: ['crypto', 'util'] },
  platforms: {
    folders: ['text', 'time'],
    types: ['alerts'],
    packages: ['@nestjs/axios', 'axios', 'rxjs'],
    builtIns: ['.*'],
  },
  journal: {
    folders: ['text', 'time'],
    types: ['alerts', 'incidents'],
    files: ['rules/class-mark.ts'],
    builtIns: ['.*'],
  },
  fleet: {
    folders: ['incidents', 'journal', 'text', 'time', 'validation'],
    packages: ['ioredis', 'redis'],
    builtIns: ['.*'],
  },
  delivery: {
    folders: ['text', 'time', 'validation'],
    types: ['alerts', 'journal'],
    files: ['platforms/platform.ts'],
    packages: ['@nestjs/common', 'class-validator'],
    builtIns: ['.*'],
  },
  observers: {
    folders: ['rules', 'incidents', 'telemetry', 'text', 'time'],
    types: ['options', 'validation'],
    packages: ['@nestjs/common', '@nestjs/core', 'rxjs'],
    builtIns: ['.*'],
  },
  options: {
    folders: ['rules', 'text', 'time', 'validation'],
    files: [
      'opsgenie.options.ts',
      'delivery/delivery-options.schema.ts',
      'platforms/opsgenie/(alert-platforms|base-url|key-form).ts',
    ],
    packages: ['@nestjs/common', 'class-validator'],
    builtIns: ['util'],
  },
  pipeline: {
    folders: [
      'alerts',
      'delivery',
      'fleet',
      'incidents',
      'journal',
      'observers',
      'platforms',
      'rules',
      'telemetry',
      'text',
      'time',
      'validation',
    ],
    files: ['opsgenie.options.ts', 'options/heartbeat-options.ts'],
    packages: ['@nestjs/common', '@nestjs/core', 'rxjs'],
    builtIns: ['os', 'path'],
  },
  telemetry: {
    types: ['rules'],
    files: ['pipeline/statistics.ts'],
    packages: ['@opentelemetry/api'],
    builtIns: ['module'],
  },
  terminus: {
    types: ['delivery', 'fleet'],
    files: ['opsgenie.service.ts', 'pipeline/statistics.ts'],
    packages: ['@nestjs/common', '@nestjs/terminus'],
  },
  sandbox: {
    folders: ['text', 'time'],
    types: ['rules'],
    files: ['platforms/opsgenie/(alert-platforms|limits).ts'],
    builtIns: ['.*'],
  },
  testing: {
    folders: ['delivery', 'pipeline', 'sandbox', 'time'],
    types: ['alerts'],
    files: ['opsgenie.options.ts', 'opsgenie.service.ts', 'platforms/http/isolated-http-service.ts'],
    packages: ['@nestjs/common'],
  },
  cli: {
    folders: ['alerts', 'incidents', 'rules', 'sandbox', 'text', 'time', 'validation'],
    files: [
      'testing/virtual-clock.ts',
      'opsgenie.options.ts',
      'options/module-options.schema.ts',
      'options/options-source.ts',
      'pipeline/application-rules.ts',
      'pipeline/chosen-platform.ts',
      'platforms/platform.ts',
      'platforms/http/isolated-http-service.ts',
    ],
    packages: ['@nestjs/common', '@nestjs/core'],
    builtIns: ['crypto', 'fs', 'fs/promises', 'net', 'path', 'stream', 'url', 'util', 'zlib'],
  },
};

function directions([folder, { folders = [], types = [], files = [], packages = [], builtIns = [] }]) {
  const from = { path: `^src/${folder}/` };
  const sources = [...[folder, ...folders, ...types].map((name) => `${name}/`), ...files.map((name) => `${name}$`)];
  return [
    {
      name: `what ${folder} may import`,
      severity: 'error',
      from,
      to: {
        pathNot: [`^src/(${sources.join('|')})`, ...packages.map((name) => `^node_modules/${name}/`)],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: `what ${folder} may import of Node`,
      severity: 'error',
      from,
      to: { pathNot: builtIns.map((name) => `^(node:)?${name}$`), dependencyTypes: ['core'] },
    },
    ...types.map((other) => ({
      name: `${folder} may import only types of ${other}`,
      severity: 'error',
      from,
      to: { path: `^src/${other}/`, dependencyTypesNot: ['type-only'] },
    })),
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(FOLDERS).flatMap(directions),
    {
      name: 'only the public API is at the top level',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+$', pathNot: '^src/(index|opsgenie\\.(module|options|service))\\.ts$' },
    },
    {
      name: 'every folder is in the list above',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(FOLDERS).join('|')})/` },
    },
    {
      name: 'only the pipeline knows the observers',
      severity: 'error',
      from: { pathNot: '^src/(observers/|pipeline/)' },
      to: { path: '^src/observers/' },
    },
    {
      name: 'two lists know which observers there are; the others know the port alone',
      severity: 'error',
      from: { pathNot: '^src/observers/(([^/]+)/|(observers|method-list)\\.ts$)' },
      to: { path: '^src/observers/[^/]+/', pathNot: '^src/observers/process/process-end\\.ts$' },
    },
    {
      name: 'an observer knows no other',
      severity: 'error',
      from: { path: '^src/observers/([^/]+)/' },
      to: { path: '^src/observers/[^/]+/', pathNot: '^src/observers/$1/' },
    },
    {
      name: 'one file chooses the platform; all others use only the port',
      severity: 'error',
      from: {
        pathNot:
          '^src/(platforms/|sandbox/|testing/|cli/|pipeline/chosen-platform\\.ts$|options/(module-options\\.schema|api-key-option|target-options)\\.ts$|index\\.ts$|opsgenie\\.(options|module)\\.ts$)',
      },
      to: { path: '^src/platforms/[^/]+/' },
    },
    {
      name: 'one file chooses the journal; all others use only the port',
      severity: 'error',
      from: { pathNot: '^src/(journal/[^/]+/|pipeline/chosen-journal\\.ts$)' },
      to: { path: '^src/journal/([^/]+/|no-journal\\.ts$)' },
    },
    {
      name: 'a platform may import the port and the HTTP client, but no other platform',
      severity: 'error',
      from: { path: '^src/platforms/([^/]+)/' },
      to: { path: '^src/platforms/[^/]+/', pathNot: '^src/platforms/(http|$1)/' },
    },
    {
      name: 'the port imports no platform',
      severity: 'error',
      from: { path: '^src/platforms/platform\\.ts$' },
      to: { path: '^src/platforms/' },
    },
    {
      name: 'an application loads nothing of the command line',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'the sample imports the library by its name, like a user',
      severity: 'error',
      from: { path: '^sample/' },
      to: { path: '^src/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'the library runs without its optional peers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/terminus/' },
      to: { path: '^node_modules/(@opentelemetry/|@nestjs/terminus/)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import can be found', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'users install no package that only development needs',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
