import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VERSIONS } from '../../src/core/private/versions';
import { ComplianceCheck, IPipelineStep, PipelineSource, SbomFormat, SecurityScan, TestSuite, TrivyScanner } from '../../src/pipeline';
import { ContainerRepository, FindingSeverity } from '../../src/registry';
import { expectValidBuildspecs } from '../support/buildspec';
import { prodStack } from '../support/stacks';
import { pipelineIn, pipelineOf, projectOf, scriptOf, statementsOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { ending, runTool } from './support/tool-runner';

const connectionArn = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';

function templateWith(scans: (stack: Stack, images: ContainerRepository) => IPipelineStep[]): Template {
  const stack = prodStack();
  pipelineIn(stack, { checks: scans(stack, new ContainerRepository(stack, 'Scanned')) });
  return Template.fromStack(stack);
}

const actionsIn = (template: Template) => pipelineOf(template).Stages.find(({ Name }: any) => Name === 'Test').Actions;

describe('security scans', () => {
  test('are not there unless asked for', () => {
    const stack = prodStack();
    pipelineIn(stack);
    expect(pipelineOf(Template.fromStack(stack)).Stages.map(({ Name }: any) => Name)).not.toContain('Test');
  });

  test('that we recommend are Amazon Inspector and a look for secrets', () => {
    expect(actionsIn(templateWith(() => SecurityScan.recommended())).map(({ Name }: any) => Name)).toEqual(['InspectorSource', 'Secrets']);
  });

  test('run at the same time, and may all be there', () => {
    const template = templateWith((_, images) => [
      SecurityScan.inspectorSource(), SecurityScan.secrets(), SecurityScan.dependencyAudit(), SecurityScan.trivy(),
      SecurityScan.trivy({ imagesOf: images }),
      SecurityScan.semgrep(), SecurityScan.sbom(), SecurityScan.sbom({ imagesOf: images }),
    ]);
    expect(new Set(actionsIn(template).map(({ RunOrder }: any) => RunOrder))).toEqual(new Set([1]));
    expect(actionsIn(template).map(({ Name }: any) => Name)).toEqual([
      'InspectorSource', 'Secrets', 'Dependencies', 'Trivy', 'TrivyImage', 'Semgrep', 'Sbom', 'ImageSbom',
    ]);
  });

  test('and tests and checks have buildspecs that CodeBuild takes', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Scanned');
    pipelineIn(stack, {
      checks: [
        SecurityScan.inspectorImage(images), SecurityScan.secrets(), SecurityScan.dependencyAudit(), SecurityScan.trivy(), SecurityScan.semgrep(),
        SecurityScan.trivy({ imagesOf: images }), SecurityScan.sbom(), SecurityScan.sbom({ imagesOf: images }),
        ComplianceCheck.cfnLint(), ComplianceCheck.cfnGuard(['rules']), ComplianceCheck.cdkNag(), ComplianceCheck.commands('Mine', ['true']),
      ],
      tests: {
        unit: TestSuite.commands(['npm test'], { advisory: true, retries: 2, reports: [{ files: ['reports/*.xml'] }] }),
        integration: TestSuite.commands(['npx jest'], { shards: 3, testFiles: "test/it's *.ts" }),
        health: TestSuite.http('https://shop.example.com'),
        performance: TestSuite.commands(['k6 run load.js']),
      },
    });
    expectValidBuildspecs(Template.fromStack(stack));
  });

  test('may be there twice under two names', () => {
    const template = templateWith(() => [SecurityScan.trivy(), SecurityScan.trivy({ stepName: 'Licences', scanners: [TrivyScanner.LICENSES], advisory: true })]);
    expect(actionsIn(template)).toHaveLength(2);
    expect(() => templateWith(() => [SecurityScan.trivy(), SecurityScan.trivy()])).toThrow('must have names that nothing else in the stage has, got "Trivy" twice');
  });

  test('know no CodeGuru, which has ended', () => {
    expect(Object.getOwnPropertyNames(SecurityScan).filter((name) => /guru/i.test(name))).toEqual([]);
  });

  test('use tools of which nobody could make another with the same checksum', () => {
    for (const { value, sha256 } of [VERSIONS.gitleaks, VERSIONS.trivy, VERSIONS.semgrep, VERSIONS.pipAudit, VERSIONS.cfnLint, VERSIONS.cfnGuard]) {
      expect(value).toMatch(/^\d+\.\d+\.\d+$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('report to CodeBuild what they find, and only to groups of theirs', () => {
    const template = templateWith(() => [SecurityScan.semgrep()]);
    const [reportGroup] = Object.keys(template.findResources('AWS::CodeBuild::ReportGroup'));
    expect(JSON.stringify(projectOf(template, 'TestSemgrep').Source.BuildSpec)).toContain('devops-report.xml');
    const reporting = statementsOf(template, 'TestSemgrep').filter(({ Action }) => JSON.stringify(Action).includes('codebuild:CreateReport'));
    expect(reporting.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [reportGroup, 'Arn'] }]);
  });

  test.each<[string, () => IPipelineStep, string]>([
    ['a version has no checksum', () => SecurityScan.trivy({ toolVersion: '0.73.0' }), "'toolSha256' must be given with 'toolVersion'"],
    ['a version is a word', () => SecurityScan.trivy({ toolVersion: 'latest', toolSha256: 'a'.repeat(64) }), "'toolVersion' must be a version such as '1.2.3'"],
    ['a version is code', () => SecurityScan.trivy({ toolVersion: '1.2.3$(id)', toolSha256: 'a'.repeat(64) }), "'toolVersion' must be a version such as '1.2.3'"],
    ['a checksum is short', () => SecurityScan.trivy({ toolVersion: '0.73.0', toolSha256: 'abc' }), "'toolSha256' must be 64 hexadecimal digits"],
    ['a severity is unknown', () => SecurityScan.trivy({ severity: FindingSeverity.UNRATED }), "'severity' must be a member of FindingSeverity that this tool knows (CRITICAL, HIGH, MEDIUM, LOW)"],
    ['Semgrep knows no such severity', () => SecurityScan.semgrep({ severity: FindingSeverity.CRITICAL }), "'severity' must be a member of FindingSeverity that this tool knows (HIGH, MEDIUM, LOW)"],
    ['there are no rules', () => SecurityScan.semgrep({ rules: [] }), "'rules' must have a command"],
    ['there is no scanner', () => SecurityScan.trivy({ scanners: [] }), "'scanners' must have a scanner"],
    ['a scanner is unknown', () => SecurityScan.trivy({ scanners: ['all' as any] }), "'scanners' must be a member of TrivyScanner"],
    ['the directory is elsewhere', () => SecurityScan.trivy({ directory: '../other' }), "'directory' must be a path below the root of the source"],
    ['the images are a text', () => SecurityScan.trivy({ imagesOf: 'web' as any }), "'imagesOf' must be a repository"],
    ['the format is unknown', () => SecurityScan.sbom({ format: 'xml' as any }), "'format' must be a member of SbomFormat"],
    ['a number is negative', () => SecurityScan.inspectorSource({ critical: -1 }), "'critical' must be a whole number of at least 0"],
    ['a threshold is advisory', () => SecurityScan.inspectorSource({ advisory: true, medium: 3 }), "'medium' must not be given with 'advisory'"],
    ['the name is impossible', () => SecurityScan.secrets({ stepName: 'a b' }), "'stepName' must be 1 to 80 letters"],
  ])('fail when %s, naming the prop', (_, scan, message) => {
    expect(() => templateWith(() => [scan()])).toThrow(message);
    expect(() => templateWith(() => [scan()])).toThrow(/'.*' must .*\[at /s);
  });
});

describe('Amazon Inspector', () => {
  test('scans the source and lets no critical and no high weakness pass', () => {
    const [action] = actionsIn(templateWith(() => [SecurityScan.inspectorSource()]));
    expect(action).toMatchObject({
      ActionTypeId: { Category: 'Invoke', Owner: 'AWS', Provider: 'InspectorScan', Version: '1' },
      Configuration: { InspectorRunMode: 'SourceCodeScan', CriticalThreshold: 0, HighThreshold: 0 },
      InputArtifacts: [{ Name: 'Source' }],
      OutputArtifacts: [{ Name: expect.any(String) }],
    });
    expect(action.Configuration).not.toHaveProperty('MediumThreshold');
  });

  test('lets pass as many as asked', () => {
    const [{ Configuration }] = actionsIn(templateWith(() => [SecurityScan.inspectorSource({ critical: 1, high: 2, medium: 3, low: 4 })]));
    expect(Configuration).toEqual({ InspectorRunMode: 'SourceCodeScan', CriticalThreshold: 1, HighThreshold: 2, MediumThreshold: 3, LowThreshold: 4 });
  });

  test('lets everything pass when it is advisory', () => {
    const [{ Configuration }] = actionsIn(templateWith(() => [SecurityScan.inspectorSource({ advisory: true })]));
    expect(Configuration).toEqual({ InspectorRunMode: 'SourceCodeScan' });
  });

  test('may scan anything, which knows no resource, and write one log', () => {
    const template = templateWith(() => [SecurityScan.inspectorSource()]);
    const statements = statementsOf(template, 'InspectorSourcePolicy');
    expect(statements.map(({ Action }) => Action)).toEqual(['inspector-scan:ScanSbom', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']]);
    expect(statements[0].Resource).toBe('*');
    expect(JSON.stringify(statements[1].Resource)).toContain('/aws/codepipeline/');
    // The role of the pipeline itself is without: the pipeline waits for it.
    expect(JSON.stringify(statementsOf(template, 'PipelineRole'))).not.toContain('inspector');
  });

  test('makes no circle between the pipeline and what it may do', () => {
    // Template.fromStack looks for circles.
    expect(() => templateWith((_, images) => [SecurityScan.inspectorSource(), SecurityScan.inspectorImage(images)])).not.toThrow();
  });

  test('fails for a source that only CodeBuild can read, and says what to do', () => {
    const source = PipelineSource.codeConnection({ connectionArn, repository: 'owner/repo', fullClone: true });
    expect(() => pipelineIn(prodStack(), { source, checks: [SecurityScan.inspectorSource()] }))
      .toThrow("'source' must come as files for Amazon Inspector, got one with 'fullClone'");
  });

  test('scans the image under the tag that belongs to its digest', () => {
    const template = templateWith((_, images) => [SecurityScan.inspectorImage(images)]);
    const [finding, scanning] = actionsIn(template);
    expect(finding).toMatchObject({ Name: 'InspectorImageTag', Namespace: 'InspectorImageTag', RunOrder: 1 });
    expect(scanning).toMatchObject({
      RunOrder: 2,
      Configuration: { InspectorRunMode: 'ECRImageScan', ECRRepositoryName: expect.anything(), ImageTag: '#{InspectorImageTag.IMAGE_TAG}', CriticalThreshold: 0 },
    });
    expect(scanning).not.toHaveProperty('InputArtifacts');
    const pulling = statementsOf(template, 'InspectorImagePolicy').find(({ Action }) => JSON.stringify(Action).includes('ecr:BatchGetImage'));
    expect(JSON.stringify(pulling.Resource)).toContain('Scanned');
  });

  test('fails where the build makes no image, and says what to do', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Scanned');
    expect(() => pipelineIn(stack, { buildStep: { bind: () => ({}) }, checks: [SecurityScan.inspectorImage(images)] }))
      .toThrow("'buildStep' must build an image when images are scanned");
  });

  describe('finds the tag', () => {
    const digest = `sha256:${'4f'.repeat(32)}`;
    function find(image: string, answer: Answer): ScriptResult {
      const project = projectOf(templateWith((_, images) => [SecurityScan.inspectorImage(images)]), 'InspectorImageTag');
      const at = { REPOSITORY_URI: '1.dkr.ecr.eu-west-1.amazonaws.com/web', REPOSITORY_NAME: 'web', REPOSITORY_REGION: 'eu-west-1', REGISTRY_ID: '1' };
      return runScript({ script: scriptOf(project), environment: { ...at, IMAGE: image }, stubs: ['aws'], answers: { 'aws describe-images': answer } });
    }

    test('of the digest', () => {
      const result = find(`1.dkr.ecr.eu-west-1.amazonaws.com/web@${digest}`, '0123456789ab-42');
      expect(result.exported.IMAGE_TAG).toBe('0123456789ab-42');
      expect(result.calls.aws[0]).toEqual(expect.arrayContaining(['--repository-name', 'web', '--image-ids', `imageDigest=${digest}`]));
    });

    test.each(['None', '', 'a b', '$(touch pwned)'])('and fails when it is %j', (tag) => {
      const result = find(`1.dkr.ecr.eu-west-1.amazonaws.com/web@${digest}`, tag);
      expect(result.status).toBe(1);
      expect(result.errors).toContain('The image has no tag');
    });

    test('and fails for an image of another repository', () => {
      expect(find(`1.dkr.ecr.eu-west-1.amazonaws.com/other@${digest}`, 'x').status).toBe(1);
    });
  });
});

describe('pull requests', () => {
  const source = PipelineSource.codeConnection({ connectionArn, repository: 'owner/repo' });

  test('are scanned, but for the image that they do not push', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Scanned');
    const checks = [SecurityScan.secrets(), SecurityScan.trivy({ imagesOf: images }), SecurityScan.inspectorImage(images)];
    const delivery = pipelineIn(stack, { source, checks });
    const names = (ruleName: string) => delivery.pipelineOf(ruleName).stages
      .filter(({ stageName }) => stageName === 'Test').flatMap(({ actions }) => actions.map(({ actionProperties }) => actionProperties.actionName));
    expect(names('PullRequests')).toEqual(['Secrets']);
    expect(names('Main')).toEqual(['Secrets', 'TrivyImage', 'InspectorImageTag', 'InspectorImage']);
  });
});

describe.each<[string, () => IPipelineStep, string, number]>([
  ['secrets', () => SecurityScan.secrets(), 'gitleaks', 10],
  ['Semgrep', () => SecurityScan.semgrep(), 'semgrep', 1],
  ['Trivy', () => SecurityScan.trivy(), 'trivy', 10],
])('a scan with %s', (_, scan, tool, found) => {
  test('succeeds when it finds nothing', () => {
    const result = runTool({ step: scan(), stubs: [tool] });
    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
  });

  test('fails when it finds something', () => {
    expect(runTool({ step: scan(), prelude: `${tool}() { if [[ "$1" == convert ]]; then return 0; fi; return ${found}; }` }).status).toBe(found);
  });

  test('fails when the tool fails', () => {
    expect(runTool({ step: scan(), prelude: ending(tool, 3) }).status).toBe(3);
  });

  test('fails when the tool is not what it should be, and does not run it', () => {
    const result = runTool({ step: scan(), stubs: [tool], answers: { 'sha256sum --check': new Failure('') } });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('What was downloaded is not what it should be');
    expect(result.calls[tool]).toEqual([]);
  });

  test('fails when the tool is not there after all', () => {
    expect(runTool({ step: scan(), prelude: `unset -f ${tool}` }).status).toBe(127);
  });
});

describe('a scan for secrets', () => {
  test('downloads the version that it knows, over HTTPS, and says nothing of what it finds', () => {
    const result = runTool({ step: SecurityScan.secrets(), stubs: ['gitleaks'] });
    expect(result.calls.curl[0]).toEqual(expect.arrayContaining([
      '--proto', '=https', `https://github.com/gitleaks/gitleaks/releases/download/v${VERSIONS.gitleaks.value}/gitleaks_${VERSIONS.gitleaks.value}_linux_x64.tar.gz`,
    ]));
    expect(result.calls.gitleaks).toEqual([['dir', '--no-banner', '--redact', '--exit-code', '10', '--report-format', 'junit', '--report-path', 'devops-report.xml', '.']]);
  });

  test('takes a file of rules, however it is called', () => {
    const [call] = runTool({ step: SecurityScan.secrets({ configFile: 'rules/$(touch pwned) .toml' }), stubs: ['gitleaks'] }).calls.gitleaks;
    expect(call).toEqual(expect.arrayContaining(['--config', 'rules/$(touch pwned) .toml']));
  });

  test('searches the history where there is one', () => {
    const step = SecurityScan.secrets({ history: true });
    expect(runTool({ step, stubs: ['gitleaks'], directories: ['.git'] }).calls.gitleaks[0][0]).toBe('git');
    expect(runTool({ step, stubs: ['gitleaks'] }).errors).toContain("Take it with 'fullClone'");
  });

  test('lets the pipeline go on when it is advisory, and says so', () => {
    const result = runTool({ step: SecurityScan.secrets({ advisory: true }), prelude: ending('gitleaks', 10) });
    expect(result.status).toBe(0);
    expect(result.errors).toContain('ADVISORY: Secrets failed with exit code 10');
    expect(result.errors).toContain('Revoke them');
  });

  test('takes another version with another checksum', () => {
    const result = runTool({ step: SecurityScan.secrets({ toolVersion: '8.31.0', toolSha256: 'a'.repeat(64) }), stubs: ['gitleaks'] });
    expect(result.calls.curl[0].join(' ')).toContain('/v8.31.0/gitleaks_8.31.0_');
  });
});

describe('a scan with Trivy', () => {
  test('of an image takes it from the registry, by its digest', () => {
    const image = `1.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:${'4f'.repeat(32)}`;
    const [scan] = runTool({ step: (images) => SecurityScan.trivy({ imagesOf: images, ignoreUnfixed: true }), stubs: ['trivy'], environment: { IMAGE: image } }).calls.trivy;
    expect(scan.slice(0, 4)).toEqual(['image', '--image-src', 'remote', image]);
    expect(scan).toEqual(expect.arrayContaining(['--scanners', 'vuln', '--severity', 'CRITICAL,HIGH', '--exit-code', '10', '--ignore-unfixed']));
  });

  test('of an image may pull it, and no other', () => {
    const template = templateWith((_, images) => [SecurityScan.trivy({ imagesOf: images })]);
    const pulling = statementsOf(template, 'TestTrivyImage').filter(({ Action }) => JSON.stringify(Action).includes('ecr:BatchGetImage'));
    expect(JSON.stringify(pulling.map(({ Resource }) => Resource))).toContain('Scanned');
    expect(pulling).toHaveLength(1);
  });

  test('of the source looks where and for what it is asked', () => {
    const { trivy } = runTool({
      step: SecurityScan.trivy({ directory: 'services/a b', scanners: [TrivyScanner.MISCONFIGURATIONS], severity: FindingSeverity.LOW }), stubs: ['trivy'],
    }).calls;
    expect(trivy[0].slice(0, 2)).toEqual(['fs', './services/a b']);
    expect(trivy[0]).toEqual(expect.arrayContaining(['--scanners', 'misconfig', '--severity', 'CRITICAL,HIGH,MEDIUM,LOW']));
    expect(trivy.slice(1).map(([command]) => command)).toEqual(['convert', 'convert']);
  });
});

describe('an SBOM', () => {
  test('is an artifact of the pipeline', () => {
    const template = templateWith(() => [SecurityScan.sbom({ format: SbomFormat.SPDX })]);
    expect(actionsIn(template)[0].OutputArtifacts).toHaveLength(1);
    expect(JSON.parse(projectOf(template, 'TestSbom').Source.BuildSpec).artifacts).toEqual({ 'files': ['sbom.json'], 'base-directory': 'devops-sbom' });
  });

  test('lists what the source is made of', () => {
    const result = runTool({ step: SecurityScan.sbom(), stubs: ['trivy'] });
    expect(result.status).toBe(0);
    expect(result.calls.trivy).toEqual([['fs', './.', '--format', 'cyclonedx', '--output', 'devops-sbom/sbom.json']]);
    expect(result.files).toContain('devops-sbom');
  });
});

describe('a scan with Semgrep', () => {
  test('takes rules from the registry and from the source, and sends no metrics', () => {
    const [call] = runTool({ step: SecurityScan.semgrep({ rules: ['p/owasp-top-ten', 'my rules.yml'], severity: FindingSeverity.MEDIUM }), stubs: ['semgrep'] }).calls.semgrep;
    expect(call).toEqual([
      'scan', '--error', '--metrics', 'off', '--disable-version-check', '--junit-xml-output=devops-report.xml',
      '--config', 'p/owasp-top-ten', '--config', 'my rules.yml', '--severity', 'ERROR', '--severity', 'WARNING', '.',
    ]);
  });
});

describe('an audit of dependencies', () => {
  const npmAnswer = (severity: string) => ({
    auditReportVersion: 2,
    vulnerabilities: { 'a<b': { name: 'a<b', severity, via: [{ url: 'https://github.com/advisories/GHSA-1', title: 'Bad & worse' }, 'c'] } },
    metadata: { vulnerabilities: { total: 1 } },
  });
  const pipAnswer = (vulns: object[]) => `pip-audit() { printf '%s' '${JSON.stringify({ dependencies: [{ name: 'jinja2', version: '2', vulns }] })}' > "$6"; return 1; }`;

  interface Audit {
    readonly options?: Parameters<typeof SecurityScan.dependencyAudit>[0];
    readonly npm?: Answer;
    readonly files?: string[];
    readonly pip?: string;
  }

  function audit({ options, npm = npmAnswer('high'), files = ['package-lock.json'], pip = '' }: Audit): ScriptResult {
    const setUp = `${files.map((file) => `touch '${file}'`).join('\n')}\n${pip}`;
    const result = runTool({ step: SecurityScan.dependencyAudit(options), stubs: ['npm'], answers: { 'npm audit': npm }, prelude: setUp });
    return result;
  }

  test('fails for a weakness that is bad enough, and names it', () => {
    const result = audit({});
    expect(result.status).toBe(10);
    expect(result.output).toContain('high\ta<b\thttps://github.com/advisories/GHSA-1');
    expect(result.files).toContain('devops-report.xml');
    expect(result.calls.npm).toEqual([['audit', '--json', '--package-lock-only']]);
  });

  test.each<[string, FindingSeverity, number]>([
    ['moderate', FindingSeverity.HIGH, 0], ['moderate', FindingSeverity.MEDIUM, 10], ['high', FindingSeverity.CRITICAL, 0], ['critical', FindingSeverity.LOW, 10],
    ['low', FindingSeverity.LOW, 10], ['info', FindingSeverity.LOW, 0],
  ])('of a weakness that is %s with %s as the least ends with %i', (severity, least, status) => {
    expect(audit({ options: { severity: least }, npm: npmAnswer(severity) }).status).toBe(status);
  });

  test('leaves out what only developers need, if asked', () => {
    expect(audit({ options: { productionOnly: true } }).calls.npm).toEqual([['audit', '--json', '--package-lock-only', '--omit=dev']]);
  });

  test.each([['an error', { message: '405 Method Not Allowed', error: {} }], ['nothing', ''], ['no JSON', 'npm error']])('fails when npm answers with %s', (_, npm) => {
    const result = audit({ npm });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('npm could not audit the packages');
  });

  test('fails for any weakness of a Python package', () => {
    expect(audit({ files: ['requirements.txt'], pip: pipAnswer([{ id: 'PYSEC-1' }]) }).output).toContain('unrated\tjinja2\tPYSEC-1');
    expect(audit({ files: ['requirements.txt'], pip: pipAnswer([{ id: 'PYSEC-1' }]) }).status).toBe(10);
  });

  test('takes both together, and succeeds when there is nothing', () => {
    const result = audit({ files: ['package-lock.json', 'requirements.txt'], pip: pipAnswer([]), npm: { vulnerabilities: {}, metadata: { vulnerabilities: { total: 0 } } } });
    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
  });

  test('fails when pip-audit cannot look', () => {
    expect(audit({ files: ['requirements.txt'], pip: 'pip-audit() { return 1; }' }).errors).toContain('pip-audit could not audit the packages');
  });

  test('fails when there is nothing to audit, and says what to do', () => {
    const result = audit({ files: [] });
    expect(result.status).toBe(1);
    expect(result.errors).toContain('There is nothing to audit in .');
  });
});
