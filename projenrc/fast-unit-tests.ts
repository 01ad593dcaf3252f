import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/**
 * Unit tests are transformed by swc instead of ts-jest: a single file answers in seconds.
 * Types are checked once, by `npm run typecheck`, not again by every test run.
 */
export class FastUnitTests extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    project.addDevDeps('@swc/core@^1.16', '@swc/jest@^0.2.39', 'fast-check@^4.10');
    project.deps.removeDependency('ts-jest');

    const jest = project.jest!;
    jest.config.transform = {
      '^.+\\.ts$': ['@swc/jest', {
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', keepClassNames: true },
        module: { type: 'commonjs' },
      }],
    };
    jest.config.roots = ['<rootDir>/src', '<rootDir>/test'];
    jest.config.testMatch = ['<rootDir>/test/**/*.test.ts'];
    // These need the latest aws-cdk-lib: see test/jest.latest.config.js.
    jest.config.testPathIgnorePatterns = ['/node_modules/', '<rootDir>/test/(examples|golden|validation)/'];
    // The golden apps are on the oldest aws-cdk-lib as well: test/cdk-versions. The examples among them have another one beside them.
    jest.config.moduleNameMapper = {
      '^(aws-cdk-lib|constructs)($|/.*)': '<rootDir>/node_modules/$1$2',
      '^cdk-devops-patterns$': '<rootDir>/src',
    };
    jest.config.setupFiles = ['<rootDir>/test/support/environment.ts'];
    jest.config.collectCoverage = false;
    jest.config.collectCoverageFrom = ['src/**/*.ts', '!src/**/index.ts'];
    jest.config.coverageReporters = ['text-summary', 'lcov'];
  }
}
