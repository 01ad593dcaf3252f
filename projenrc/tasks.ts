import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** Commands of ours beside projen's own. `npm test` and `npm run demo` work on a fresh clone: they install first. */
export class Tasks extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const script = (name: string, command: string) => project.setScript(name, command);

    script('setup', 'node tools/setup.js');
    script('test', 'node tools/setup.js && node tools/test.js');
    script('demo', 'node tools/setup.js && node tools/demo.js');
    script('bench', 'node tools/setup.js && node bench/run.js');
    script('lint', 'eslint --max-warnings 0 src test projenrc .projenrc.ts');
    script('typecheck', 'tsc --noEmit -p tsconfig.dev.json');
    script('test:unit', 'jest');
    script('test:latest', 'jest -c test/jest.latest.config.json');
    script('test:python', 'node tools/test-python.js');
    script('golden:accept', 'ACCEPT_GOLDEN=1 jest -c test/jest.latest.config.json test/golden');

    project.gitignore.addPatterns('/bench/results/', 'cdk.out/', '.venv/', '/.demo/');
    for (const folder of ['/bench/', '/docs/', '/examples/', '/tools/', '/projenrc/', '/.ci/', '/shared/']) {
      project.addPackageIgnore(folder);
    }
  }
}
