import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { CdkNagOptions, ComplianceCheck, IBuildStep, IPipelineStep } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { pipelineIn, pipelineOf } from './support/pipelines';
import { Failure, ScriptResult } from './support/script-runner';
import { ending, runTool } from './support/tool-runner';

function templateWith(checks: IPipelineStep[], buildStep?: IBuildStep): Template {
  const stack = prodStack();
  pipelineIn(stack, { checks, ...buildStep && { buildStep } });
  return Template.fromStack(stack);
}

const actionsIn = (template: Template) => pipelineOf(template).Stages.find(({ Name }: any) => Name === 'Test').Actions;
const valuesOf = (call: string[], option: string) => call.slice(call.indexOf(option) + 1).filter((_, index, all) => !all.slice(0, index + 1).some((other) => other.startsWith('--')));

/** A build that makes an artifact, such as a cloud assembly. */
const ASSEMBLY: IBuildStep = {
  bind: (stage) => {
    const artifact = new codepipeline.Artifact('Assembly');
    stage.codePipelineStage.addAction(new actions.CodeBuildAction({
      actionName: 'Synth',
      input: stage.source,
      outputs: [artifact],
      project: new codebuild.PipelineProject(stage.scope, 'Synth'),
    }));
    return { artifact };
  },
};

describe('compliance checks', () => {
  test('run beside each other', () => {
    const template = templateWith([ComplianceCheck.cfnLint(), ComplianceCheck.cfnGuard(['rules']), ComplianceCheck.cdkNag(), ComplianceCheck.commands('Licences', ['npm run licences'])]);
    expect(actionsIn(template).map(({ Name, RunOrder }: any) => `${Name}@${RunOrder}`)).toEqual(['CfnLint@1', 'CfnGuard@1', 'CdkNag@1', 'Licences@1']);
  });

  test('get what was built, beside the source', () => {
    const [lint, , commands] = actionsIn(templateWith([ComplianceCheck.cfnLint(), ComplianceCheck.cdkNag(), ComplianceCheck.commands('Licences', ['true'])], ASSEMBLY));
    for (const action of [lint, commands]) {
      expect(action.InputArtifacts).toEqual([{ Name: 'Source' }, { Name: 'Assembly' }]);
      expect(action.Configuration.PrimarySource).toBe('Source');
    }
  });

  test.each<[string, () => IPipelineStep, string]>([
    ['rules are a text', () => ComplianceCheck.cfnGuard('rules' as any), "'rules' must be a list"],
    ['there are no rules', () => ComplianceCheck.cfnGuard([]), "'rules' must name files or directories with rules, got []. Say 'rules/'"],
    ['rules lie elsewhere', () => ComplianceCheck.cfnGuard(['/etc']), "'rules' must be paths or glob patterns below the root"],
    ['there are no templates', () => ComplianceCheck.cfnLint({ templates: [] }), "'templates' must have a pattern"],
    ['templates lie elsewhere', () => ComplianceCheck.cfnLint({ templates: ['../x.json'] }), "'templates' must be paths or glob patterns"],
    ['an ignored rule is none', () => ComplianceCheck.cfnLint({ ignoreRules: ['S3'] }), "'ignoreRules' must be rules such as 'W3045'"],
    ['the assembly lies elsewhere', () => ComplianceCheck.cdkNag({ outputDirectory: '/tmp' }), "'outputDirectory' must be a path below the root"],
    ['the synthesis is empty', () => ComplianceCheck.cdkNag({ synth: ' ' }), "'synth' must be commands, none of them empty"],
    ['there is no command', () => ComplianceCheck.commands('Mine', []), "'commands' must have a command"],
    ['the name is impossible', () => ComplianceCheck.commands('my check', ['true']), "'stepName' must be 1 to 80 letters"],
  ])('fail when %s, naming the prop', (_, check, message) => {
    expect(() => templateWith([check()])).toThrow(message);
  });
});

/** Makes files; their directories are made before. */
const files = (...names: string[]) => names.map((name) => `mkdir -p "$(dirname '${name}')"; touch '${name}'`).join('\n');

describe('cfn-lint', () => {
  const step = ComplianceCheck.cfnLint({ ignoreRules: ['W3045', 'I1002'] });

  test('checks the templates of the source, not those of packages', () => {
    const result = runTool({ step, stubs: ['cfn-lint'], prelude: files('cdk.out/a b.template.json', 'x/y/z.template.yaml', 'node_modules/p/n.template.json', 'c.json') });
    expect(result.status).toBe(0);
    const [report, pretty] = result.calls['cfn-lint'];
    expect(valuesOf(report, '--template').map((file) => file.replace(/.*\/work\//, ''))).toEqual(['cdk.out/a b.template.json', 'x/y/z.template.yaml']);
    expect(report).toEqual(expect.arrayContaining(['--non-zero-exit-code', 'error', '--ignore-checks', 'W3045', 'I1002', '--format', 'junit', '--output-file', 'devops-report.xml']));
    expect(pretty).toContain('pretty');
  });

  test('checks what was built before it looks at the source', () => {
    const result = runTool({
      step, stubs: ['cfn-lint'], prelude: `${files('built/s.template.json', 's.template.json')}\nCODEBUILD_SRC_DIR="$PWD"; export CODEBUILD_SRC_DIR_Assembly="$PWD/built"`,
    });
    expect(valuesOf(result.calls['cfn-lint'][0], '--template').map((file) => file.replace(/.*\/work\//, ''))).toEqual(['built/s.template.json']);
  });

  test('looks at the source when nothing of what was built is a template', () => {
    const result = runTool({ step, stubs: ['cfn-lint'], prelude: `${files('built/index.html', 's.template.json')}\nexport CODEBUILD_SRC_DIR_Site="$PWD/built"` });
    expect(valuesOf(result.calls['cfn-lint'][0], '--template').map((file) => file.replace(/.*\/work\//, ''))).toEqual(['s.template.json']);
  });

  test('does not run code that is in the name of a file', () => {
    const result = runTool({ step, stubs: ['cfn-lint'], prelude: files('$(touch pwned).template.json', '; touch pwned;.template.json') });
    expect(result.status).toBe(0);
    expect(valuesOf(result.calls['cfn-lint'][0], '--template')).toHaveLength(2);
    expect(result.files).not.toContain('pwned');
  });

  test('fails when there is no template, and says what to do', () => {
    const result = runTool({ step, stubs: ['cfn-lint'] });
    expect(result.status).toBe(1);
    expect(result.errors).toContain("There is no template to check. Name them with 'templates'");
  });

  test('fails with what cfn-lint ends with', () => {
    expect(runTool({ step, prelude: `${files('s.template.json')}\n${ending('cfn-lint', 2)}` }).status).toBe(2);
  });

  test('lets the pipeline go on when it is advisory', () => {
    const result = runTool({ step: ComplianceCheck.cfnLint({ advisory: true }), prelude: `${files('s.template.json')}\n${ending('cfn-lint', 2)}` });
    expect(result.status).toBe(0);
    expect(result.errors).toContain('ADVISORY: CfnLint failed with exit code 2');
  });

  test('fails for warnings, too, if asked', () => {
    const result = runTool({ step: ComplianceCheck.cfnLint({ failOnWarnings: true }), stubs: ['cfn-lint'], prelude: files('s.template.json') });
    expect(result.calls['cfn-lint'][0].slice(0, 2)).toEqual(['--non-zero-exit-code', 'informational']);
  });
});

describe('CloudFormation Guard', () => {
  const step = ComplianceCheck.cfnGuard(['my rules/', 'extra.guard']);
  const prelude = files('s.template.json', 'my rules/a.guard', 'extra.guard');

  test('holds the templates to the rules', () => {
    const result = runTool({ step, stubs: ['cfn-guard'], prelude });
    expect(result.status).toBe(0);
    expect(result.calls['cfn-guard'].map(([first]) => first)).toEqual(['--version', 'validate']);
    const [, call] = result.calls['cfn-guard'];
    expect(valuesOf(call, '--rules')).toEqual(['my rules/', 'extra.guard']);
    expect(call).toEqual(expect.arrayContaining(['--structured', '--output-format', 'junit']));
    expect(result.files).toContain('devops-report.xml');
  });

  test('fails when a template breaks a rule', () => {
    expect(runTool({ step, prelude: `${prelude}\ncfn-guard() { [[ "$1" != validate ]] || return 19; }` }).status).toBe(19);
  });

  test('fails when the tool does not run on the system, and says what to do', () => {
    const result = runTool({ step, prelude: `${prelude}\n${ending('cfn-guard', 1)}` });
    expect(result.status).toBe(1);
    expect(result.errors).toContain("Give the check an 'image' with a newer system");
  });

  test('fails when the rules are not there', () => {
    const result = runTool({ step, stubs: ['cfn-guard'], prelude: files('s.template.json', 'extra.guard') });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('There are no rules in my rules/.');
  });

  test('is not run when it is not what it should be', () => {
    const result = runTool({ step, stubs: ['cfn-guard'], prelude, answers: { 'sha256sum --check': new Failure('') } });
    expect(result.status).toBe(1);
    expect(result.calls['cfn-guard']).toEqual([]);
  });
});

describe('cdk-nag', () => {
  const HEADER = 'Rule ID,Resource ID,Compliance,Exception Reason,Rule Level,Rule Info';
  const table = (...rows: string[]) => `mkdir -p cdk.out; printf '%s\\n' '${[HEADER, ...rows].join("' '")}' > cdk.out/AwsSolutions-Prod-NagReport.csv;`;

  /** Runs the check; the synthesis does what the text says. */
  function nag(synthesis: string, options: CdkNagOptions = {}): ScriptResult {
    return runTool({ step: ComplianceCheck.cdkNag(options), stubs: ['npm'], prelude: `npx() { ${synthesis} }` });
  }

  test('fails for what nobody has acknowledged, also where it only warns', () => {
    const result = nag(table('"AwsSolutions-S1","Prod/Bucket/Resource","Non-Compliant","N/A","Warning","No logs."'));
    expect(result.status).toBe(1);
    expect(result.output).toContain('AwsSolutions-S1');
    expect(result.errors).toContain('cdk-nag has found what nobody has acknowledged');
  });

  test('succeeds for what is compliant or acknowledged', () => {
    const result = nag(table('"AwsSolutions-S1","Prod/Bucket/Resource","Suppressed","It holds logs.","Error","No logs."', '"AwsSolutions-S2","Prod/B","Compliant","N/A","Error","x"'));
    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
    expect(result.calls.npm).toEqual([['ci']]);
  });

  test.each([['success', 0], ['failure', 1]])('reads the reports of version 3: %s', (status, expected) => {
    const report = JSON.stringify({ title: 'Validation Report', pluginReports: [{ summary: { status, pluginName: 'cdk-nag' }, violations: [] }] });
    expect(nag(`mkdir -p cdk.out; printf '%s' '${report}' > cdk.out/policy-validation-report.json;`).status).toBe(expected);
  });

  test('takes the word of the CDK where it writes no report', () => {
    expect(nag("echo 'Policy Validation Successful!';").status).toBe(0);
  });

  test('fails when no pack has run, and says what to do', () => {
    const result = nag('mkdir -p cdk.out;');
    expect(result.status).toBe(1);
    expect(result.errors).toContain('No pack of cdk-nag has looked at the app');
  });

  test('does not count what an earlier synthesis said', () => {
    const result = runTool({ step: ComplianceCheck.cdkNag({ install: [] }), prelude: `${table('"AwsSolutions-S2","Prod/B","Compliant","N/A","Error","x"')}\nnpx() { :; }` });
    expect(result.errors).toContain('No pack of cdk-nag has looked at the app');
  });

  test('fails when the synthesis does, whatever it says', () => {
    expect(nag("echo 'Policy Validation Successful!'; return 7;").status).toBe(7);
  });

  test('lets the pipeline go on when it is advisory', () => {
    expect(nag('return 1;', { advisory: true }).status).toBe(0);
  });

  test('synthesizes as asked', () => {
    const result = runTool({
      step: ComplianceCheck.cdkNag({ synth: 'yarn synth', outputDirectory: 'infra/cdk.out', install: ['yarn install'] }),
      stubs: ['yarn'],
      prelude: 'mkdir -p infra/cdk.out',
      answers: { 'yarn synth': 'Policy Validation Successful!' },
    });
    expect(result.status).toBe(0);
    expect(result.calls.yarn).toEqual([['install'], ['synth']]);
  });
});

describe('commands of one\'s own', () => {
  test('find what was built', () => {
    const step = ComplianceCheck.commands('Licences', ['check-licences in "$BUILD_OUTPUT"']);
    expect(runTool({ step, stubs: ['check-licences'], environment: { CODEBUILD_SRC_DIR_Assembly: '/built here' } }).calls['check-licences']).toEqual([['in', '/built here']]);
    expect(runTool({ step, stubs: ['check-licences'] }).calls['check-licences']).toEqual([['in', '']]);
  });

  test('fail with the first that fails', () => {
    const result = runTool({ step: ComplianceCheck.commands('Licences', ['npm run a', 'npm run b']), stubs: ['npm'], answers: { 'npm run': new Failure('no') } });
    expect(result.status).toBe(254);
    expect(result.calls.npm).toHaveLength(1);
  });
});
