// Rolls the declarations of each entry of the package into one file, so that a change of the public API shows in the review.
// Without an argument it fails if the reviewed file differs; with --update it rewrites the file.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ENTRIES = { index: 'dist/index.d.ts', testing: 'dist/testing/index.d.ts', terminus: 'dist/terminus/index.d.ts' };
const root = fileURLToPath(new URL('../../', import.meta.url));
const update = process.argv.includes('--update');

for (const [name, entry] of Object.entries(ENTRIES)) {
  if (!existsSync(`${root}${entry}`)) throw new Error(`${entry} is missing. Run \`npm run build\` first.`);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: `${root}api-extractor.json`,
    packageJsonFullPath: `${root}package.json`,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}${entry}`,
      compiler: { tsconfigFilePath: `${root}tsconfig.build.json` },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: `${root}test/api`,
        reportTempFolder: `${root}.cache/api`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'warning' } },
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          // Types used by public ones need not be exported, and nothing has a release tag. The report marks members without
          // documentation.
          'ae-forgotten-export': { logLevel: 'none' },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Info || message.logLevel === ExtractorLogLevel.Verbose)
        message.handled = true;
    },
  });
  if (succeeded && (update || !apiReportChanged)) continue;
  console.error(`The public API in ${entry} differs from test/api/${name}.api.md.`);
  console.error('If that is meant, run `npm run api:update`, review the difference and say it in CHANGELOG.md.');
  process.exitCode = 1;
}
