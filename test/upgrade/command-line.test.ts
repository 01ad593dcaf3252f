import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { assemblyOf, fileWith, removeFolders, table, template } from './support/apps';
import { builtCommand } from './support/built';

afterAll(removeFolders);

const run = builtCommand();
const old = fileWith('Orders.template.json', template({ T: table('a'), R: { Type: 'AWS::IAM::Role', Properties: { Path: '/a/' } } }));
const same = fileWith('Orders.template.json', template({ T: table('a'), R: { Type: 'AWS::IAM::Role', Properties: { Path: '/b/' } } }));
const replacing = fileWith('Orders.template.json', template({ T: table('b'), R: { Type: 'AWS::IAM::Role', Properties: { Path: '/a/' } } }));
const moving = fileWith('Orders.template.json', template({ N: table('a'), R: { Type: 'AWS::IAM::Role', Properties: { Path: '/a/' } } }));

describe('npx cdk-devops-patterns upgrade-report', () => {
  test('answers 0 when the upgrade is safe, and prints the table', () => {
    expect(run('upgrade-report', old, same)).toEqual({
      code: 0,
      complaints: '',
      output: [
        'Safe', '1 replaced, 1 unchanged', '', 'Everything else', '  replaced        AWS::IAM::Role', '                  Orders.R',
        '                  Path cannot change in place; the old one is deleted', '',
      ].join('\n'),
    });
  });

  test('answers 1 when it is not, and says how to accept that', () => {
    const { code, output, complaints } = run('upgrade-report', old, replacing);

    expect(code).toBe(1);
    expect(output).toMatch(/^UNSAFE: 1 of 1 changes/);
    expect(complaints.split('\n')).toEqual([
      '',
      '1 unsafe. If that is what you want, accept each by its id, with the reason, in assertSafe():',
      "  accepted = { 'Orders.T': 'why' }",
      'or on the command line:',
      "  --accept 'Orders.T=why'",
      '',
    ]);
  });

  test('takes acceptances, and says so', () => {
    expect(run('upgrade-report', old, replacing, '--accept', 'T=rebuilt at night, a=b')).toMatchObject({
      code: 0, complaints: 'accepted Orders.T: rebuilt at night, a=b\n',
    });
  });

  test('answers 2 to acceptances that nothing needs: they would take the next loss for wanted', () => {
    expect(run('upgrade-report', old, same, '--accept', 'T=done in May')).toEqual({
      code: 2,
      output: expect.stringMatching(/^Safe\n/),
      complaints: "--accept must name unsafe changes, got 'T', and there is none. Take it out: what stays here takes the next loss for wanted\n",
    });
    expect(run('upgrade-report', old, replacing, '--accept', 't=rebuilt', '--accept', 'T=rebuilt').complaints).toContain("got 't', and there is none");
  });

  test('shows how to accept each of a few, and of many the first', () => {
    const tables = (count: number) => fileWith('Shop.template.json', template({
      K: { Type: 'AWS::IAM::Role' },
      ...Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`T${index}`, table('a')])),
    }));
    const none = fileWith('Shop.template.json', template({ K: { Type: 'AWS::IAM::Role' } }));
    const lines = (count: number) => run('upgrade-report', tables(count), none).complaints.split('\n').slice(2, -1);

    expect(lines(3)).toEqual([
      "  accepted = { 'Shop.T0': 'why', 'Shop.T1': 'why', 'Shop.T2': 'why' }", 'or on the command line:',
      "  --accept 'Shop.T0=why'", "  --accept 'Shop.T1=why'", "  --accept 'Shop.T2=why'",
    ]);
    expect(lines(5)).toEqual(["  accepted = { 'Shop.T0': 'why' }", '  …and 4 more', 'or on the command line:', "  --accept 'Shop.T0=why'", '  …and 4 more']);
  });

  test('says its version', () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8'));

    expect(run('--version')).toEqual({ code: 0, output: `${version}\n`, complaints: '' });
  });

  test('takes refactorings', () => {
    expect(run('upgrade-report', old, moving)).toMatchObject({ code: 1 });
    expect(run('upgrade-report', old, moving, '--refactor', 'T=N')).toMatchObject({ code: 0 });
  });

  test('prints JSON and nothing else to its output', () => {
    const { code, output } = run('upgrade-report', '--json', old, replacing);

    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ safe: false, changes: [{ logicalId: 'T', effect: 'replaced' }] });
  });

  test('compares assemblies', () => {
    const [before, after] = ['Table', 'Jobs'].map((id) => assemblyOf((app) => (
      new dynamodb.Table(new Stack(app, 'Orders'), id, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }))));

    expect(run('upgrade-report', before, before)).toMatchObject({ code: 0, output: 'Safe\n1 unchanged\n' });
    expect(run('upgrade-report', before, after)).toMatchObject({ code: 1, output: expect.stringContaining('moved') });
  });

  test('helps', () => {
    const { code, output } = run('--help');

    expect(code).toBe(0);
    expect(output).toMatch(/^Usage: cdk-devops-patterns upgrade-report <old> <new> \[options\]\n/);
    expect(output).toContain('Exit code: 0 safe, 1 unsafe, 2 wrong usage.');
    expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each([
    [[], 'a command is missing\n\nUsage: '],
    [['report', old, same], "there is no command 'report'\n\nUsage: "],
    [['upgrade-report', old], 'upgrade-report takes two files or two directories, <old> and <new>, got 1\n\nUsage: '],
    [['upgrade-report', old, same, '--accept', 'T'], "--accept must be LogicalId=reason, got 'T'\n\nUsage: "],
    [['upgrade-report', old, same, '--accept', 'T='], "--accept must be LogicalId=reason, got 'T='\n\nUsage: "],
    [['upgrade-report', old, same, '--refactor', '=N'], "--refactor must be OldId=NewId, got '=N'\n\nUsage: "],
    [['upgrade-report', old, same, '--yaml'], "Unknown option '--yaml'"],
    [['upgrade-report', old, 'no.json'], `<new> must be a file that exists, got 'no.json'. Paths are relative to ${process.cwd()}\n`],
    [['upgrade-report', path.dirname(old), same], 'upgrade-report takes two files or two directories, got a directory and a file\n\nUsage: '],
    [['upgrade-report', path.dirname(old), 'no'], `<new> must be a directory that exists, got 'no'. Paths are relative to ${process.cwd()}`],
    [['upgrade-report', old, same, '--refactor', 'X=N'], "--refactor must name resources that are there before the upgrade, got 'X', and there is none\n"],
  ])('answers 2 to %j', (args, complaint) => {
    const answer = run(...args);

    expect(answer).toMatchObject({ code: 2, output: '' });
    expect(answer.complaints.slice(0, complaint.length)).toBe(complaint);
  });

  test.each([
    [fileWith('manifest.json', { artifacts: {} }), /That is the manifest of an assembly: name the directory that it is in, for both sides\n$/],
    [fileWith('answer.json', { TemplateBody: '---\nFormat: x\n' }), /Templates in YAML are not read: .*cfn-flip\n$/],
    [fileWith('answer.json', 'TemplateBody: |\n  Resources: {}\nStagesAvailable: [Original]\n'), /Templates in YAML are not read: .*cfn-flip\n$/],
  ])('says what to do with %s instead', (file, hint) => {
    expect(run('upgrade-report', file, same).complaints).toMatch(hint);
  });

  test('ends quietly when its reader has read enough', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`T${index}`, table('a')]));
    const { code, output, complaints } = run.shell(`upgrade-report --json ${fileWith('empty.json', {})} ${fileWith('many.json', template(many))} | head -n 1`);

    expect({ code, output, complaints }).toEqual({ code: 0, output: '{\n', complaints: '' });
  });

  test('is what the package names as its program', () => {
    const { bin } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8'));

    expect(Object.keys(bin)).toEqual(['cdk-devops-patterns']);
    expect(fs.statSync(path.join(__dirname, '../..', bin['cdk-devops-patterns'])).mode.toString(8)).toMatch(/755$/);
  });
});
