import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { ComplianceCheck, IPipelineStep, ITestSuite, SecurityScan, TestSuite, TrivyScanner } from '../../src/pipeline';
import { FindingSeverity } from '../../src/registry';
import { prodStack } from '../support/stacks';
import { BY_HAND, pipelineIn } from './support/pipelines';

/** Texts that people write, and those that nobody should. */
const text = fc.oneof(fc.constantFrom('npm test', 'test/*.test.ts', 'a b', '', ' ', '../x', '/x', 'two\nlines', "it's", '$(id)', 'IMAGE', 'CODEBUILD_X', 'STAGE'), fc.string({ maxLength: 12 }));
const number = fc.oneof(fc.integer({ min: -1, max: 120 }), fc.constantFrom(NaN, Infinity, 0.5, 2, 3));
const duration = fc.integer({ min: 0, max: 200000 }).map((seconds) => Duration.seconds(seconds));
const texts = fc.array(text, { maxLength: 3 });
const names = fc.dictionary(text, text, { maxKeys: 2 });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const common = { stepName: optional(fc.oneof(fc.constantFrom('Mine', 'My.Scan'), text)), advisory: optional(fc.boolean()) };
const tool = { ...common, timeout: optional(duration), toolVersion: optional(fc.constantFrom('1.2.3', 'latest')), toolSha256: optional(fc.constantFrom('a'.repeat(64), 'x')) };
const scanners = fc.array(fc.constantFrom(...Object.values(TrivyScanner)), { maxLength: 2 });
const severity = optional(fc.constantFrom(...Object.values(FindingSeverity)));

const suite: fc.Arbitrary<ITestSuite> = fc.oneof(
  fc.tuple(texts, fc.record({
    install: optional(texts),
    timeout: optional(duration),
    shards: optional(number),
    testFiles: optional(text),
    retries: optional(number),
    reports: optional(fc.array(fc.record({ files: texts, reportName: optional(text) }), { maxLength: 2 })),
    environment: optional(names),
    advisory: optional(fc.boolean()),
  })).map(([commands, options]) => TestSuite.commands(commands, options)),
  fc.tuple(fc.constantFrom('https://a.example.com', 'ftp://a', ''), fc.record({
    expectedStatus: optional(number),
    expectedText: optional(text),
    attempts: optional(number),
    interval: optional(duration),
    requestTimeout: optional(duration),
  })).map(([url, options]) => TestSuite.http(url, options)),
);

const scan: fc.Arbitrary<IPipelineStep> = fc.oneof(
  fc.record({ ...common, critical: optional(number), high: optional(number), medium: optional(number), low: optional(number) })
    .map((options) => SecurityScan.inspectorSource(options)),
  fc.record({ ...tool, configFile: optional(text), history: optional(fc.boolean()) }).map((options) => SecurityScan.secrets(options)),
  fc.record({ ...tool, directory: optional(text), severity }).map((options) => SecurityScan.dependencyAudit(options)),
  fc.record({ ...tool, directory: optional(text), severity, scanners: optional(scanners) })
    .map((options) => SecurityScan.trivy(options)),
  fc.record({ ...tool, rules: optional(texts), severity }).map((options) => SecurityScan.semgrep(options)),
  fc.record(tool).map((options) => SecurityScan.sbom(options)),
);

const check: fc.Arbitrary<IPipelineStep> = fc.oneof(
  fc.record({ ...tool, templates: optional(texts), ignoreRules: optional(texts) }).map((options) => ComplianceCheck.cfnLint(options)),
  fc.tuple(texts, fc.record({ ...tool, templates: optional(texts) })).map(([rules, options]) => ComplianceCheck.cfnGuard(rules, options)),
  fc.record({ ...common, install: optional(texts), synth: optional(text), outputDirectory: optional(text) })
    .map((options) => ComplianceCheck.cdkNag(options)),
  fc.tuple(text, texts).map(([stepName, commands]) => ComplianceCheck.commands(stepName, commands)),
);

test('tests, scans and checks with random options are synthesized, or refused with what to change', () => {
  let made = 0;
  const lists = [fc.array(scan, { maxLength: 2 }), fc.array(check, { maxLength: 1 })] as const;
  fc.assert(fc.property(optional(suite), optional(suite), ...lists, (unit, smoke, scans, checks) => {
    const stack = prodStack();
    try {
      pipelineIn(stack, { tests: { unit, smoke }, staging: BY_HAND, checks: [...scans, ...checks] });
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      return;
    }
    Template.fromStack(stack);
    made += 1;
  }), { numRuns: 150, seed: 5 });
  expect(made).toBeGreaterThan(5);
}, 120_000);
