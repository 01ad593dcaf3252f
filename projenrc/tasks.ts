import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** What the commands leave behind. */
const LOCAL_FOLDERS = ['cdk.out/', '.venv/', '__pycache__/', '/.demo/', '/.languages/'];

/** Commands of ours beside projen's own. `npm test` and `npm run demo` work on a fresh clone: they install first. */
export class Tasks extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const script = (name: string, command: string) => project.setScript(name, command);

    script('setup', 'node tools/setup.js');
    script('test', 'node tools/setup.js && node tools/test.js');
    script('demo', 'node tools/setup.js && node tools/demo.js');
    script('bench', 'node tools/setup.js && node bench/run.js');
    script('lint', 'NODE_NO_WARNINGS=1 ESLINT_USE_FLAT_CONFIG=false eslint --ext .ts --max-warnings 0 src test projenrc .projenrc.ts');
    script('typecheck', 'tsc --noEmit -p tsconfig.dev.json');
    script('test:unit', 'jest');
    script('test:latest', 'jest -c test/jest.latest.config.js');
    script('test:python', 'node tools/test-python.js');
    script('test:languages', 'node tools/setup.js && node tools/test-languages.js');
    script('api', 'node tools/api-page.js');
    script('api:languages', 'node tools/api-page.js languages && node tools/languages/pages.js');
    script('golden:accept', 'ACCEPT_GOLDEN=1 jest -c test/jest.latest.config.js test/golden && ACCEPT_GOLDEN=1 jest test/cdk-versions');
    script('release:dry-run', 'node tools/setup.js && node tools/release-dry-run.js');
    script('release:baseline', 'node tools/release-baseline.js');

    project.compileTask.exec('node tools/lazy-exports.js');
    project.compileTask.exec('node tools/readme-links.js');
    project.compileTask.exec('node tools/template-diff.js');

    project.tsconfigDev.addInclude('.projenrc.ts');
    // The examples are a consumer's project: they have a tsconfig and an aws-cdk-lib of their own.
    for (const folder of ['examples', 'lib', 'dist', '.demo', '**/cdk.out']) {
      project.tsconfigDev.addExclude(folder);
    }

    project.gitignore.addPatterns('/bench/results/', ...LOCAL_FOLDERS);
    for (const folder of ['/bench/', '/docs/', '/examples/', '/tools/', '/projenrc/', '/.ci/', '/shared/', '/.compatignore', ...LOCAL_FOLDERS]) {
      project.addPackageIgnore(folder);
    }
  }
}
