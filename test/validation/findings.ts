import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BuildApp } from '../golden/golden';

const CFN_LINT = path.resolve(__dirname, '../../.venv/bin/cfn-lint');

/** Warnings that the two template linters may give, with the reason. */
const TOLERATED = [
  'W3005', // The CDK renders dependencies that a Ref already implies; they change nothing.
  'W3010', // In a known environment the CDK names the availability zones that it looked up, so that they never move.
];

/** A synthesized application: the construct tree for cdk-nag, the files for the rest. */
export interface ValidatedApp {
  readonly app: App;
  readonly directory: string;
}

/** Synthesizes with CDK's own template validation on, its errors being errors. */
export function synthesizeValidated(build: BuildApp): ValidatedApp {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'validation-'));
  const app = new App({
    outdir: directory,
    analyticsReporting: false,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      // The report says more than the exception would.
      '@aws-cdk/core:failSynthOnValidationErrors': false,
    },
  });
  build(app);
  withTemplateValidation(() => app.synth());
  return { app, directory };
}

/** What CDK's built-in validation of templates finds, warnings too. */
export function templateFindings({ directory }: ValidatedApp): string[] {
  const report: ValidationReport = JSON.parse(fs.readFileSync(path.join(directory, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap((plugin) => [
    ...plugin.conclusion === 'failure' && plugin.violations.length === 0 ? [`${plugin.pluginName} failed: ${JSON.stringify(plugin)}`] : [],
    ...plugin.violations.filter(({ ruleName }) => !TOLERATED.includes(ruleName)).flatMap((violation) => violation.violatingConstructs
      .map(({ constructPath }) => `${violation.severity} ${violation.ruleName} at ${constructPath}: ${violation.description}`)),
  ]);
}

/** All packs of cdk-nag. */
export const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks'] as const;
export type Pack = typeof PACKS[number];

/** What a pack of cdk-nag finds and nothing in the tree acknowledges. */
export function nagFindings({ app }: Pick<ValidatedApp, 'app'>, pack: Pack = 'AwsSolutionsChecks'): string[] {
  return packOf(pack).validateScope(app).violations.flatMap((violation) => violation.violatingResources
    .map(({ constructPath }) => `${violation.severity} ${violation.ruleName} at ${constructPath}: ${violation.description}`));
}

export function packOf(pack: Pack): NagPack {
  return new (jest.requireActual<CdkNag>('cdk-nag')[pack])();
}

/** False on a machine without Python, where setup could not install the linter. */
export const canLint = fs.existsSync(CFN_LINT);

/** What cfn-lint finds in the templates of all applications, by directory. One call, because it starts slowly. */
export function lintFindings(apps: ValidatedApp[]): Map<string, string[]> {
  const findings = new Map<string, string[]>(apps.map(({ directory }) => [directory, []]));
  const templates = apps.flatMap(({ directory }) => templatesIn(directory));
  for (const match of cfnLint(templates)) {
    const directory = apps.find((app) => match.Filename.startsWith(app.directory))!.directory;
    findings.get(directory)!.push(`${match.Rule.Id} at ${path.basename(match.Filename)} ${match.Location.Path.join('.')}: ${match.Message}`);
  }
  return findings;
}

/** Removes what a synthesis left on the disk. */
export function discard({ directory }: ValidatedApp): void {
  fs.rmSync(directory, { recursive: true });
}

function cfnLint(templates: string[]): LintMatch[] {
  try {
    const output = execFileSync(CFN_LINT, ['--format', 'json', '--ignore-checks', ...TOLERATED, '--', ...templates], { encoding: 'utf8' });
    return JSON.parse(output || '[]');
  } catch (error) {
    // It exits with a bit for each kind of finding.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    if (!stdout) { throw new Error(`cfn-lint did not run: ${stderr}`); }
    return JSON.parse(stdout);
  }
}

function templatesIn(directory: string): string[] {
  return fs.readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => path.join(directory, file));
}

function withTemplateValidation(action: () => void): void {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    action();
  } finally {
    process.env.CDK_VALIDATION = before;
  }
}

/** The parts of the tools' reports that are looked at; these tools' types are those of another aws-cdk-lib than the root's. */
interface ValidationReport {
  readonly pluginReports: {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: {
      readonly ruleName: string;
      readonly severity: string;
      readonly description: string;
      readonly violatingConstructs: { readonly constructPath: string }[];
    }[];
  }[];
}

type CdkNag = Record<Pack, new () => NagPack>;

/** The part of a pack that is used here. */
export interface NagPack {
  validateScope(scope: IConstruct): {
    readonly violations: {
      readonly ruleName: string;
      readonly severity: string;
      readonly description: string;
      readonly violatingResources: { readonly constructPath: string }[];
    }[];
  };
}

interface LintMatch {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: (string | number)[] };
  readonly Message: string;
}
